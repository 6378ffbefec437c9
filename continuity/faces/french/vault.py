"""The vault: what opens it, what is kept in it, who looked, and how its keys are changed."""

from __future__ import annotations

_OPENING = {
    "everybody on this machine may read or change the vault key file {path}": (
        "n'importe qui sur cette machine peut lire ou modifier le fichier de clé du coffre {path}"
    ),
    "chmod 600 {path}; if somebody else may have read it: continuity vault rotate": (
        "chmod 600 {path} ; si quelqu'un d'autre a pu le lire : continuity vault rotate"
    ),
    "{path} is no key file: one holds 32 to 65536 random bytes": (
        "{path} n'est pas un fichier de clé : il y faut 32 à 65536 octets tirés au hasard"
    ),
    "name the file that `continuity init` made; a password is given as a passphrase": (
        "nommer le fichier créé par `continuity init` ; un mot de passe se donne comme phrase de passe"
    ),
    "the vault {path} was damaged or changed by someone else": (
        "le coffre {path} est endommagé, ou a été changé par quelqu'un d'autre"
    ),
    "the vault {path} was replaced, or its key rotated, while it was open": (
        "le coffre {path} a été remplacé, ou sa clé changée, pendant qu'il était ouvert"
    ),
}

_WRITING = {
    "the vault {path} cannot be written: {cause}": "impossible d'écrire le coffre {path} : {cause}",
    "check the owner and the free space of the state directory; the vault is as it was": (
        "vérifier le propriétaire et la place libre du répertoire d'état ; le coffre est resté tel quel"
    ),
    "the previous version of the vault cannot be removed: {path}: {cause}": (
        "impossible de supprimer la version précédente du coffre : {path} : {cause}"
    ),
    "remove it by hand: it still opens with what opened it before": (
        "la supprimer à la main : elle s'ouvre encore avec ce qui l'ouvrait avant"
    ),
    "the vault has no key of the client {client}": "le coffre n'a pas de clé du client {client}",
    "a vault is opened by one to {most} things": "un coffre s'ouvre par un à {most} moyens",
    "the disk did not give back what was written to {path}": ("le disque n'a pas rendu ce qui a été écrit dans {path}"),
}

_REPOSITORIES = {
    "restic did not say which key of {name} it used": "restic n'a pas dit quelle clé de {name} il a utilisée",
}

VAULT = _OPENING | _WRITING | _REPOSITORIES
