"""Databases that are received all the time, in French."""

CONTINUOUS = {
    "point-in-time recovery of the whole server into a private one, and the asset's queries there": (
        "restauration du serveur entier à un instant donné dans un serveur privé, et les requêtes de l'actif"
    ),
    "received all the time: every {every}, a third of the RPO of {rpo}, whatever the schedule": (
        "reçu en continu : toutes les {every}, un tiers du RPO de {rpo}, quel que soit le calendrier"
    ),
    "{program} is of version {ours} here, and the server {name} is of version {theirs}": (
        "{program} est ici en version {ours}, et le serveur {name} en version {theirs}"
    ),
    "install the server's version (Debian: apt-get install postgresql-client-{theirs})": (
        "installer la version du serveur (Debian : apt-get install postgresql-client-{theirs})"
    ),
    "the server {name} cannot be copied continuously: {program}: {said}": (
        "le serveur {name} ne peut pas être copié en continu : {program} : {said}"
    ),
    'give the role the right: ALTER ROLE "{user}" REPLICATION;': (
        'donner ce droit au rôle : ALTER ROLE "{user}" REPLICATION;'
    ),
    "let the role in: add `host replication {user} ADDRESS/32 scram-sha-256` to the server's pg_hba.conf, ADDRESS "
    "being this machine's, then SELECT pg_reload_conf();": (
        "laisser entrer le rôle : ajouter `host replication {user} ADRESSE/32 scram-sha-256` au pg_hba.conf du "
        "serveur, ADRESSE étant celle de cette machine, puis SELECT pg_reload_conf();"
    ),
    "the role {user} may not see on {name} how far its own receiver is": (
        "le rôle {user} ne peut pas voir sur {name} où en est son propre récepteur"
    ),
    'give it the right: GRANT pg_read_all_stats TO "{user}";': (
        'lui donner ce droit : GRANT pg_read_all_stats TO "{user}";'
    ),
    "raise max_replication_slots on the server, and restart it": (
        "augmenter max_replication_slots sur le serveur, et le redémarrer"
    ),
    "raise max_wal_senders on the server (two for each asset), and restart it": (
        "augmenter max_wal_senders sur le serveur (deux par actif), et le redémarrer"
    ),
    "another program receives by this slot: end it, or give this asset another name": (
        "un autre programme reçoit par ce slot : l'arrêter, ou donner un autre nom à cet actif"
    ),
    "look at the server's log, and run `continuity doctor`; the log that is held here stays": (
        "regarder le journal du serveur, et lancer `continuity doctor` ; le journal conservé ici reste"
    ),
    "the log of {name} does not come: the receiver of the service is behind {lsn}": (
        "le journal de {name} n'arrive pas : le récepteur du service est en retard sur {lsn}"
    ),
    "look at the service's messages, and at the space below the state directory": (
        "regarder les messages du service, et l'espace libre sous le répertoire d'état"
    ),
    "the base backup of {name} does not say where its log begins": (
        "la sauvegarde de base de {name} ne dit pas où commence son journal"
    ),
    "the server {name} is a standby: its log comes from another server": (
        "le serveur {name} est un serveur de secours : son journal vient d'un autre serveur"
    ),
    "name the primary server in `source.host`": "nommer le serveur primaire dans `source.host`",
    "the log of {name} is too short to recover from (wal_level = minimal)": (
        "le journal de {name} est trop court pour en restaurer (wal_level = minimal)"
    ),
    "set wal_level = replica on the server, and restart it": (
        "mettre wal_level = replica sur le serveur, et le redémarrer"
    ),
    "the server {name} keeps data in {count} tablespace(s), which mode continuous does not copy": (
        "le serveur {name} garde des données dans {count} tablespace(s), que le mode continuous ne copie pas"
    ),
    "use `mode: dump`, or move the tables: ALTER TABLE … SET TABLESPACE pg_default": (
        "utiliser `mode: dump`, ou déplacer les tables : ALTER TABLE … SET TABLESPACE pg_default"
    ),
    "another server answers at {name}: its identifier is {found}, and the log that is held is of {known}": (
        "un autre serveur répond à {name} : son identifiant est {found}, et le journal conservé est de {known}"
    ),
    "correct `source.host`; if it was set up anew, move {folder} away: points in repositories stay": (
        "corriger `source.host` ; s'il a été réinstallé, déplacer {folder} : les points des dépôts restent"
    ),
    "the slot {slot} of {name} was dropped, or given up by the server; it was made anew, and a new base backup": (
        "le slot {slot} de {name} a été supprimé, ou abandonné par le serveur ; il a été recréé, et une nouvelle "
        "sauvegarde de base a été faite"
    ),
    "ask who dropped it, and see that max_slot_wal_keep_size is large enough": (
        "demander qui l'a supprimé, et vérifier que max_slot_wal_keep_size est assez grand"
    ),
    "the log of {name} has a hole: the server had removed what came next ({cause})": (
        "le journal de {name} a un trou : le serveur avait supprimé la suite ({cause})"
    ),
    "times between the last point and this one cannot be recovered to": (
        "les instants entre le point précédent et celui-ci ne peuvent pas être restaurés"
    ),
    "the log of {name} has a gap: {segment} and {more} more are missing; no point was made of it": (
        "le journal de {name} a une lacune : il manque {segment} et {more} autre(s) ; aucun point n'en a été fait"
    ),
    "the next backup makes a new base; see who removes files below the state directory": (
        "la prochaine sauvegarde fait une nouvelle base ; chercher qui supprime des fichiers sous le répertoire d'état"
    ),
    "the base backup of {name} is gone from the spool": "la sauvegarde de base de {name} a disparu de la réserve",
    "the next backup makes a new one; see who removes files below the state directory": (
        "la prochaine sauvegarde en fait une nouvelle ; chercher qui supprime des fichiers sous le répertoire d'état"
    ),
    "less than {kept} MiB are free in {folder}: nothing more is received there": (
        "moins de {kept} Mio sont libres dans {folder} : plus rien n'y est reçu"
    ),
    "free some disk space; meanwhile the server keeps the log, as far as max_slot_wal_keep_size lets it": (
        "libérer de l'espace disque ; entre-temps le serveur garde le journal, dans la limite de max_slot_wal_keep_size"
    ),
    "the log of {asset} is not received: {error} ({hint}); tried again and again": (
        "le journal de {asset} n'est pas reçu : {error} ({hint}) ; réessayé sans cesse"
    ),
    "the log of {asset} is being received": "le journal de {asset} est en cours de réception",
    "{slot}: {lag} MiB behind; the server keeps the log for us without a limit, and its disk may fill meanwhile": (
        "{slot} : {lag} Mio de retard ; le serveur garde le journal pour nous sans limite, et son disque peut se "
        "remplir entre-temps"
    ),
    "{slot}: {lag} MiB behind; the server keeps up to {kept} MiB for us": (
        "{slot} : {lag} Mio de retard ; le serveur garde jusqu'à {kept} Mio pour nous"
    ),
    "{slot}: {lag} MiB behind; the server keeps up to {kept} MiB for us, less than it may write within the RPO": (
        "{slot} : {lag} Mio de retard ; le serveur garde jusqu'à {kept} Mio pour nous, moins que ce qu'il peut écrire "
        "dans le RPO"
    ),
    "{slot}: {lag} MiB behind, of {kept} MiB that the server keeps for us; then it gives us up": (
        "{slot} : {lag} Mio de retard, sur {kept} Mio que le serveur garde pour nous ; ensuite il nous abandonne"
    ),
    "{slot}: the server gave it up, or somebody dropped it: what was not received may be gone": (
        "{slot} : le serveur l'a abandonné, ou quelqu'un l'a supprimé : ce qui n'a pas été reçu est peut-être perdu"
    ),
    "set max_slot_wal_keep_size on the server to what its disk can spare, at least {needed} MiB": (
        "fixer max_slot_wal_keep_size sur le serveur selon la place de son disque, au moins {needed} Mio"
    ),
    "raise max_slot_wal_keep_size on the server to {needed} MiB or more": (
        "porter max_slot_wal_keep_size sur le serveur à {needed} Mio ou plus"
    ),
    "see that the service runs and receives: continuity status, and its messages": (
        "vérifier que le service tourne et reçoit : continuity status, et ses messages"
    ),
    "back up at once, which makes it anew with a base backup: continuity backup {asset}": (
        "sauvegarder aussitôt, ce qui le recrée avec une sauvegarde de base : continuity backup {asset}"
    ),
    "the server lets its log be received; nothing was received yet": (
        "le serveur laisse recevoir son journal ; rien n'a encore été reçu"
    ),
    "{asset}: its server does not answer in time": "{asset} : son serveur ne répond pas à temps",
    "look at the network between here and there": "regarder le réseau entre ici et là-bas",
    "the log of {name} was received late: {lag} MiB were waiting, of {kept} MiB that the server keeps for us": (
        "le journal de {name} a été reçu tard : {lag} Mio attendaient, sur {kept} Mio que le serveur garde pour nous"
    ),
    "run the service, which receives all the time; or raise max_slot_wal_keep_size on the server": (
        "lancer le service, qui reçoit en continu ; ou augmenter max_slot_wal_keep_size sur le serveur"
    ),
    "      received: {segments} segment(s) since the base of {base}; {waiting} MiB were waiting on its server": (
        "      reçu : {segments} segment(s) depuis la base du {base} ; {waiting} Mio attendaient sur son serveur"
    ),
    "log not received": "journal non reçu",
}
