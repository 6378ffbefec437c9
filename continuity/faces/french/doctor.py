"""What the doctor says, and what storage policies are printed with."""

from __future__ import annotations

_ACCESS = {
    "the store of {name} does not tell its time": "le stockage de {name} ne dit pas l'heure",
    "compare the clocks by hand: the dates of locks are the store's": (
        "comparer les horloges à la main : les dates des verrous sont celles du stockage"
    ),
}

_POLICY = {
    "Print the store's access policy for the repository NAME: what each role may do, and nothing more.": (
        "Afficher la politique d'accès du stockage pour le dépôt NAME : ce que chaque rôle peut faire, et rien de plus."
    ),
    "The policy replaces the one that the store has: whoever owns the bucket applies it whole.": (
        "La politique remplace celle du stockage : le propriétaire du compartiment l'applique en entier."
    ),
    "Only this role; may be repeated.": "Seulement ce rôle ; peut être répété.",
    "The user that holds a role; may be repeated.": "L'utilisateur qui tient un rôle ; peut être répété.",
    "When pruner and recovery end; a day from now if not said.": (
        "La fin des rôles pruner et recovery ; dans un jour si rien n'est dit."
    ),
    "For stores that attach policies to users: nobody is named; one --role.": (
        "Pour les stockages qui attachent les politiques aux utilisateurs : personne n'est nommé ; un seul --role."
    ),
    "--for-user needs exactly one --role, and no --principal": (
        "--for-user demande exactement un --role, et pas de --principal"
    ),
    "write for example --role writer": "écrire par exemple --role writer",
    "repository {name}: this kind of place has no access policies": (
        "dépôt {name} : ce type d'emplacement n'a pas de politiques d'accès"
    ),
    "restrict its user on the server itself: a directory of its own, and no shell": (
        "restreindre son utilisateur sur le serveur même : un répertoire à lui, et pas de shell"
    ),
    "several repositories are named {name}": "plusieurs dépôts s'appellent {name}",
    "--principal {text} is not ROLE=ARN": "--principal {text} n'est pas ROLE=ARN",
    "roles: {names}": "rôles : {names}",
    "note: {names}: made-up names; give yours with --principal ROLE=ARN": (
        "note : {names} : noms inventés ; donner les vôtres par --principal ROLE=ARN"
    ),
}

_MACHINE = {
    "continuity {version}": "continuity {version}",
    "Python {found}": "Python {found}",
    "Python {found} is too old; at least {needed} is needed": (
        "Python {found} est trop ancien ; il faut au moins {needed}"
    ),
    "install Python {needed} or newer, and continuity again with it": (
        "installer Python {needed} ou plus récent, puis continuity à nouveau avec lui"
    ),
    "restic {version}, which can do all that is made use of": (
        "restic {version}, qui sait faire tout ce qui est utilisé"
    ),
    "restic {version}; only a newer one has: {missing}": "restic {version} ; seul un plus récent offre : {missing}",
    "nothing needs it; a newer restic first on PATH is used as soon as it is there": (
        "rien ne l'exige ; un restic plus récent, premier dans PATH, est utilisé dès qu'il est là"
    ),
    "sparse restores": "restaurations à trous",
    "waiting for locks": "attente des verrous",
    "resuming restores": "reprise des restaurations",
    "exit codes that tell the cause": "codes de sortie qui disent la cause",
    "inodes in listings": "inodes dans les listes",
    "listing a single folder": "liste d'un seul dossier",
    "{name} is at {path}, needed for: {what}": "{name} est à {path}, nécessaire pour : {what}",
    "the program {name} is not installed, needed for: {what}": (
        "le programme {name} n'est pas installé, nécessaire pour : {what}"
    ),
    "install it: apt-get install {package}": "l'installer : apt-get install {package}",
    "child processes that end with ours": "processus enfants qui finissent avec le nôtre",
    "repositories by SFTP": "dépôts par SFTP",
    "checks of restore tests": "contrôles des tests de restauration",
    "the time zone {name} is known": "le fuseau horaire {name} est connu",
    "the time zone {name} is not known on this machine": "le fuseau horaire {name} est inconnu de cette machine",
    "install the table of time zones (apt-get install tzdata), or correct the name in the document": (
        "installer la table des fuseaux (apt-get install tzdata), ou corriger le nom dans le document"
    ),
    "the clock is synchronised, to {seconds:.3f} s": "l'horloge est synchronisée, à {seconds:.3f} s près",
    "the kernel does not say whether the clock is synchronised": "le noyau ne dit pas si l'horloge est synchronisée",
    "compare it by hand; the dates of locks and records depend on it": (
        "la comparer à la main ; les dates des verrous et des enregistrements en dépendent"
    ),
    "nobody keeps this machine's clock right, as far as the kernel knows": (
        "personne ne tient l'horloge de cette machine à l'heure, autant que le noyau le sache"
    ),
    "timedatectl set-ntp true (in a container: on its host); with chrony, rtcsync tells the kernel": (
        "timedatectl set-ntp true (dans un conteneur : sur son hôte) ; avec chrony, rtcsync le dit au noyau"
    ),
    "the store's clock is {seconds:+.1f} s from ours": "l'horloge du stockage est à {seconds:+.1f} s de la nôtre",
    "the store's clock is {seconds:+.0f} s from ours, and locks end by the store's": (
        "l'horloge du stockage est à {seconds:+.0f} s de la nôtre, et les verrous finissent à la sienne"
    ),
    "set this machine's clock (timedatectl set-ntp true); if ours is right, tell who runs the store": (
        "mettre cette machine à l'heure (timedatectl set-ntp true) ; si elle l'est, prévenir l'exploitant du stockage"
    ),
}

_HOME = {
    "run the command that needs it with -v, and read what it says": (
        "lancer avec -v la commande qui en a besoin, et lire ce qu'elle dit"
    ),
    "{path} is open to others (mode {mode})": "{path} est ouvert à d'autres (mode {mode})",
    "chmod {wanted} {path}; if others may have read a secret in it, replace that secret": (
        "chmod {wanted} {path} ; si d'autres ont pu y lire un secret, remplacer ce secret"
    ),
    "{path} belongs to another user": "{path} appartient à un autre utilisateur",
    "run continuity as the user that owns it, or chown it": (
        "lancer continuity sous l'utilisateur qui en est propriétaire, ou faire un chown"
    ),
    "{path} is its owner's alone (mode {mode})": "{path} est à son seul propriétaire (mode {mode})",
    "{gib:.1f} GiB free": "{gib:.1f} Gio libres",
    "only {gib:.2f} GiB free": "seulement {gib:.2f} Gio libres",
    "free some space there, or enlarge it": "y libérer de la place, ou l'agrandir",
    "the database opens, its schema {current} is current": (
        "la base de données s'ouvre, son schéma {current} est à jour"
    ),
    "the database has the schema {found}, this program {current}": (
        "la base de données a le schéma {found}, ce programme le {current}"
    ),
    "copy the state directory; the next command that works on it brings it up to date": (
        "copier le répertoire d'état ; la prochaine commande qui y travaille la met à jour"
    ),
    "the database was written by a newer continuity (schema {found}, this program {current})": (
        "la base de données vient d'un continuity plus récent (schéma {found}, ce programme {current})"
    ),
    "install the newer continuity again": "réinstaller le continuity plus récent",
    "there is no database at {path}": "il n'y a pas de base de données à {path}",
    "{path}: {clients} client(s), {assets} asset(s)": "{path} : {clients} client(s), {assets} actif(s)",
    "promise less, or add what is missing: continuity policy check": (
        "promettre moins, ou ajouter ce qui manque : continuity policy check"
    ),
    "{path} cannot be written": "{path} n'est pas accessible en écriture",
    "run continuity as the user that owns it; if its file system is read-only, look for a disk error": (
        "lancer continuity sous son propriétaire ; si son système de fichiers est en lecture seule, chercher une "
        "erreur de disque"
    ),
    "{path} can be written": "{path} est accessible en écriture",
    "the vault opens: {count} entries": "le coffre s'ouvre : {count} entrées",
    "the log of {client} has no published checkpoint at {path}": (
        "le journal de {client} n'a pas de tête publiée à {path}"
    ),
    "publish it again: continuity init": "la publier à nouveau : continuity init",
    "the log of {client} is published: {size} record(s)": (
        "le journal de {client} est publié : {size} enregistrement(s)"
    ),
}

_PLACES = {
    "{name} did not answer within {seconds:.0f} s": "{name} n'a pas répondu en {seconds:.0f} s",
    "see what holds it up: a server that hangs, or a mount whose server is gone": (
        "chercher ce qui le retient : un serveur bloqué, ou un montage dont le serveur a disparu"
    ),
    "put it back, or correct its path in the document": "le remettre, ou corriger son chemin dans le document",
    "{name} is reachable and holds a repository": "{name} est joignable et contient un dépôt",
    "the server shows the pinned host key {key}": "le serveur montre la clé d'hôte épinglée {key}",
    "the server of {name} deletes, and the document promises append-only": (
        "le serveur de {name} supprime, et le document promet l'ajout seul"
    ),
    "the server of {name} refuses to delete, as was tried": "le serveur de {name} refuse de supprimer : essayé",
    "new objects are locked as promised: {mode}, {days} days": (
        "les nouveaux objets sont verrouillés comme promis : {mode}, {days} jours"
    ),
    "the writer owns the bucket of {name}: it may change its rules, and empty it once locks end": (
        "le rôle writer est propriétaire du compartiment de {name} : il peut en changer les règles, et le vider quand "
        "les verrous finissent"
    ),
    "make a user for backups alone; as owner apply: continuity storage policy {name} --role writer": (
        "créer un utilisateur pour les seules sauvegardes ; appliquer en propriétaire : continuity storage policy "
        "{name} --role writer"
    ),
    "the writer does not own the bucket of {name}": "le rôle writer n'est pas propriétaire du compartiment de {name}",
    "restic opens {name} with its password": "restic ouvre {name} avec son mot de passe",
    "{name} was not looked at: {reason}": "{name} n'a pas été examiné : {reason}",
    "mend that first, then run continuity doctor again": "y remédier d'abord, puis relancer continuity doctor",
    "its keys are in the vault, which is not open": "ses clés sont dans le coffre, qui n'est pas ouvert",
    "its password is in the vault, which is not open": "son mot de passe est dans le coffre, qui n'est pas ouvert",
    "there is no restic to open it with": "il n'y a pas de restic pour l'ouvrir",
}

_PROOF = {
    "hide an object behind a delete marker, or delete it": (
        "masquer un objet par un marqueur de suppression, ou le supprimer"
    ),
    "delete a version for good": "supprimer une version pour de bon",
    "delete a version past a governance lock": "supprimer une version malgré un verrou governance",
    "extend a lock, for as long as it likes": "prolonger un verrou, aussi longtemps qu'il veut",
    "suspend versioning": "suspendre le versionnement",
    "let objects expire by a lifecycle rule": "faire expirer des objets par une règle de cycle de vie",
    "change how the bucket locks new objects": "changer la façon dont le compartiment verrouille les nouveaux objets",
    "change who may do what in the bucket": "changer qui peut faire quoi dans le compartiment",
    "{name}: this kind of place has no access policies, so nothing was tried": (
        "{name} : ce type d'emplacement n'a pas de politiques d'accès, rien n'a donc été tenté"
    ),
    "the writer of {name} may not: {what} ({said})": "le rôle writer de {name} ne peut pas : {what} ({said})",
    "it stays unknown whether the writer of {name} may: {what} ({said})": (
        "on ne sait pas si le rôle writer de {name} peut : {what} ({said})"
    ),
    "look the code up in the store's own documentation, and try again": (
        "chercher ce code dans la documentation du stockage, puis réessayer"
    ),
    "the store does not refuse the writer of {name} this: {what} ({said})": (
        "le stockage ne refuse pas ceci au rôle writer de {name} : {what} ({said})"
    ),
}

_COMMAND = {
    "What this machine and its repositories lack, and how to mend it.": (
        "Ce qui manque à cette machine et à ses dépôts, et comment y remédier."
    ),
    "Check this machine, this installation and its repositories, and say how to mend each fault.": (
        "Examiner cette machine, cette installation et ses dépôts, et dire comment remédier à chaque défaut."
    ),
    "Nothing is changed. Exits 0 where all is well, 1 where something is doubtful or could not be looked at, "
    "4 where something needed is missing or wrong.": (
        "Rien n'est modifié. Sort avec 0 si tout va bien, 1 si quelque chose est douteux ou n'a pas pu être examiné, "
        "4 si quelque chose de nécessaire manque ou est faux."
    ),
    "Also try what the writer of this repository must not do; leaves a tiny locked object there.": (
        "Tenter aussi ce que le rôle writer de ce dépôt ne doit pas pouvoir ; y laisse un minuscule objet verrouillé."
    ),
    "{well} well, {doubtful} doubtful, {wrong} missing or wrong, {unknown} not looked at": (
        "{well} bon(s), {doubtful} douteux, {wrong} manquant(s) ou faux, {unknown} non examiné(s)"
    ),
}

DOCTOR = _ACCESS | _POLICY | _MACHINE | _HOME | _PLACES | _PROOF | _COMMAND
