"""French for MariaDB and MySQL databases."""

MARIADB = {
    "everything loaded into a private server, CHECK TABLE, the checksums of the tables that did not change while they"
    " were dumped, and the asset's queries there": (
        "tout chargé dans un serveur privé, CHECK TABLE, les sommes de contrôle des tables qui n'ont pas changé "
        "pendant leur sauvegarde, et les requêtes de l'actif sur celui-ci"
    ),
    "the role {user} lacks rights on {database}: {rights}; what it cannot see would be missing from the"
    " dump without a word": (
        "il manque au rôle {user} des droits sur {database} : {rights} ; ce qu'il ne voit pas manquerait à la "
        "sauvegarde sans que rien ne le dise"
    ),
    "grant them to the role: GRANT SELECT, SHOW VIEW, TRIGGER, EVENT, LOCK TABLES ON DATABASE.*, and"
    " GRANT SELECT ON mysql.proc (MySQL: SHOW_ROUTINE ON *.*)": (
        "les donner au rôle : GRANT SELECT, SHOW VIEW, TRIGGER, EVENT, LOCK TABLES ON BASE.*, et "
        "GRANT SELECT ON mysql.proc (MySQL : SHOW_ROUTINE ON *.*)"
    ),
    "{program} is {client} and the server is {server}: what it does not know would be missing from the dump": (
        "{program} est de {client} et le serveur de {server} : ce qu'il ne connaît pas manquerait à la sauvegarde"
    ),
    "install client programs of the same kind, at least as new as the server": (
        "installer des programmes clients du même éditeur, au moins aussi récents que le serveur"
    ),
    "none of these programs is installed: {names}": "aucun de ces programmes n'est installé : {names}",
    "install the server's client programs (Debian: apt-get install mariadb-client)": (
        "installer les programmes clients du serveur (Debian : apt-get install mariadb-client)"
    ),
    "the dump stood still for {seconds} s: a table is locked, or the server does not answer": (
        "la sauvegarde n'a pas avancé pendant {seconds} s : une table est verrouillée, ou le serveur ne répond pas"
    ),
    "look who holds the lock (SHOW FULL PROCESSLIST); nothing was backed up": (
        "regarder qui tient le verrou (SHOW FULL PROCESSLIST) ; rien n'a été sauvegardé"
    ),
    "the table {name} cannot be read: it is damaged, or was locked for {seconds:g} s": (
        "la table {name} ne peut pas être lue : elle est endommagée, ou a été verrouillée pendant {seconds:g} s"
    ),
    "CHECK TABLE tells, and SHOW FULL PROCESSLIST who holds the lock; nothing was backed up": (
        "CHECK TABLE le dit, et SHOW FULL PROCESSLIST qui tient le verrou ; rien n'a été sauvegardé"
    ),
    "no MariaDB server is installed here, into which a dump could be loaded": (
        "aucun serveur MariaDB n'est installé ici, dans lequel charger une sauvegarde"
    ),
    "install one at least as new as the server that was dumped (Debian: apt-get install mariadb-server)": (
        "en installer un au moins aussi récent que le serveur sauvegardé (Debian : apt-get install mariadb-server)"
    ),
    "the dump cannot be restored on this machine: it is of {theirs}, and {here} is installed: {said}": (
        "la sauvegarde ne peut pas être restaurée sur cette machine : elle vient de {theirs}, et {here} est "
        "installé : {said}"
    ),
    "install a server of the same kind, at least as new as the one that was dumped": (
        "installer un serveur du même éditeur, au moins aussi récent que celui qui a été sauvegardé"
    ),
    "the restored tables are damaged: {said}": "les tables restaurées sont endommagées : {said}",
    "the restored table {name} is not the one that was dumped: its checksum differs": (
        "la table restaurée {name} n'est pas celle qui a été sauvegardée : sa somme de contrôle diffère"
    ),
    "backups of MariaDB databases": "sauvegardes de bases MariaDB",
    "backups of MySQL databases": "sauvegardes de bases MySQL",
    "restore tests of MariaDB and MySQL databases": "tests de restauration de bases MariaDB et MySQL",
    "name another one": "en nommer une autre",
    "the role {user} may not make the database {name} on {host}:{port}": (
        "le rôle {user} n'a pas le droit de créer la base {name} sur {host}:{port}"
    ),
    "let it: GRANT ALL ON DATABASE.* TO the role; or name another role in a URL": (
        "le lui donner : GRANT ALL ON BASE.* TO le rôle ; ou nommer un autre rôle dans une URL"
    ),
    "no rights on {name} were granted to anybody, also not to those in whose name its views and procedures are": (
        "aucun droit sur {name} n'a été donné à personne, pas même à ceux au nom de qui sont ses vues et ses procédures"
    ),
}
