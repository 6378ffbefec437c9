"""Policies, pure: what is promised, whether it is kept, and whether it can be kept at all. No I/O, no clock."""
