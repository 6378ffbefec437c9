"""What repositories and the adapters say: restic's words, and directories."""

from __future__ import annotations

_REPOSITORIES = {
    "there is no repository at {name} yet": "il n'y a pas encore de dépôt {name}",
    "{name} holds half a repository: its creation was interrupted, or part of it was removed": (
        "{name} contient un demi-dépôt : sa création a été interrompue, ou une partie en a été supprimée"
    ),
    "never used: empty it and run `continuity init`; used: rebuild it from another copy": (
        "s'il n'a jamais servi : le vider et lancer `continuity init` ; s'il a servi : le reconstruire depuis "
        "une autre copie"
    ),
    "the repository {name} does not open with the password in the vault": (
        "le dépôt {name} ne s'ouvre pas avec le mot de passe du coffre"
    ),
    "put the right password into the vault: continuity vault set {password_entry} --replace": (
        "mettre le bon mot de passe dans le coffre : continuity vault set {password_entry} --replace"
    ),
    "the repository {name} is locked by another restic: {said}": (
        "le dépôt {name} est verrouillé par un autre restic : {said}"
    ),
    "wait for it to end and run the command again": "attendre qu'il se termine et relancer la commande",
    "there is no space left: {said}": "il n'y a plus de place : {said}",
    "free some space, then run the command again": "libérer de la place, puis relancer la commande",
    "the quota of {name} is used up: {said}": "le quota de {name} est épuisé : {said}",
    "raise the quota of the bucket or of its owner, then run the command again": (
        "augmenter le quota du compartiment ou de son propriétaire, puis relancer la commande"
    ),
    "the store does not let restic write to {name}: {said}": (
        "le stockage ne laisse pas restic écrire dans {name} : {said}"
    ),
    "give the key back its rights: `continuity storage policy {name}` prints the policy of the bucket": (
        "rendre ses droits à la clé : `continuity storage policy {name}` affiche la politique du compartiment"
    ),
    "{name} is read-only: {said}": "{name} est en lecture seule : {said}",
    "mount it for writing, then run the command again": "le monter en écriture, puis relancer la commande",
    "the server of {name} does not write, and SFTP does not say why: {said}": (
        "le serveur de {name} n'écrit pas, et SFTP ne dit pas pourquoi : {said}"
    ),
    "it is full or read-only there: free some space or mount it for writing, then run the command again": (
        "c'est plein ou en lecture seule là-bas : libérer de la place ou monter en écriture, puis relancer la commande"
    ),
    "the connection to {name} was lost: {said}": "la connexion à {name} a été perdue : {said}",
    "check the line and the server; the next run takes up what was stored": (
        "vérifier la ligne et le serveur ; la prochaine exécution reprendra ce qui a été déposé"
    ),
    "restic may not write to {name}: {said}": "restic n'a pas le droit d'écrire dans {name} : {said}",
    "check the owner and the permissions there": "vérifier le propriétaire et les droits à cet endroit",
    "restic failed on {name}: {said}": "restic a échoué sur {name} : {said}",
    "restic's words say why; `continuity storage check` looks closer": (
        "les mots de restic disent pourquoi ; `continuity storage check` examine de plus près"
    ),
    "restic did not end in time on {name}": "restic n'a pas fini à temps sur {name}",
    "see what holds it up there": "chercher ce qui le retient là-bas",
    "restic's list of {name} cannot be read: {cause}": "la liste que restic donne de {name} est illisible : {cause}",
    "{name} did not verify: {said}": "la vérification de {name} a échoué : {said}",
    "{repository} no longer lists {count} recovery point(s): {snapshots}": (
        "{repository} ne liste plus {count} point(s) de restauration : {snapshots}"
    ),
    "somebody removed them, or hid them with delete markers; look at the other repositories now": (
        "quelqu'un les a supprimés, ou masqués par des marqueurs de suppression ; examiner les autres dépôts maintenant"
    ),
    "{repository} is weaker than promised: {fault}": "{repository} est plus faible que promis : {fault}",
    "strengthen it at the store, or correct the promise in the document": (
        "le renforcer auprès du stockage, ou corriger la promesse dans le document"
    ),
}

_ADAPTERS = {
    "{path}: {cause}": "{path} : {cause}",
    "repository {name}: there is no storage adapter {adapter}": "dépôt {name} : il n'y a pas d'adaptateur {adapter}",
    "write {near}, or install the package that provides it": "écrire {near}, ou installer le paquet qui le fournit",
    "this kind of place cannot lock what it holds; leave `lock` out, or use an adapter that can (s3)": (
        "ce type d'emplacement ne sait pas verrouiller ce qu'il contient ; retirer `lock`, ou prendre un "
        "adaptateur qui "
        "sait le faire (s3)"
    ),
    "repository {name}: {parent} is not there": "dépôt {name} : {parent} n'est pas là",
    "connect or mount the medium that holds it; for a new place, make that directory yourself first": (
        "brancher ou monter le support qui le porte ; pour un nouvel emplacement, créer d'abord ce répertoire vous-même"
    ),
    "repository {name}: {path} is not a directory": "dépôt {name} : {path} n'est pas un répertoire",
    "name a directory that is empty or does not exist yet": "nommer un répertoire vide, ou qui n'existe pas encore",
    "repository {name}: {path} already holds something else ({example})": (
        "dépôt {name} : {path} contient déjà autre chose ({example})"
    ),
    "name a directory that is empty or does not exist yet; nothing was touched": (
        "nommer un répertoire vide, ou qui n'existe pas encore ; rien n'a été touché"
    ),
}

STORES = _REPOSITORIES | _ADAPTERS
