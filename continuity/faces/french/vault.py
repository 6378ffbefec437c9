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

_SECRETS = {
    "{name} cannot be the name of an entry": "{name} ne peut pas être le nom d'une entrée",
    "write words joined by /, for example acme/nas/password": (
        "écrire des mots joints par /, par exemple acme/nas/password"
    ),
    "a secret has between 1 and {most} characters": "un secret a entre 1 et {most} caractères",
    "the secret {name} would be shown here": "le secret {name} s'afficherait ici",
    "if you mean it, add --show; or send it on with |": (
        "si c'est bien voulu, ajouter --show ; ou le passer à un programme par |"
    ),
    "the log of {client} is not there yet, and an access must be recorded in it": (
        "le journal de {client} n'existe pas encore, et un accès doit y être enregistré"
    ),
    "no passphrase was given": "aucune phrase de passe n'a été donnée",
    "set ${variable}": "définir ${variable}",
    "Choose a passphrase": "Choisir une phrase de passe",
    "The same again": "La même, encore une fois",
    "the two are not the same": "les deux ne sont pas les mêmes",
    "nothing was changed; run the command again": "rien n'a été changé ; relancer la commande",
}

_ROTATION = {
    "--repository changes a repository's password, the other options change what opens the vault": (
        "--repository change le mot de passe d'un dépôt, les autres options ce qui ouvre le coffre"
    ),
    "run them one after the other": "les lancer l'une après l'autre",
    "nothing would open the vault": "plus rien n'ouvrirait le coffre",
    "add --add-key-file FILE or --add-passphrase": "ajouter --add-key-file FICHIER ou --add-passphrase",
    "the vault also opens with a {kind} that was not given, and would not any more": (
        "le coffre s'ouvre aussi autrement ({kind}), ce qui n'a pas été donné, et ne s'ouvrirait plus ainsi"
    ),
    "give both, --vault-key-file and $CONTINUITY_VAULT_PASSPHRASE; or say --only-added": (
        "donner les deux, --vault-key-file et $CONTINUITY_VAULT_PASSPHRASE ; ou dire --only-added"
    ),
    "the vault has a new key; {count} thing(s) open it": "le coffre a une nouvelle clé ; {count} moyen(s) de l'ouvrir",
}

_REPOSITORIES = {
    "restic did not say which key of {name} it used": "restic n'a pas dit quelle clé de {name} il a utilisée",
    "several repositories are named {name}": "plusieurs dépôts s'appellent {name}",
    "say which: {names}": "dire lequel : {names}",
    "the password of {name} is not in the vault, and is changed where it is kept": (
        "le mot de passe de {name} n'est pas dans le coffre : il se change là où il est gardé"
    ),
    "restic key add, then change what `password:` points to, then restic key remove": (
        "restic key add, puis changer ce que désigne `password:`, puis restic key remove"
    ),
    "{name} shows less with its new password than with the old one, which stays in use": (
        "{name} montre moins avec son nouveau mot de passe qu'avec l'ancien, qui reste en usage"
    ),
    "run it again; if it stays so: continuity verify --repository {name}": (
        "relancer ; si cela persiste : continuity verify --repository {name}"
    ),
    "an earlier change of this password was interrupted; this ends it": (
        "un changement précédent de ce mot de passe avait été interrompu ; celui-ci le termine"
    ),
    "{names}: opened and listed with the new password, which is in use now": (
        "{names} : ouvert et listé avec le nouveau mot de passe, désormais en usage"
    ),
    "{name}: the old password opens it no more": "{name} : l'ancien mot de passe ne l'ouvre plus",
    "{name}: the old password opens it no more; old versions of its key stay in the store while it keeps them": (
        "{name} : l'ancien mot de passe ne l'ouvre plus ; d'anciennes versions de sa clé restent dans le stockage tant "
        "qu'il les garde"
    ),
    "{name}: the store did not let the old key go; the old password still opens it: {said}": (
        "{name} : le stockage n'a pas laissé supprimer l'ancienne clé ; l'ancien mot de passe l'ouvre encore : {said}"
    ),
    "the next change of this password tries again: continuity vault rotate --repository {name}": (
        "le prochain changement de ce mot de passe réessaiera : continuity vault rotate --repository {name}"
    ),
}

_EXPORT = {
    "{count} secret(s) are in {path}": "{count} secret(s) dans {path}",
    "there is a file at {path} already": "il y a déjà un fichier en {path}",
    "name one that does not exist yet": "en nommer un qui n'existe pas encore",
    "a KeePass file needs the library pykeepass": "un fichier KeePass demande la bibliothèque pykeepass",
    "install it: pip install 'continuity[keepass]'": "l'installer : pip install 'continuity[keepass]'",
    "the KeePass file {path} cannot be written: {cause}": "impossible d'écrire le fichier KeePass {path} : {cause}",
    "name a directory that you may write, with free space": (
        "nommer un répertoire accessible en écriture, avec de la place"
    ),
    "the KeePass file {path} does not read back as it was written": (
        "le fichier KeePass {path} ne se relit pas comme il a été écrit"
    ),
}

_HELP = {
    "Print one secret into a pipe or a file; on a terminal only with --show. That it was read is recorded.": (
        "Écrire un secret dans un tube ou un fichier ; sur un terminal, seulement avec --show. La lecture "
        "est enregistrée."
    ),
    "Show it on a terminal, or in the JSON document.": "Le montrer sur un terminal, ou dans le document JSON.",
    "Seal the secret NAME: asked for on the terminal, else one line of standard input, or a whole file.": (
        "Sceller le secret NAME : demandé sur le terminal, sinon une ligne de l'entrée standard, ou tout un fichier."
    ),
    "Give the vault a new key and seal every entry again; or change one repository's password.": (
        "Donner au coffre une nouvelle clé et sceller à nouveau chaque entrée ; ou changer le mot de passe d'un dépôt."
    ),
    "What opens the vault goes on opening it. A new passphrase is asked for twice, or taken from "
    "$CONTINUITY_VAULT_NEW_PASSPHRASE. Copies of the vault kept elsewhere still open with what opened them.": (
        "Ce qui ouvre le coffre continue de l'ouvrir. Une nouvelle phrase de passe est demandée deux fois, ou prise "
        "dans $CONTINUITY_VAULT_NEW_PASSPHRASE. Les copies du coffre gardées ailleurs s'ouvrent toujours comme avant."
    ),
    "Change this repository's password instead.": "Changer plutôt le mot de passe de ce dépôt.",
    "This key file opens the vault, too; it is made where it is missing.": (
        "Ce fichier de clé ouvre aussi le coffre ; il est créé s'il manque."
    ),
    "A new passphrase opens the vault, too.": "Une nouvelle phrase de passe ouvre aussi le coffre.",
    "Nothing but what is added opens the vault any more.": "Seul ce qui est ajouté ouvre désormais le coffre.",
    "Write every secret into a new KeePass file, under a passphrase of its own. That it was done is recorded.": (
        "Écrire tous les secrets dans un nouveau fichier KeePass, sous une phrase de passe à lui. "
        "L'export est enregistré."
    ),
    "The passphrase is asked for twice, or taken from $CONTINUITY_EXPORT_PASSPHRASE.": (
        "La phrase de passe est demandée deux fois, ou prise dans $CONTINUITY_EXPORT_PASSPHRASE."
    ),
    "A KeePass file (.kdbx).": "Un fichier KeePass (.kdbx).",
}

VAULT = _OPENING | _WRITING | _SECRETS | _ROTATION | _REPOSITORIES | _EXPORT | _HELP
