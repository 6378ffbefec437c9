"""Procedures as arithmetic: what stands in the journal, where that leaves the procedure, and what comes next."""
