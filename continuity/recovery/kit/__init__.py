"""The recovery kit: one file from which a lost server, or its data without it, comes back. ``label`` is its type.

A kit is a tar of a few files that anybody may see, and one that gpg opens. What is said of it in ``docs/adr/0023``.
"""
