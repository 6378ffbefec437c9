"""Slow lines and busy places: how long a run goes on trying, and whose turn it is."""
