"""Contracts at work: what holds when, what was reached, what it costs; each figure from records, and found again."""
