"""Evidence records and signed tree heads: the rows behind ``continuity.evidence``."""

from __future__ import annotations
