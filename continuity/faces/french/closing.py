"""A live drill that is gone on with: what keeps it from that."""

from __future__ import annotations

CLOSING = {
    "the client {client} of run {run} is not in the documents any more": (
        "le client {client} de l'exécution {run} n'est plus dans les documents"
    ),
    "bring its document back: the drill is given up, or gone on with, under its log": (
        "remettre son document : l'exercice s'abandonne, ou se poursuit, sous son journal"
    ),
}
