"""Procedures as runs of the engine: their journal in the database, their sign-offs in the log, their clocks."""
