"""Comparing what several repositories hold of one run."""
