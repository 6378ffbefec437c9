"""What a database server or its client complains of, and what mends it: the second half of an error of theirs.

MariaDB's numbers are the same in every language; PostgreSQL's words are, where the server speaks English.
"""

from __future__ import annotations

_ENTER = "correct `user` and `password`: continuity vault set NAME --replace (of a URL: $CONTINUITY_INTO_PASSWORD)"
_REACH = "correct `host` and `port`; see that the server runs, and that no firewall is between"
_RENAMED = "was it renamed? correct `database` or `user` in the document; nothing was backed up"
_READ = "let the role read everything: GRANT pg_read_all_data TO it (PostgreSQL 14 and newer)"
_RIGHTS = "let the role: GRANT SELECT, SHOW VIEW, TRIGGER, EVENT, LOCK TABLES ON DATABASE.*; was the database renamed?"
_OPEN = "let this machine in by the server's pg_hba.conf, then SELECT pg_reload_conf()"
_LOCKED = "somebody holds a lock on that table (pg_stat_activity says who); nothing was backed up"
_ROOM = "free some disk space below the state directory"

#: How to find out what nothing below knows.
HOW = "run the command by hand as the user of this service; nothing was backed up"
SAID = {
    "password authentication failed": _ENTER,
    "no password supplied": _ENTER,
    "ERROR 1045": _ENTER,
    "Connection refused": _REACH,
    "could not translate host name": _REACH,
    "timeout expired": _REACH,
    "No route to host": _REACH,
    "ERROR 2002": _REACH,
    "ERROR 2003": _REACH,
    "ERROR 2005": _REACH,
    "no pg_hba.conf entry": _OPEN,
    'FATAL:  database "': _RENAMED,
    'FATAL:  role "': _RENAMED,
    "ERROR 1049": _RENAMED,
    "ERROR 1044": _RIGHTS,
    "permission denied for schema": _READ,
    "permission denied for sequence": _READ,
    "permission denied for table": _READ,
    "lock timeout": _LOCKED,
    "could not write to output file: No space left": _ROOM,
    "Got errno 28": _ROOM,
}


def remedy(said: str, otherwise: str) -> str:
    """Return what mends that of which a server or its client complained; ``otherwise`` where that is not known."""
    return next((mends for words, mends in SAID.items() if words in said), otherwise)
