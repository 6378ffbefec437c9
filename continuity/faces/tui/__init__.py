"""The full screen (extra ``[tui]``): the same guide over the same journal, drawn by Textual."""
