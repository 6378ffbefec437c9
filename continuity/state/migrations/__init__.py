"""Schema versions of the state database, by Alembic, from the first release on."""

#: The newest revision; compared with the database before Alembic is imported (a test compares it with ``versions/``).
HEAD = "0010"
