"""Documents: YAML that people write, checked strictly, every mistake told at once with its place and remedy.

Rooms: ``fields`` (the values documents are made of), ``loading`` (YAML with positions, substitution, merging),
``schema`` (the models of each top-level key), ``build`` (from checked documents to the inventory).
"""
