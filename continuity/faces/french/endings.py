"""What ended before its time: killed, cut off, filled up or out of order."""

from __future__ import annotations

ENDINGS: dict[str, str] = {
    "restic was ended on {name} by {signal}, which did not come from here": (
        "restic a été arrêté sur {name} par {signal}, qui ne venait pas d'ici"
    ),
    "somebody ended it, or the machine ran out of memory (its log says: journalctl -k); run it again": (
        "quelqu'un l'a arrêté, ou la machine a manqué de mémoire (son journal le dit : journalctl -k) ; le relancer"
    ),
}
