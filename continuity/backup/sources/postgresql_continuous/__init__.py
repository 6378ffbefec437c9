"""The ``postgresql`` source in mode ``continuous``: a base backup, and every byte of the write-ahead log since.

What is held on this machine lies in a spool that stays; a capture makes of it one recovery point that needs no other.
"""
