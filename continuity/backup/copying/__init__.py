"""Copies of one run made from its first: ``order`` says who leads, ``follower`` is what the others do.

``moving`` moves objects between repositories of one key, and ``founding`` makes a repository with another's key.
Whatever keeps a copy from being made this way, it is then made from the source, and the run says why.
"""
