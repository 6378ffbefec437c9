"""Backups promised by a policy, kept in several places, rehearsed, measured and proven.

The flow is one line, and each folder owns one arrow of it (``docs/architecture.md``)::

    documents -> plan -> job -> run -> measurement -> evidence -> report
"""

__version__ = "0.1.0"
