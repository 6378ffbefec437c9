"""What the engine remembers: SQLModel on SQLite by default; its rows never leave this folder.

``store`` opens the database and its transactions; ``runs``, ``points``, ``records`` and ``leases`` each read
and write one kind of thing inside a transaction, and hand out the frozen dataclasses of ``model``.
"""
