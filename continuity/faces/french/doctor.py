"""What the doctor says, and what storage policies are printed with."""

from __future__ import annotations

_ACCESS = {
    "repository {name} at {endpoint}: the store's answers carry no date": (
        "dépôt {name} à {endpoint} : les réponses du stockage ne portent pas de date"
    ),
    "compare the clocks by hand: the dates of locks are the store's": (
        "comparer les horloges à la main : les dates des verrous sont celles du stockage"
    ),
}

DOCTOR = _ACCESS
