"""What a technician does, step by step: one runbook a file, named by its stem. Your own of the same name comes first."""
