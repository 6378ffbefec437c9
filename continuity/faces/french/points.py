"""Looking into recovery points: listed, compared, searched, mounted; a restore taken up again."""

from __future__ import annotations

_LIST = {
    "Recovery points: list, compare, diff, find, mount.": "Points de restauration : list, compare, diff, find, mount.",
    "Recovery points; without a verb, their list: of ASSET, or of all.": (
        "Les points de restauration ; sans verbe, leur liste : de l'actif ASSET, ou de tous."
    ),
    "None of {count} recovery point(s) is of {value}. Make one: continuity backup {value}": (
        "Aucun des {count} point(s) de restauration n'est de {value}. Pour en créer un : continuity backup {value}"
    ),
    "None of {count} recovery point(s) lies in {value} (--repository).": (
        "Aucun des {count} point(s) de restauration n'est dans {value} (--repository)."
    ),
    "None of {count} recovery point(s) has data of {value} or newer (--since); the newest is of {newest}.": (
        "Aucun des {count} point(s) de restauration n'a de données du {value} ou plus récentes (--since) ; le plus "
        "récent est du {newest}."
    ),
    "None of {count} recovery point(s) has data of {value} or older (--until); the oldest is of {oldest}.": (
        "Aucun des {count} point(s) de restauration n'a de données du {value} ou plus anciennes (--until) ; le plus "
        "ancien est du {oldest}."
    ),
}

_DIFF = {
    "Look for both in this repository alone.": "Ne chercher les deux que dans ce dépôt.",
    "Show changed owners, permissions and times, too.": (
        "Montrer aussi les propriétaires, droits et dates qui ont changé."
    ),
    "Show what differs from the point FROM to the point TO of ASSET, both in one repository.": (
        "Montrer ce qui diffère du point FROM au point TO de l'actif ASSET, dans un même dépôt."
    ),
    "FROM and TO are the beginnings of snapshots' names, as `continuity points` lists them. Paths are marked: + added, "
    "- removed, M content, T kind, U metadata, ? content alone, which nobody wrote. Of what a program or a device "
    "printed, the lines that changed are shown below the path, as diff -u does. With --json, one document a path, and "
    "a summary last.": (
        "FROM et TO sont les débuts des noms d'instantanés que `continuity points` liste. Marques : + ajouté, "
        "- supprimé, M contenu, T nature, U métadonnées, ? contenu seul, que personne n'a écrit. De ce qu'un programme "
        "ou un équipement a imprimé, les lignes changées sont montrées sous le chemin, comme diff -u. Avec --json, un "
        "document par chemin, et un résumé à la fin."
    ),
    "nothing differs": "rien ne diffère",
    "{added} added, {removed} removed, {changed} changed; {new} of data only in the second, {old} in the first": (
        "{added} ajouté(s), {removed} supprimé(s), {changed} modifié(s) ; {new} de données propres au second, "
        "{old} au premier"
    ),
    "{first} lies in {here} and {second} in {there}: only points of one repository can be compared": (
        "{first} est dans {here} et {second} dans {there} : seuls se comparent des points d'un même dépôt"
    ),
    "the point of the same run in {here} is {twin}": "le point de la même exécution dans {here} est {twin}",
    "list them: continuity points {asset}": "les lister : continuity points {asset}",
    "several recovery points begin with {name}": "plusieurs points de restauration commencent par {name}",
    "write more of one: {names}": "en écrire davantage : {names}",
    "{asset} has no recovery point {name}": "{asset} n'a pas de point de restauration {name}",
    "what restic says of {name} cannot be read: {cause}": "ce que restic dit de {name} est illisible : {cause}",
}

_FIND = {
    "Search this repository alone.": "Ne chercher que dans ce dépôt.",
    "Show which points of ASSET hold a path that matches PATTERN: a name, an absolute path, or a pattern.": (
        "Montrer quels points de l'actif ASSET contiennent un chemin qui répond à PATTERN : un nom, un chemin absolu, "
        "ou un motif."
    ),
    "In a pattern, * and ? stand for characters other than /, ** for any folders, [a-z] for one of a range; quote it. "
    "With --json, one document a match, and a summary last.": (
        "Dans un motif, * et ? valent des caractères autres que /, ** des dossiers quelconques, [a-z] un caractère "
        "d'un intervalle ; l'écrire entre apostrophes. Avec --json, un document par résultat, et un résumé à la fin."
    ),
    "{repository}: point {snapshot}, data of {time}": "{repository} : point {snapshot}, données du {time}",
    "{matches} match(es) in {points} point(s) of {repositories}": (
        "{matches} résultat(s) dans {points} point(s) de {repositories}"
    ),
    "{repository} could not be searched in full: {said}": "{repository} n'a pu être exploré en entier : {said}",
    "see what it lacks: continuity verify --repository {repository}": (
        "voir ce qui lui manque : continuity verify --repository {repository}"
    ),
    "{pattern} is not a pattern": "{pattern} n'est pas un motif",
    "close the bracket, or write \\[ for a bracket that is part of the name": (
        "fermer le crochet, ou écrire \\[ pour un crochet qui fait partie du nom"
    ),
    "the pattern is empty": "le motif est vide",
    "write a name, a path, or a pattern such as '*.odt'": "écrire un nom, un chemin, ou un motif tel que '*.odt'",
}

_MOUNT = {
    "Mount the points of ASSET read-only on the empty directory DIR, until Ctrl-C or SIGTERM.": (
        "Monter les points de l'actif ASSET en lecture seule sur le répertoire vide DIR, jusqu'à Ctrl-C ou SIGTERM."
    ),
    "Below DIR, `ids/` holds each point under its snapshot's name and `snapshots/` under its time. Who looked, at what "
    "and how long, is recorded. Nothing is compared: data that must be right comes back with `continuity restore`.": (
        "Sous DIR, `ids/` contient chaque point sous le nom de son instantané et `snapshots/` sous sa date. Qui a "
        "regardé, quoi et combien de temps, est enregistré. Rien n'est comparé : des données qui doivent être justes "
        "reviennent par `continuity restore`."
    ),
    "{repository} is mounted on {path}; Ctrl-C ends it": "{repository} est monté sur {path} ; Ctrl-C y met fin",
    "{path} is unmounted": "{path} est démonté",
    "restic ended the mount by itself, with code {code}": "restic a mis fin de lui-même au montage, code {code}",
    "mount it again; -v says more": "monter à nouveau ; -v en dit plus",
    "the program fusermount is not installed, and a mount needs it": (
        "le programme fusermount n'est pas installé, et un montage en a besoin"
    ),
    "install it (Debian: apt-get install fuse3), or bring files back with continuity restore --path": (
        "l'installer (Debian : apt-get install fuse3), ou ramener des fichiers par continuity restore --path"
    ),
    "{device} is not there, or may not be used": "{device} n'existe pas, ou n'est pas utilisable",
    "load it (modprobe fuse), or give it to this container; else: continuity restore --path": (
        "le charger (modprobe fuse), ou le donner à ce conteneur ; sinon : continuity restore --path"
    ),
    "a backup would read the whole mount: name a directory outside of it": (
        "une sauvegarde lirait tout le montage : nommer un répertoire en dehors"
    ),
    "{path} is a mount point already": "{path} est déjà un point de montage",
    "unmount it, or name another directory": "le démonter, ou nommer un autre répertoire",
    "{path} cannot be a mount point: {cause}": "{path} ne peut être un point de montage : {cause}",
    "create an empty directory for it: mkdir {path}": "lui créer un répertoire vide : mkdir {path}",
    "its name is not UTF-8": "son nom n'est pas en UTF-8",
    "{path} is not empty": "{path} n'est pas vide",
    "a mount would hide what is in it: name another": "un montage cacherait ce qu'il contient : en nommer un autre",
    "{path} is still mounted": "{path} est encore monté",
    "close what is open below it, then: fusermount -u {path}": (
        "fermer ce qui y est ouvert, puis : fusermount -u {path}"
    ),
}

_RESUME = {
    "Keep what an interruption leaves, and go on from what one left.": (
        "Garder ce que laisse une interruption, et reprendre ce qu'une autre a laissé."
    ),
    "what was staged is kept; the same command with --resume goes on from there": (
        "ce qui était préparé est gardé ; la même commande avec --resume le reprend"
    ),
    "gone on from {files} file(s), {bytes}, that were there already": (
        "repris à partir de {files} fichier(s), {bytes}, qui étaient déjà là"
    ),
    "nothing of this restore was there to go on from: begun anew": (
        "rien de cette restauration n'était là pour être repris : recommencée"
    ),
    "{path} was left by an interrupted restore of something else; remove it if you like": (
        "{path} a été laissé par une restauration interrompue d'autre chose ; à supprimer si l'on veut"
    ),
    "restic {version} cannot resume a restore: `restore --overwrite if-changed` came with 0.17": (
        "restic {version} ne sait pas reprendre une restauration : `restore --overwrite if-changed` date de 0.17"
    ),
    "leave --resume out to begin anew, or put restic 0.17 or newer first on PATH": (
        "omettre --resume pour recommencer, ou mettre restic 0.17 ou plus récent en tête du PATH"
    ),
    "{path} is not a directory of ours alone, and nothing is restored into it": (
        "{path} n'est pas un répertoire à nous seuls, et rien n'y est restauré"
    ),
    "look at what it is, remove it, and run the command again": (
        "regarder ce que c'est, le supprimer, et relancer la commande"
    ),
    "its process died before it ended; what it had staged is kept for `restore --resume`": (
        "son processus est mort avant la fin ; ce qu'il avait préparé est gardé pour `restore --resume`"
    ),
}

POINTS = _LIST | _DIFF | _FIND | _MOUNT | _RESUME
