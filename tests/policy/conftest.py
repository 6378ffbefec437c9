"""Policies are judged on inventories that were really loaded."""

from __future__ import annotations

from tests.documents.conftest import loads

__all__ = ["loads"]
