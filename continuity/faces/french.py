"""The French half of every sentence; the English template is the key."""

from __future__ import annotations

FRENCH: dict[str, str] = {}
