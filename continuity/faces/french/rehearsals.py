"""Verification, restore tests, locks."""

from __future__ import annotations

REHEARSALS = {
    "the server deletes, and append-only is promised": "le serveur efface, alors que l'ajout seul est promis",
    "repository {client}/{name}, made anew: {lost} recovery point(s) that it held are gone": (
        "dépôt {client}/{name}, créé de nouveau : {lost} point(s) de restauration qu'il contenait n'existent plus"
    ),
    "nothing moved on {name} for {minutes:g} minutes": "rien n'a bougé sur {name} depuis {minutes:g} minutes",
    "see what holds it up there; the next run takes up what was stored": (
        "voir ce qui bloque là-bas ; l'exécution suivante reprend ce qui est déjà stocké"
    ),
    "its lock is over": "son verrou a expiré",
    "locked in governance mode only": "verrouillé en mode gouvernance seulement",
    "  {share:.0%} of the data was read back so far": "  {share:.0%} des données relues jusqu'ici",
    "restic check, structure and the slice of the data that is due": (
        "restic check : la structure et la tranche de données due"
    ),
}
