"""The past: `status --at`, and what of it cannot be known."""

from __future__ import annotations

PAST = {
    "no run of {asset} was ever recorded: nothing is known of it": (
        "aucune exécution de {asset} n'a jamais été enregistrée : on n'en sait rien"
    ),
    "nothing was recorded of {asset} before {first}": "rien n'a été enregistré sur {asset} avant le {first}",
    "the policy {policy} was another then: what was achieved is held against today's": (
        "la politique {policy} était alors une autre : ce qui a été atteint est comparé à celle d'aujourd'hui"
    ),
    "Answer for this moment of the past (RFC 3339), from what was recorded.": (
        "Répondre pour ce moment du passé (RFC 3339), d'après ce qui a été enregistré."
    ),
    "{time} has not come yet": "{time} n'est pas encore arrivé",
    "give a moment of the past": "donner un moment du passé",
    "As of {time}, from what was recorded, held against today's documents": (
        "À la date du {time}, d'après ce qui a été enregistré, comparé aux documents d'aujourd'hui"
    ),
    "Show lengths, sizes and ages of a week, a month and a year instead.": (
        "Montrer plutôt les durées, tailles et âges d'une semaine, d'un mois et d'un an."
    ),
    "over": "sur",
    "runs": "exécutions",
    "failed runs": "échecs",
    "typical": "durée typique",
    "longest": "la plus longue",
    "stored": "stocké",
    "read or restored": "lu ou restauré",
    "a second": "par seconde",
    "{days} days": "{days} jours",
    "no run was recorded yet": "aucune exécution n'a encore été enregistrée",
    "  note: {reason}": "  note : {reason}",
}
