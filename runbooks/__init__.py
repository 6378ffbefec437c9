"""What a technician does, step by step: one runbook a file, named by its stem; your own of that name comes first."""
