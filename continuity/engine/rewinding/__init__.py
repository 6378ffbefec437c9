"""Bringing a repository back to what it was at a moment: looked at, done, and proven."""
