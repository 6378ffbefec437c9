"""The engine: a job is claimed, dispatched to its hands, and recorded; what died half way is reconciled."""
