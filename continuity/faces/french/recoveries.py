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

_RETURNED = {
    "recovered": "restauré",
    "the asset's queries, on what was recovered": "les requêtes de l'actif, sur ce qui a été restauré",
    "{asset} cannot be loaded into a server, nor by tables: its source is {kind}": (
        "{asset} ne peut être chargé dans un serveur, ni par tables : sa source est {kind}"
    ),
    "restore it into a directory: continuity restore {asset} --to DIR": (
        "le restaurer dans un répertoire : continuity restore {asset} --to RÉPERTOIRE"
    ),
    "it is not recovered, since this machine cannot do it: {cause}": (
        "elle n'est pas restaurée à cet instant, cette machine ne pouvant le faire : {cause}"
    ),
    "what the first start elsewhere needs is there: see README.txt in {target}": (
        "ce qu'il faut au premier démarrage ailleurs est là : voir README.txt dans {target}"
    ),
    "its process died before it ended; a database named continuity_{run} may be left on {into}, or one that holds a "
    "table of that name": (
        "son processus est mort avant la fin ; une base nommée continuity_{run} peut être restée sur {into}, ou une "
        "base qui contient une table de ce nom"
    ),
    "loaded into {name}": "chargé dans {name}",
    "restore needs either --to DIR or --into NAME": "restore demande soit --to RÉPERTOIRE, soit --into NOM",
    "see continuity restore --help": "voir continuity restore --help",
    "--path is for files; of a database, --table names a part": (
        "--path est pour les fichiers ; d'une base, --table nomme une partie"
    ),
    "leave --path out": "omettre --path",
    "--resume is for directories; a database is begun anew": (
        "--resume est pour les répertoires ; une base est recommencée"
    ),
    "leave --resume out": "omettre --resume",
    "A new database: on the asset's own server, or at a URL.": (
        "Une base nouvelle : sur le serveur de l'actif, ou à une URL."
    ),
    "Only this table of a dump (may be repeated).": "Seulement cette table d'un dump (peut être répété).",
    "Nothing is ever restored over something that exists. Files land below DIR under their full path; a database lies "
    "directly in DIR, and one whose log is kept is recovered to the very moment, ready to start. With --into, a dump "
    "becomes a new database, with --table the tables become SQL in DIR, or all there is of that database. A URL is "
    "postgresql://USER@HOST:PORT/NAME (or mariadb:), its password in $CONTINUITY_INTO_PASSWORD or ~/.pgpass. With "
    "--resume, the point that was begun is gone on with, though newer ones may be there by now (restic 0.17 or "
    "newer).": (
        "Rien n'est jamais restauré par-dessus quelque chose. Les fichiers arrivent sous RÉPERTOIRE avec leur chemin "
        "complet ; une base de données est directement dans RÉPERTOIRE, et celle dont le journal est conservé est "
        "restaurée à l'instant même, prête à démarrer. Avec --into, un dump devient une base nouvelle ; avec --table, "
        "les tables deviennent du SQL dans RÉPERTOIRE, ou tout le contenu de cette base. Une URL s'écrit "
        "postgresql://UTILISATEUR@HÔTE:PORT/NOM (ou mariadb:), son mot de passe dans $CONTINUITY_INTO_PASSWORD ou "
        "~/.pgpass. Avec --resume, le point commencé est poursuivi, même si de plus récents existent (restic 0.17 ou "
        "plus récent)."
    ),
}

_INTO = {
    "{name} is the database that is backed up, and it is never restored over": (
        "{name} est la base qui est sauvegardée, et rien n'est jamais restauré par-dessus"
    ),
    "name another one; it can be renamed afterwards: ALTER DATABASE … RENAME TO {name}": (
        "en nommer une autre ; elle peut être renommée ensuite : ALTER DATABASE … RENAME TO {name}"
    ),
    "there is a database {name} on {host}:{port}, and nothing is ever restored over something": (
        "il y a une base {name} sur {host}:{port}, et rien n'est jamais restauré par-dessus quelque chose"
    ),
    "name a database that does not exist yet": "nommer une base qui n'existe pas encore",
    "the role {user} may not make a database on {host}:{port}": (
        "le rôle {user} ne peut pas créer de base sur {host}:{port}"
    ),
    'let it: ALTER ROLE "{user}" CREATEDB; or name another role in a URL': (
        'le permettre : ALTER ROLE "{user}" CREATEDB ; ou nommer un autre rôle dans une URL'
    ),
    "the server {host}:{port} has no role {names}, to whom a part of the dump belongs": (
        "le serveur {host}:{port} n'a pas de rôle {names}, à qui appartient une partie du dump"
    ),
    "make them first: globals.sql of the same point says how (continuity restore … --to DIR)": (
        "les créer d'abord : globals.sql du même point dit comment (continuity restore … --to RÉPERTOIRE)"
    ),
    "owners and grants were left out: {user} is no superuser there": (
        "propriétaires et droits ont été omis : {user} n'y est pas superutilisateur"
    ),
    "the dump cannot be loaded into {name}: {said}": "le dump ne peut être chargé dans {name} : {said}",
    "what lacks there is named above; or restore from another repository: --from NAME": (
        "ce qui manque là-bas est nommé plus haut ; ou restaurer depuis un autre dépôt : --from NOM"
    ),
    "{name} cannot be made: {program}: {said}": "impossible de créer {name} : {program} : {said}",
    "look at the server's log": "consulter le journal du serveur",
    "the dump holds no table {table}": "le dump ne contient pas de table {table}",
    "the dump holds several tables {table}": "le dump contient plusieurs tables {table}",
    "the dump is damaged: {said}": "le dump est endommagé : {said}",
    "restore from another repository: --from NAME": "restaurer depuis un autre dépôt : --from NOM",
    "--into needs the name of a database, or {scheme}://USER@HOST:PORT/NAME": (
        "--into demande le nom d'une base, ou {scheme}://UTILISATEUR@HÔTE:PORT/NOM"
    ),
    "nothing was touched": "rien n'a été touché",
    "a password does not belong on a command line, where every user of this machine can read it": (
        "un mot de passe n'a pas sa place sur une ligne de commande, que tout utilisateur de cette machine peut lire"
    ),
    "put it into ${variable}, or into the password file of the database's own programs": (
        "le mettre dans ${variable}, ou dans le fichier de mots de passe des programmes de la base"
    ),
}

RECOVERIES = _HELD | _RECOVERED | _RETURNED | _INTO
