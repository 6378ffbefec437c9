"""Verification and restore tests."""

from __future__ import annotations

REHEARSALS = {
    "  {share:.0%} of the data was read back so far": "  {share:.0%} des données relues jusqu'ici",
    "restic check, structure and the slice of the data that is due": (
        "restic check : la structure et la tranche de données due"
    ),
}
