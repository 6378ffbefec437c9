"""What is rehearsed: one procedure a file, named by its stem; walked by nobody, and taken down at its end."""
