"""French for sources that are staged: databases, and what commands write."""

SOURCES = {
    "the dump of {database} is not whole: {said}": "la sauvegarde de {database} n'est pas complète : {said}",
    "pg_restore of everything into a private server, and the asset's queries there": (
        "pg_restore de l'ensemble dans un serveur privé, et les requêtes de l'actif sur celui-ci"
    ),
    "what came back holds no {name}": "ce qui est revenu ne contient pas {name}",
    "the dump cannot be restored on this machine: {said}": (
        "la sauvegarde ne peut pas être restaurée sur cette machine : {said}"
    ),
    "install the same extensions and at least the same version of PostgreSQL as on the server": (
        "installer les mêmes extensions que sur le serveur, et une version de PostgreSQL au moins aussi récente"
    ),
    "the dump does not restore: {said}": "la sauvegarde ne se restaure pas : {said}",
    "no PostgreSQL server is installed here, into which a dump could be restored": (
        "aucun serveur PostgreSQL n'est installé ici, dans lequel restaurer une sauvegarde"
    ),
    "install one at least as new as the server that was dumped (Debian: apt-get install postgresql)": (
        "en installer un au moins aussi récent que le serveur sauvegardé (Debian : apt-get install postgresql)"
    ),
    "no private database server can be run here as the user {user}: {cause}": (
        "aucun serveur de base de données privé ne peut tourner ici sous l'utilisateur {user} : {cause}"
    ),
    "install the server's package (it makes the user) and bubblewrap, and free some space below /var/tmp": (
        "installer le paquet du serveur (il crée l'utilisateur) et bubblewrap, et libérer de la place sous /var/tmp"
    ),
    "the database {path} cannot be copied: {cause}": "la base de données {path} ne peut pas être copiée : {cause}",
    "check that this user may read and lock it, and that there is space below the state directory": (
        "vérifier que cet utilisateur peut la lire et la verrouiller, "
        "et qu'il reste de la place sous le répertoire d'état"
    ),
    "mount or restore it, or correct `source.path`; nothing was backed up and nothing was changed": (
        "montez-la ou restaurez-la, ou corrigez `source.path` ; rien n'a été sauvegardé et rien n'a été changé"
    ),
    "the source cannot be staged in {path}: {cause}": "la source ne peut pas être préparée dans {path} : {cause}",
    "PRAGMA integrity_check on the restored database, and the asset's queries": (
        "PRAGMA integrity_check sur la base restaurée, et les requêtes de l'actif"
    ),
    "the query {query} failed on the restored data: {cause}": (
        "la requête {query} a échoué sur les données restaurées : {cause}"
    ),
    "the query {query} gave no row on the restored data": (
        "la requête {query} n'a rendu aucune ligne sur les données restaurées"
    ),
    "the query {query} on the restored data gave {answer}, and {expected} was expected": (
        "la requête {query} sur les données restaurées a rendu {answer}, {expected} était attendu"
    ),
    "the restored output, compared with the manifest": "la sortie restaurée, comparée au manifeste",
    "{program} ended well and wrote nothing: no recovery point is made of that": (
        "{program} s'est bien terminé sans rien écrire : aucun point de restauration n'en est fait"
    ),
    "run the command by hand and look at what it writes to its standard output": (
        "lancez la commande à la main et regardez ce qu'elle écrit sur sa sortie standard"
    ),
    "what came back holds no output of the command": "ce qui est revenu ne contient aucune sortie de la commande",
    "{program} failed (exit {code}): {said}": "{program} a échoué (code {code}) : {said}",
    "run the command by hand as the user of this service; nothing was backed up": (
        "lancez la commande à la main sous l'utilisateur de ce service ; rien n'a été sauvegardé"
    ),
    "no query can be asked of the state of this server: {query}": (
        "aucune requête ne peut être posée à l'état de ce serveur : {query}"
    ),
    "{value} compares with nothing": "{value} ne se compare à rien",
    "write a comparison: `> 0`, `= 2026`, `!= error`; an order needs a number": (
        "écrire une comparaison : `> 0`, `= 2026`, `!= erreur` ; un ordre demande un nombre"
    ),
}
