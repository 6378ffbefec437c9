"""Who is told: what happens becomes signals, signals become messages in an outbox, and each is delivered at least once.

``signals`` from events, runs and verdicts · ``notices`` the desk where all of it is noted · ``post`` delivery.
"""
