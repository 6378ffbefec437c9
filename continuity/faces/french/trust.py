"""What makes a stranger believe a log: its keys over time, witnesses, single facts, and challenges."""

from __future__ import annotations

TRUST = {
    # keys
    "this is not the rotation of a log's key": "ce n'est pas le changement de clé d'un journal",
    "the rotation does not lead from one key of its log to another": (
        "le changement de clé ne mène pas d'une clé de son journal à une autre"
    ),
    "the time, the size or the reason of the rotation is malformed": (
        "la date, la taille ou le motif du changement de clé est malformé"
    ),
    "rotation {number} of {log} does not follow the one before": (
        "le changement de clé {number} de {log} ne fait pas suite au précédent"
    ),
    "rotation {number} of {log} is of a smaller log than the one before": (
        "le changement de clé {number} de {log} porte sur un journal plus court que le précédent"
    ),
}
