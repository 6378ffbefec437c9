"""Drills: runbooks rehearsed for real, with a fault before them and a clock beside them."""
