"""Verification, restore tests, locks."""

from __future__ import annotations

REHEARSALS = {
    "{repository} and {other} hold different content of {asset} though its time stamps are equal: {paths}": (
        "{repository} et {other} contiennent des données différentes de {asset} malgré des horodatages égaux : {paths}"
    ),
    "restore both and compare them: continuity test {asset} --from NAME": (
        "restaurer les deux et les comparer : continuity test {asset} --from NOM"
    ),
    "a tree of {name} cannot be read: {cause}": "une arborescence de {name} ne peut pas être lue : {cause}",
    "restic's trees, equal to those of a restored point whose files equalled the manifest": (
        "arborescences de restic, égales à celles d'un point restauré dont les fichiers étaient ceux du manifeste"
    ),
    "restic's trees of two copies of one run, directory by directory": (
        "arborescences de restic de deux copies d'une même exécution, répertoire par répertoire"
    ),
    "the repository {name} is gone, and {known} recovery point(s) with it": (
        "le dépôt {name} a disparu, et avec lui {known} point(s) de restauration"
    ),
    "connect or mount the medium that holds it; lost for good: continuity init --anew {name}": (
        "connecter ou monter le support qui le contient ; perdu pour de bon : continuity init --anew {name}"
    ),
    "the repository {client}/{name} was never created": "le dépôt {client}/{name} n'a jamais été créé",
    "Make this lost repository again (may be repeated).": "Refaire ce dépôt perdu (répétable).",
    "none of these assets has a copy there": "aucun de ces actifs n'y a de copie",
    "see: continuity storage list": "voir : continuity storage list",
    "{time} has not come yet": "{time} n'est pas encore arrivé",
    "leave --at out for the newest data": "omettre --at pour les données les plus récentes",
    "{target} lies in {source}, which the asset {asset} protects": (
        "{target} se trouve dans {source}, que protège l'actif {asset}"
    ),
    "name a directory outside of it, and move what you need": (
        "indiquer un répertoire en dehors, puis déplacer ce qu'il faut"
    ),
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
