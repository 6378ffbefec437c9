"""Assets on other hosts: read there over SSH, or streamed here."""

from __future__ import annotations

_HOST = {
    "the connection to {host} was cut": "la connexion à {host} a été coupée",
    "see whether the host is well, then try again": "voir si l'hôte va bien, puis réessayer",
    "{host} has no {programs} of the GNU kind": "{host} n'a pas de {programs} de GNU",
    "install it there (Debian: tar, findutils, coreutils)": "l'y installer (Debian : tar, findutils, coreutils)",
    "{host} does not do what it was asked for: {said}": "{host} ne fait pas ce qui lui est demandé : {said}",
    "log in with ssh as the same user and look: a shell, the right to read, no ForceCommand": (
        "se connecter par ssh sous le même compte et regarder : un shell, le droit de lire, pas de ForceCommand"
    ),
    "the command said nothing for {seconds:g} s": "la commande n'a rien dit pendant {seconds:g} s",
    "see what holds up the host: its disks, its load, or the way to it": (
        "voir ce qui retient l'hôte : ses disques, sa charge, ou le chemin qui y mène"
    ),
    "the connection was closed": "la connexion a été fermée",
    "the host forwards no port to us: {cause}": "l'hôte ne nous transmet aucun port : {cause}",
    "its sshd must say `AllowTcpForwarding yes` (or `remote`) for this user": (
        "son sshd doit dire `AllowTcpForwarding yes` (ou `remote`) pour ce compte"
    ),
    "{host}:{port} cannot be reached from the host: {cause}": "{host}:{port} est injoignable depuis l'hôte : {cause}",
    "see that the server listens there, and that sshd says `AllowTcpForwarding yes` (or `local`)": (
        "vérifier que le serveur y écoute, et que sshd dit `AllowTcpForwarding yes` (ou `local`)"
    ),
}
_STREAM = {
    "what {host} sent is not whole: {said}": "ce que {host} a envoyé n'est pas entier : {said}",
    "see what ended tar there: its memory, its disks; no recovery point was made": (
        "voir ce qui y a arrêté tar : sa mémoire, ses disques ; aucun point de reprise n'a été fait"
    ),
    "{path} came as a symbolic link: what stands behind it here is not the host's": (
        "{path} est venu comme lien symbolique : ce qui se trouve derrière ici n'est pas à l'hôte"
    ),
    "write where it points to in `source.paths` (or `canary: none`, for /tmp); if it was no link, see who changed the "
    "host; no recovery point was made": (
        "écrire dans `source.paths` ce vers quoi il pointe (ou `canary: none`, pour /tmp) ; si ce n'était pas un lien, "
        "voir qui a changé l'hôte ; aucun point de reprise n'a été fait"
    ),
    "without it a restore cannot be compared; see whether the host is well, then try again": (
        "sans lui une restauration ne peut être comparée ; voir si l'hôte va bien, puis réessayer"
    ),
    "what {host} sent cannot be unpacked here: {said}": "ce que {host} a envoyé ne peut être déballé ici : {said}",
    "free some space below the state directory, and run continuity as root: owners are kept": (
        "libérer de la place sous le répertoire d'état, et exécuter continuity en root : les propriétaires sont gardés"
    ),
    "{count} item(s) of {host} could not be read as they are: {items}": (
        "{count} élément(s) de {host} n'ont pu être lus tels quels : {items}"
    ),
    "give the user of the host the right to read them, or back up at a quieter time, or exclude them": (
        "donner au compte de l'hôte le droit de les lire, ou sauvegarder à une heure plus calme, ou les exclure"
    ),
}
_RESTIC = {
    "the password of {name} has more than one line, and cannot be handed to another host": (
        "le mot de passe de {name} a plus d'une ligne, et ne peut être confié à un autre hôte"
    ),
    "give the repository one of a single line: continuity vault rotate": (
        "en donner un d'une seule ligne au dépôt : continuity vault rotate"
    ),
    "{name} is no directory of this machine, and cannot be handed to a restic on {host}": (
        "{name} n'est pas un répertoire de cette machine, et ne peut être confié à un restic de {host}"
    ),
    "write `restic: auto` to have the files streamed here, which every repository can take": (
        "écrire `restic: auto` pour que les fichiers viennent ici par un flux, que tout dépôt peut prendre"
    ),
    "the document asks for a stream": "le document demande un flux",
    "it has no GNU coreutils and xargs to hash files with": (
        "il n'a pas GNU coreutils et xargs pour calculer l'empreinte des fichiers"
    ),
    "not all of its repositories are directories of this machine": (
        "ses dépôts ne sont pas tous des répertoires de cette machine"
    ),
    "restic cannot run on {host}: {why}": "restic ne peut s'exécuter sur {host} : {why}",
    "mend that, or write `restic: auto` to have the files streamed here": (
        "y remédier, ou écrire `restic: auto` pour que les fichiers viennent ici par un flux"
    ),
}
_DATABASES = {
    "{program} failed on {host} (exit {code}): {said}": "{program} a échoué sur {host} (code {code}) : {said}",
    "{name} would be a database of the host that is backed up, and that is only read": (
        "{name} serait une base de l'hôte sauvegardé, qui n'est que lu"
    ),
    "name the whole of another one: {scheme}://USER@HOST/DATABASE": (
        "en nommer une autre en entier : {scheme}://COMPTE@HÔTE/BASE"
    ),
}
_TRUST = {
    "{host} is given the password of {repository} while restic runs there, and can read what it holds of others: "
    "{others}": (
        "{host} reçoit le mot de passe de {repository} pendant que restic s'y exécute, et peut lire ce qu'il contient "
        "d'autres : {others}"
    ),
    "{repository} is no directory of this machine: no copy of {asset} can be made there by a restic that runs on its "
    "host": (
        "{repository} n'est pas un répertoire de cette machine : aucune copie de {asset} ne peut y être faite par un "
        "restic qui s'exécute sur son hôte"
    ),
}
_DOCTOR = {
    "{host} has not answered after {seconds:g} s": "{host} n'a pas répondu après {seconds:g} s",
    "{host} lacks GNU programs that its files are read with: {lacks}": (
        "il manque à {host} des programmes GNU avec lesquels ses fichiers sont lus : {lacks}"
    ),
    "{host} lets us in; its files come here by tar": "{host} nous laisse entrer ; ses fichiers viennent ici par tar",
    "{host} lets us in": "{host} nous laisse entrer",
    "{host} lets us in, and restic {version} can run there": (
        "{host} nous laisse entrer, et restic {version} peut s'y exécuter"
    ),
}
_FULL = {
    "{name} takes no more: {cause}": "{name} n'accepte plus rien : {cause}",
    "free some space there, or enlarge it; the next run takes up what was stored": (
        "y libérer de la place, ou l'agrandir ; la prochaine exécution reprend ce qui a été stocké"
    ),
}
HOSTS = _FULL | _DOCTOR | _TRUST | _DATABASES | _HOST | _STREAM | _RESTIC
