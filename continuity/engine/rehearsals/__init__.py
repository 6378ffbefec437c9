"""Rehearsals that nobody stands before: procedures of ``drills/``, walked in a sandbox and taken down at their end."""
