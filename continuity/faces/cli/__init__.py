"""The command line: each module parses, calls the composition root, prints, and returns an exit code."""
