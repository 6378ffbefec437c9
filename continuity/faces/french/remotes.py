"""What stores elsewhere and the way to them say: SSH, SFTP, S3."""

from __future__ import annotations

_SFTP = {
    "this path goes through ssh's command line: rename it without quotes, backslash, % or $": (
        "ce chemin passe par la ligne de commande de ssh : le renommer sans guillemets, barre oblique inverse, % ni $"
    ),
    "the server does not expand ~; write the path in full, or relative to the login directory": (
        "le serveur ne développe pas ~ ; écrire le chemin en entier, ou relatif au répertoire de connexion"
    ),
    "a path holds no control characters": "un chemin ne contient pas de caractères de contrôle",
    "repository {name}: the identity {reference} cannot be given to ssh": (
        "dépôt {name} : l'identité {reference} ne peut être donnée à ssh"
    ),
    "ssh reads its private key from a file: write identity: {{file: PATH}}": (
        "ssh lit sa clé privée dans un fichier : écrire identity: {{file: CHEMIN}}"
    ),
    "repository {name}: the path of the identity {path} cannot go through ssh's command line": (
        "dépôt {name} : le chemin de l'identité {path} ne passe pas par la ligne de commande de ssh"
    ),
    "rename it without quotes, backslash, % or $": "le renommer sans guillemets, barre oblique inverse, % ni $",
    "repository {name}: {path} on {where} already holds something else ({example})": (
        "dépôt {name} : {path} sur {where} contient déjà autre chose ({example})"
    ),
    "repository {name}: {parent} is not there on {where}": "dépôt {name} : {parent} n'est pas là sur {where}",
    "mount the medium that holds it on the server; for a new place, make that directory there first": (
        "monter sur le serveur le support qui le porte ; pour un nouvel emplacement, y créer d'abord ce répertoire"
    ),
    "repository {name}: {path} on {where}: {cause}": "dépôt {name} : {path} sur {where} : {cause}",
    "check the path, its owner and the free space on the server, and that `init` has been run": (
        "vérifier le chemin, son propriétaire et la place libre sur le serveur, et que `init` a été lancé"
    ),
    "the private key {identity} cannot be read: {cause}": "la clé privée {identity} est illisible : {cause}",
    "the private key {identity} is protected by a passphrase, and nobody is there to type it": (
        "la clé privée {identity} est protégée par une phrase de passe, et personne n'est là pour la taper"
    ),
    "{identity} is not a private key that can be used": "{identity} n'est pas une clé privée utilisable",
    "name a key made for this purpose alone: ssh-keygen -t ed25519 -N '' -f FILE": (
        "nommer une clé faite pour ce seul usage : ssh-keygen -t ed25519 -N '' -f FICHIER"
    ),
    "{where} does not answer": "{where} ne répond pas",
    "{where} cannot be reached by SSH: {cause}": "{where} n'est pas joignable par SSH : {cause}",
    "check that the host is up, that nothing filters the port, and that sshd listens there": (
        "vérifier que l'hôte est en marche, que rien ne filtre le port, et que sshd y écoute"
    ),
    "the host key of {where} is not known: it shows {shown}, and {known_hosts} names none for it": (
        "la clé d'hôte de {where} est inconnue : il présente {shown}, et {known_hosts} n'en nomme aucune pour lui"
    ),
    "compare it with the server's own (ssh-keygen -lf on its console), then add it to the file": (
        "la comparer à celle du serveur (ssh-keygen -lf sur sa console), puis l'ajouter au fichier"
    ),
    "the private key {identity} can be read by others": "la clé privée {identity} est lisible par d'autres",
    "chmod 600 it; if others did read it, replace it on the server": (
        "chmod 600 ; si d'autres l'ont lue, la remplacer sur le serveur"
    ),
    "the host key of {where} is not pinned: {known_hosts}: {cause}": (
        "la clé d'hôte de {where} n'est pas épinglée : {known_hosts} : {cause}"
    ),
    "write the file with ssh-keyscan, compare its fingerprint with the server's own, then try again": (
        "écrire le fichier avec ssh-keyscan, comparer son empreinte à celle du serveur, puis réessayer"
    ),
    "the host key of {where} has changed: {known_hosts} expects {expected}, it shows {shown}": (
        "la clé d'hôte de {where} a changé : {known_hosts} attend {expected}, il présente {shown}"
    ),
    "find out why before anything else: a reinstalled server, or somebody in between; nothing was sent": (
        "chercher pourquoi avant toute chose : un serveur réinstallé, ou quelqu'un au milieu ; rien n'a été envoyé"
    ),
    "{where} does not accept the key {identity}": "{where} n'accepte pas la clé {identity}",
    "add its public half to the user's authorized_keys on the server, and check the user's name": (
        "ajouter sa moitié publique au fichier authorized_keys de l'utilisateur sur le serveur, et vérifier le nom de "
        "l'utilisateur"
    ),
}

_S3 = {
    "a bucket's default retention counts whole days; write for example 30d": (
        "la rétention par défaut d'un compartiment se compte en jours entiers ; écrire par exemple 30d"
    ),
    "repository {name}: the bucket {bucket} has no Object Lock, and the document promises {promised}": (
        "dépôt {name} : le compartiment {bucket} n'a pas d'Object Lock, et le document promet {promised}"
    ),
    "name a bucket that does not exist yet (it is made with Object Lock), or drop the promise": (
        "nommer un compartiment qui n'existe pas encore (il est créé avec Object Lock), ou renoncer à la promesse"
    ),
    "repository {name}: the bucket {bucket} locks by default for {found}, the document promises {promised}": (
        "dépôt {name} : le compartiment {bucket} verrouille par défaut pendant {found}, le document promet {promised}"
    ),
    "strengthen the bucket's default retention, or write what it really gives": (
        "renforcer la rétention par défaut du compartiment, ou écrire ce qu'il donne vraiment"
    ),
    "repository {name} at {endpoint}: the store says {code}: {text}": (
        "dépôt {name} sur {endpoint} : le stockage répond {code} : {text}"
    ),
    "look the code up in the store's own documentation": "chercher ce code dans la documentation du stockage",
    "repository {name} at {endpoint}: the key may not do this in the bucket {bucket}": (
        "dépôt {name} sur {endpoint} : la clé n'a pas ce droit dans le compartiment {bucket}"
    ),
    "check the bucket's policy and that the bucket belongs to this key": (
        "vérifier la politique d'accès du compartiment, et qu'il appartient bien à cette clé"
    ),
    "repository {name} at {endpoint}: the bucket {bucket} belongs to somebody else": (
        "dépôt {name} sur {endpoint} : le compartiment {bucket} appartient à quelqu'un d'autre"
    ),
    "choose another name: bucket names are shared by all users of a store": (
        "choisir un autre nom : les noms de compartiments sont communs à tous les usagers d'un stockage"
    ),
    "repository {name} at {endpoint}: the store does not know this access key": (
        "dépôt {name} sur {endpoint} : le stockage ne connaît pas cette clé d'accès"
    ),
    "check access_key: the reference may lead to the key of another store or user": (
        "vérifier access_key : la référence mène peut-être à la clé d'un autre stockage ou utilisateur"
    ),
    "repository {name} at {endpoint}: there is no bucket {bucket}": (
        "dépôt {name} sur {endpoint} : il n'y a pas de compartiment {bucket}"
    ),
    "check the name; `continuity init` makes a bucket that is missing": (
        "vérifier le nom ; `continuity init` crée un compartiment qui manque"
    ),
    "repository {name} at {endpoint}: the store's quota is used up": (
        "dépôt {name} sur {endpoint} : le quota du stockage est épuisé"
    ),
    "raise the quota of the bucket or of its owner": "augmenter le quota du compartiment ou de son propriétaire",
    "repository {name} at {endpoint}: the clocks of the store and of this machine differ too much": (
        "dépôt {name} sur {endpoint} : les horloges du stockage et de cette machine diffèrent trop"
    ),
    "set this machine's clock (timedatectl set-ntp true); lock dates depend on it": (
        "mettre cette machine à l'heure (timedatectl set-ntp true) ; les dates des verrous en dépendent"
    ),
    "repository {name} at {endpoint}: the secret key does not fit the access key": (
        "dépôt {name} sur {endpoint} : la clé secrète ne correspond pas à la clé d'accès"
    ),
    "check secret_key: it may be cut, or that of another key": (
        "vérifier secret_key : elle est peut-être tronquée, ou celle d'une autre clé"
    ),
    "repository {name} at {endpoint}: the bucket {bucket} is in another region": (
        "dépôt {name} sur {endpoint} : le compartiment {bucket} est dans une autre région"
    ),
    "write the region that the store names": "écrire la région que le stockage indique",
    "repository {name} at {endpoint}: the store does not answer": (
        "dépôt {name} sur {endpoint} : le stockage ne répond pas"
    ),
    "check the host, the port, and what filters between": "vérifier l'hôte, le port, et ce qui filtre entre les deux",
    "repository {name} at {endpoint}: its certificate is not trusted": (
        "dépôt {name} sur {endpoint} : son certificat n'est pas reconnu"
    ),
    "give this machine the certificate of the store's authority, or check that https is spoken there": (
        "donner à cette machine le certificat de l'autorité du stockage, ou vérifier que https y est parlé"
    ),
    "repository {name} at {endpoint}: no such host": "dépôt {name} sur {endpoint} : cet hôte n'existe pas",
    "check the address, and this machine's name service": (
        "vérifier l'adresse, et la résolution de noms de cette machine"
    ),
    "repository {name} at {endpoint}: the connection is refused": (
        "dépôt {name} sur {endpoint} : la connexion est refusée"
    ),
    "check the address and the port, and that the store is running": (
        "vérifier l'adresse et le port, et que le stockage est en marche"
    ),
    "repository {name} at {endpoint}: no way leads there": "dépôt {name} sur {endpoint} : aucun chemin n'y mène",
    "check this machine's network and the route to the store": (
        "vérifier le réseau de cette machine et la route vers le stockage"
    ),
    "repository {name} at {endpoint}: it does not speak S3": "dépôt {name} sur {endpoint} : il ne parle pas S3",
    "check scheme and port: http or https, the S3 port": "vérifier le schéma et le port : http ou https, le port S3",
}

REMOTES = _SFTP | _S3
