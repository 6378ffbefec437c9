"""Back from a recovery point, compared with what the source really contained, measured by phase."""
