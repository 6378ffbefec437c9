"""Where copies live: small ports, found by entry point, proven by one contract suite."""
