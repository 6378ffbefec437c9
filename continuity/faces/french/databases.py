"""French for the actions that bring databases back: restored beside, promoted, rebuilt as replicas."""

_RESTORED = {
    "give exactly one of into, to": "donner exactement l'un de into, to",
    "into a new database, or to a new directory": "into : une base neuve ; to : un dossier neuf",
    "{asset} is no database that can be loaded: its source is {kind}": (
        "{asset} n'est pas une base qui se charge : sa source est {kind}"
    ),
    "use the action restore": "utiliser l'action restore",
}
_SPOKEN = {
    "{server} did not answer in time": "{server} n'a pas répondu à temps",
    "{server} cannot be asked: {said}": "{server} ne peut pas être interrogé : {said}",
    "is it running, and is the role let in? Once it is, have the step done again": (
        "tourne-t-il, et le rôle est-il admis ? Dès que oui, refaire l'étape"
    ),
    "{server} refuses: {said}": "{server} refuse : {said}",
    "look at its log": "regarder son journal",
    "write {{vault: NAME}} or {{env: NAME}}": "écrire {{vault: NOM}} ou {{env: NOM}}",
    "{name} is HOST:PORT": "{name} s'écrit HÔTE:PORT",
    "write for example db2.example.net:5432": "écrire par exemple db2.example.net:5432",
}
_PROMOTED = {
    "the role {role} may not promote {server}": "le rôle {role} n'a pas le droit de promouvoir {server}",
    "name a superuser, or: GRANT EXECUTE ON FUNCTION pg_promote TO {role}": (
        "nommer un superutilisateur, ou : GRANT EXECUTE ON FUNCTION pg_promote TO {role}"
    ),
    "{server} did not become the primary within {limit}; the request was withdrawn, and it is the replica it was": (
        "{server} n'est pas devenu primaire en {limit} ; la demande a été retirée, il reste le réplica qu'il était"
    ),
    "{server} did not become the primary within {limit}, and may at any moment: the request still stands": (
        "{server} n'est pas devenu primaire en {limit}, et peut le devenir à tout moment : la demande tient toujours"
    ),
    "see in its log what holds it up, then have the step done again": (
        "voir dans son journal ce qui le retient, puis refaire l'étape"
    ),
    "{server} is the primary, and takes no writes: default_transaction_read_only is on": (
        "{server} est primaire et refuse les écritures : default_transaction_read_only est actif"
    ),
    "ALTER SYSTEM RESET default_transaction_read_only; SELECT pg_reload_conf();": (
        "ALTER SYSTEM RESET default_transaction_read_only; SELECT pg_reload_conf();"
    ),
    "{server} is the primary, and each write waits for replicas that are not there: {names}": (
        "{server} est primaire, et chaque écriture attend des réplicas absents : {names}"
    ),
    "ALTER SYSTEM SET synchronous_standby_names = ''; SELECT pg_reload_conf();": (
        "ALTER SYSTEM SET synchronous_standby_names = ''; SELECT pg_reload_conf();"
    ),
    "stop it or cut it off for sure, then write primary_is_fenced: yes": (
        "l'arrêter ou l'isoler pour de bon, puis écrire primary_is_fenced: yes"
    ),
    "nobody knows which primary {server} follows, so nobody knows whether that one still takes writes": (
        "nul ne sait quel primaire suit {server}, donc nul ne sait si celui-là accepte encore des écritures"
    ),
    "name it (primary: HOST:PORT); or make sure that it is off, and write primary_is_fenced: yes": (
        "le nommer (primary: HÔTE:PORT) ; ou s'assurer qu'il est éteint, et écrire primary_is_fenced: yes"
    ),
    "the old primary {server} is starting or stopping": "l'ancien primaire {server} démarre ou s'arrête",
    "nobody could look whether {server} answers: {said}": "impossible de voir si {server} répond : {said}",
    "the old primary {server} answers, and nobody could ask it whether it takes writes: {cause}": (
        "l'ancien primaire {server} répond, sans qu'on ait pu lui demander s'il accepte des écritures : {cause}"
    ),
    "another replica follows {server} by the slot {slot}, and not {data}": (
        "une autre réplique suit {server} par le slot {slot}, et non {data}"
    ),
    "name a slot of its own for this one: slot: NAME": "nommer un slot qui lui soit propre : slot: NOM",
    "{server} does not know the name {host}: nobody could look whether that primary still takes writes": (
        "{server} ne connaît pas le nom {host} : personne n'a pu voir si ce primaire accepte encore des écritures"
    ),
    "write its address, or make sure that it is off, and write primary_is_fenced: yes": (
        "écrire son adresse, ou s'assurer qu'il est éteint, et écrire primary_is_fenced: yes"
    ),
    "the old primary {server} still takes writes: two of them would drift apart": (
        "l'ancien primaire {server} accepte encore des écritures : deux primaires divergeraient"
    ),
}
_REBUILT = {
    "no copy of the primary could be made beside {data}, which is as it was: {said}": (
        "aucune copie du primaire n'a pu être faite à côté de {data}, qui est inchangé : {said}"
    ),
    "free some space there, or mend what is said, and have the step done again": (
        "y libérer de la place, ou corriger ce qui est dit, et refaire l'étape"
    ),
    "the new directory could not be set up as a replica: {said}": (
        "le dossier neuf n'a pas pu être réglé en réplica : {said}"
    ),
    "the old one is as it was; have the step done again": "l'ancien est inchangé ; refaire l'étape",
    "{data} and {ready} could not change places: {said}": (
        "{data} et {ready} n'ont pas pu échanger leurs places : {said}"
    ),
    "do it by hand: the old one becomes {aside}": "le faire à la main : l'ancien devient {aside}",
    "the slot {name} of {server} is used by somebody else, or has lost its log": (
        "le slot {name} de {server} sert à un autre, ou a perdu son journal"
    ),
    "name another one: slot: NAME": "en nommer un autre : slot: NOM",
    "no replica streams from {server} by the slot {slot} within {limit}": (
        "aucun réplica ne suit {server} par le slot {slot} en {limit}"
    ),
    "look at the replica's log; a slot that nobody uses fills the primary's disk": (
        "regarder le journal du réplica ; un slot que personne n'utilise remplit le disque du primaire"
    ),
    "{cause}; the slot {slot} stays on {server}, and keeps the log there until the disk is full": (
        "{cause} ; le slot {slot} reste sur {server}, et y garde le journal jusqu'à remplir le disque"
    ),
    "SELECT pg_drop_replication_slot('{slot}'), or have the step done again: it takes it": (
        "SELECT pg_drop_replication_slot('{slot}'), ou refaire l'étape : elle le reprend"
    ),
    "{server} is a replica itself, and no primary": "{server} est lui-même un réplica, pas un primaire",
    "promote it first": "le promouvoir d'abord",
    "{data} is not of the same system as {server}: PostgreSQL {ours} of {mine}, there {theirs} of {other}": (
        "{data} n'est pas du même système que {server} : PostgreSQL {ours} de {mine}, là-bas {theirs} de {other}"
    ),
    "name the data directory of its old primary": "nommer le dossier de données de son ancien primaire",
    "there are tablespaces outside of {data}, which a copy beside it would share": (
        "il y a des tablespaces hors de {data}, qu'une copie à côté partagerait"
    ),
    "rebuild it by hand: pg_basebackup --tablespace-mapping": (
        "le reconstruire à la main : pg_basebackup --tablespace-mapping"
    ),
    "{data} cannot be moved aside: it is a mount point, or {account} may not write beside it": (
        "{data} ne peut pas être mis de côté : point de montage, ou {account} n'écrit pas à côté"
    ),
    "rebuild it by hand, or move the data into a directory below": (
        "le reconstruire à la main, ou déplacer les données dans un dossier en dessous"
    ),
    "the settings of {data} are elsewhere: say how its service is started": (
        "les réglages de {data} sont ailleurs : dire comment son service se démarre"
    ),
    "start: [systemctl, start, postgresql@15-main]": "start: [systemctl, start, postgresql@15-main]",
    "beside {data} there are {free} bytes free, and the copy needs {needed}": (
        "à côté de {data} il reste {free} octets, et la copie en demande {needed}"
    ),
    "free some space there; the old data are kept, too": "y libérer de la place ; les anciennes données restent aussi",
    "{data} is the directory of {server} itself": "{data} est le dossier de {server} lui-même",
    "name the old primary's": "nommer celui de l'ancien primaire",
    "a server runs in {data}: what is written there is lost to the new primary": (
        "un serveur tourne dans {data} : ce qui s'y écrit est perdu pour le nouveau primaire"
    ),
    "stop it first: {programs}/pg_ctl -D {data} -m fast stop": (
        "l'arrêter d'abord : {programs}/pg_ctl -D {data} -m fast stop"
    ),
    "the replica in {data} does not start: {said}": "le réplica dans {data} ne démarre pas : {said}",
    "look at its log; once it runs, have the step done again": (
        "regarder son journal ; une fois en marche, refaire l'étape"
    ),
    "{path} is no data directory of PostgreSQL that {account} can read": (
        "{path} n'est pas un dossier de données PostgreSQL que {account} peut lire"
    ),
    "name the directory that holds PG_VERSION": "nommer le dossier qui contient PG_VERSION",
    "a slot's name is of small letters, digits and _": "le nom d'un slot est fait de minuscules, de chiffres et de _",
}

DATABASES = _RESTORED | _SPOKEN | _PROMOTED | _REBUILT
