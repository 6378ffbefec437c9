"""What could not be restored or rehearsed, and what would mend it."""

from __future__ import annotations

_POINTS = {
    "bring one of them back, or name another with --from": "en rétablir un, ou en nommer un autre avec --from",
    "{asset} has no copy in {repository}": "{asset} n'a pas de copie dans {repository}",
    "write one of: {known}": "écrire l'un de : {known}",
    "no recovery point of {asset} is known": "aucun point de restauration de {asset} n'est connu",
    "no recovery point of {asset} is listed by {repository}": (
        "aucun point de restauration de {asset} n'est listé par {repository}"
    ),
    "ask it again: continuity storage check {repository}": (
        "l'interroger à nouveau : continuity storage check {repository}"
    ),
    "make one: continuity backup {asset}": "en créer un : continuity backup {asset}",
    "no recovery point of {asset} is as old as {time}": "aucun point de restauration de {asset} ne remonte au {time}",
    "the oldest is of {oldest}; list them: continuity points {asset}": (
        "le plus ancien est du {oldest} ; pour les lister : continuity points {asset}"
    ),
    "what came back from {repository} is not what was backed up: {reason}": (
        "ce qui est revenu de {repository} n'est pas ce qui avait été sauvegardé : {reason}"
    ),
    "what came back from {repository} could not be compared with the source: {reason}": (
        "ce qui est revenu de {repository} n'a pu être comparé à la source : {reason}"
    ),
    "restore from another repository: continuity restore … --from NAME": (
        "restaurer depuis un autre dépôt : continuity restore … --from NOM"
    ),
    "there is no recovery point to test": "il n'y a aucun point de restauration à tester",
    "make one: continuity backup": "en créer un : continuity backup",
    "list the points: continuity points": "lister les points : continuity points",
    "restic complained while restoring: {said}": "restic s'est plaint pendant la restauration : {said}",
    "see what differs above": "voir plus haut ce qui diffère",
    "{path} exists already": "{path} existe déjà",
    "name a directory that does not exist yet": "nommer un répertoire qui n'existe pas encore",
    "name a file that does not exist yet": "nommer un fichier qui n'existe pas encore",
    "{path} exists and is not a directory": "{path} existe et n'est pas un répertoire",
    "name one that does not exist": "en nommer un qui n'existe pas",
    "{path} exists and is not empty; nothing is ever restored over something": (
        "{path} existe et n'est pas vide ; rien n'est jamais restauré par-dessus quelque chose"
    ),
    "{parent} does not exist": "{parent} n'existe pas",
    "create it first: mkdir -p {parent}": "le créer d'abord : mkdir -p {parent}",
    "{path} has {free} bytes free, and the restore needs {needed}": (
        "{path} a {free} octets libres, et la restauration en demande {needed}"
    ),
    "free some space, or name a target on another file system": (
        "libérer de la place, ou nommer une cible sur un autre système de fichiers"
    ),
    "{path} cannot be written: {cause}": "{path} ne peut pas être écrit : {cause}",
    "{path} cannot be read: {cause}": "impossible de lire {path} : {cause}",
}

_TARGET = {
    "no repository that holds {asset} can give it back: {faults}": (
        "aucun dépôt qui contient {asset} ne peut le rendre : {faults}"
    ),
    "{path} is not an absolute path": "{path} n'est pas un chemin absolu",
    "name another directory": "nommer un autre répertoire",
    "the name of the target is not UTF-8, and records could not hold it": (
        "le nom de la cible n'est pas en UTF-8, et les enregistrements ne pourraient le garder"
    ),
    "the point holds no file at {path}": "le point ne contient aucun fichier en {path}",
    "write the absolute path that the file had when it was backed up": (
        "écrire le chemin absolu qu'avait le fichier quand il a été sauvegardé"
    ),
    "{path} cannot be used: {cause}": "{path} est inutilisable : {cause}",
    "name a directory that the user of this command may create": (
        "nommer un répertoire que l'utilisateur de cette commande a le droit de créer"
    ),
    "{path} is a mount point: a restore is moved into place in one step, which cannot be done there": (
        "{path} est un point de montage : une restauration est mise en place d'un seul coup, ce qui y est impossible"
    ),
    "name a directory below it that does not exist yet": "nommer dessous un répertoire qui n'existe pas encore",
    "check its owner and permissions, or name a target elsewhere": (
        "vérifier son propriétaire et ses droits, ou nommer une cible ailleurs"
    ),
    "{path} was filled by someone else during the restore: {cause}": (
        "{path} a été rempli par quelqu'un d'autre pendant la restauration : {cause}"
    ),
    "what was restored is in {staging}": "ce qui a été restauré est dans {staging}",
}

_RESTORE_TESTS = {
    "the check {program} could not be isolated: {said}": "le contrôle {program} n'a pu être isolé : {said}",
    "install bubblewrap and allow user namespaces, or run as root": (
        "installer bubblewrap et autoriser les espaces de noms utilisateur, ou lancer en root"
    ),
    "the check {program} failed on the restored data (exit {code}): {said}": (
        "le contrôle {program} a échoué sur les données restaurées (code {code}) : {said}"
    ),
    "look at the data: continuity restore … --from the same repository": (
        "examiner les données : continuity restore … --from le même dépôt"
    ),
    "{path} cannot be made: {cause}": "impossible de créer {path} : {cause}",
    "the rehearsal's directory {path} could not be removed": (
        "impossible de supprimer le répertoire de la répétition {path}"
    ),
    "remove it by hand": "le supprimer à la main",
}

_OWN_STATE = {
    "the database {path} is damaged: {said}": "la base de données {path} est endommagée : {said}",
    "free some disk space below the state directory": "libérer de la place sous le répertoire d'état",
    "the restored log of {client} cannot be read: {cause}": "le journal restauré de {client} est illisible : {cause}",
    "the restored log of {client} does not verify: {said}": (
        "le journal restauré de {client} ne se vérifie pas : {said}"
    ),
    "the restored database, read whole, and every log in it, verified": (
        "la base restaurée, lue en entier, et chacun de ses journaux, vérifié"
    ),
}

RESTORES = _POINTS | _TARGET | _RESTORE_TESTS | _OWN_STATE
