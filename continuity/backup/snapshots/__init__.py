"""File-system snapshots around a backup: taken, seen at the original paths by one thread alone, removed."""
