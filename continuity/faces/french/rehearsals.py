"""Verification, restore tests, locks."""

from __future__ import annotations

REHEARSALS = {
    "its lock is over": "son verrou a expiré",
    "locked in governance mode only": "verrouillé en mode gouvernance seulement",
    "  {share:.0%} of the data was read back so far": "  {share:.0%} des données relues jusqu'ici",
    "restic check, structure and the slice of the data that is due": (
        "restic check : la structure et la tranche de données due"
    ),
}
