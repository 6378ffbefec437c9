"""restic as a child process: ``command`` builds its arguments, ``messages`` reads its words, ``client`` runs it.

``command``, ``messages`` and ``versions`` are pure. Facts about restic's versions stand in ``versions`` and
nowhere else. An exit code of 0 is never taken as proof: callers ask the place itself what it lists.
"""
