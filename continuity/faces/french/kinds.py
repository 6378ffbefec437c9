"""French for kinds of source that other packages provide."""

KINDS = {
    "the package for sources of kind {kind} does not load or cannot read it: each backup of the asset fails": (
        "le paquet pour les sources de type {kind} ne se charge pas ou ne peut pas la lire : "
        "chaque sauvegarde de l'actif échoue"
    ),
    "no installed package provides sources of kind {name}": (
        "aucun paquet installé ne fournit de sources de type {name}"
    ),
    "install it again": "le réinstaller",
    "the source of kind {name} failed ({origin}): {cause}": "la source de type {name} a échoué ({origin}) : {cause}",
    "tell whoever provides that package; nothing was backed up": (
        "prévenir qui fournit ce paquet ; rien n'a été sauvegardé"
    ),
    "the source ended well and staged nothing: no recovery point is made of that": (
        "la source s'est bien terminée sans rien préparer : aucun point de restauration n'en est fait"
    ),
    "correct `user` and `password`: continuity vault set NAME --replace (of a URL: $CONTINUITY_INTO_PASSWORD)": (
        "corriger `user` et `password` : continuity vault set NOM --replace (d'une URL : $CONTINUITY_INTO_PASSWORD)"
    ),
    "correct `host` and `port`; see that the server runs, and that no firewall is between": (
        "corriger `host` et `port` ; vérifier que le serveur tourne, et qu'aucun pare-feu ne s'interpose"
    ),
    "was it renamed? correct `database` or `user` in the document; nothing was backed up": (
        "l'a-t-on renommé ? corriger `database` ou `user` dans le document ; rien n'a été sauvegardé"
    ),
    "let the role read everything: GRANT pg_read_all_data TO it (PostgreSQL 14 and newer)": (
        "permettre au rôle de tout lire : GRANT pg_read_all_data TO ce rôle (PostgreSQL 14 et plus récent)"
    ),
    "let the role: GRANT SELECT, SHOW VIEW, TRIGGER, EVENT, LOCK TABLES ON DATABASE.*; was the database renamed?": (
        "autoriser le rôle : GRANT SELECT, SHOW VIEW, TRIGGER, EVENT, LOCK TABLES ON BASE.* ; la base a-t-elle été "
        "renommée ?"
    ),
    "let this machine in by the server's pg_hba.conf, then SELECT pg_reload_conf()": (
        "laisser entrer cette machine par le pg_hba.conf du serveur, puis SELECT pg_reload_conf()"
    ),
    "somebody holds a lock on that table (pg_stat_activity says who); nothing was backed up": (
        "quelqu'un tient un verrou sur cette table (pg_stat_activity dit qui) ; rien n'a été sauvegardé"
    ),
}
