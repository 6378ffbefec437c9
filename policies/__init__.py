"""What is promised: one policy a file, named by its stem. A policy of your own with the same name comes first."""
