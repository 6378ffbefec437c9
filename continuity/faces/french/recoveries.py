"""What is said of databases that are recovered to a moment, or put back into a server."""

from __future__ import annotations

_HELD = {
    "what came back holds no base backup of PostgreSQL": (
        "ce qui est revenu ne contient pas de sauvegarde de base PostgreSQL"
    ),
    "restore from another repository, or an older point": "restaurer depuis un autre dépôt, ou un point plus ancien",
    "what came back does not say what its log holds: {cause}": (
        "ce qui est revenu ne dit pas ce que contient son journal : {cause}"
    ),
    "the base backup is damaged: {said}": "la sauvegarde de base est endommagée : {said}",
    "the base backup has tablespaces, which cannot be recovered here by themselves": (
        "la sauvegarde de base a des tablespaces, qui ne peuvent être restaurés ici d'eux-mêmes"
    ),
    "bring the point back with --to DIR elsewhere, and lay out its tablespaces by hand": (
        "ramener le point avec --to RÉPERTOIRE ailleurs, et disposer ses tablespaces à la main"
    ),
    "the log has a gap: the segment {name} and {more} more are missing": (
        "le journal a une lacune : il manque le segment {name} et {more} autre(s)"
    ),
    "the segment {name} of the log is cut short": "le segment {name} du journal est tronqué",
}

_RECOVERED = {
    "PostgreSQL {major} is not installed here, and no other version reads what it wrote": (
        "PostgreSQL {major} n'est pas installé ici, et aucune autre version ne lit ce qu'il a écrit"
    ),
    "install it (Debian: apt-get install postgresql-{major}), or take what came back to where it is": (
        "l'installer (Debian : apt-get install postgresql-{major}), ou porter ce qui est revenu là où il est"
    ),
    "the log of this point ends at {end}, before {time}": "le journal de ce point s'arrête au {end}, avant le {time}",
    "take a newer point: continuity points": "prendre un point plus récent : continuity points",
    "the log cannot be replayed: {said}": "le journal ne peut être rejoué : {said}",
    "the log ends at {lsn}, and all that was committed lies before {promised}: it is damaged": (
        "le journal s'arrête à {lsn}, et ce qui a été validé va jusqu'à {promised} : il est endommagé"
    ),
    "the recovered server did not shut down cleanly ({state})": (
        "le serveur restauré ne s'est pas arrêté proprement ({state})"
    ),
    "what was recovered could not be written to the disk: {said}": (
        "ce qui a été restauré n'a pu être écrit sur le disque : {said}"
    ),
}

RECOVERIES = _HELD | _RECOVERED
