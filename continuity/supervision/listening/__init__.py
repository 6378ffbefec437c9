"""What comes to us instead of being asked for: messages of syslog, and results that others report."""
