"""The catalogue of actions: one file a kind, reached by the entry-point group ``continuity.actions``."""
