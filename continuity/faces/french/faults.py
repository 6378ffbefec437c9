"""What could not be done, and what would mend it: the machine, the state, the vault, backup."""

from __future__ import annotations

_MACHINE = {
    "the program {name} is not installed": "le programme {name} n'est pas installé",
    "install it (Debian: apt-get install {package}) or put it on PATH": (
        "l'installer (Debian : apt-get install {package}) ou le mettre dans PATH"
    ),
    "restic is not installed": "restic n'est pas installé",
    "install restic 0.14 or newer (Debian: apt-get install restic)": (
        "installer restic 0.14 ou plus récent (Debian : apt-get install restic)"
    ),
    "restic did not say its version: {banner}": "restic n'a pas donné sa version : {banner}",
    "put restic 0.14 or newer on PATH (Debian: apt-get install restic)": (
        "mettre restic 0.14 ou plus récent dans PATH (Debian : apt-get install restic)"
    ),
    "restic {found} is too old; at least {minimum} is needed": (
        "restic {found} est trop ancien ; il faut au moins {minimum}"
    ),
    "install a newer restic (Debian: apt-get install restic) and put it first on PATH": (
        "installer un restic plus récent (Debian : apt-get install restic) et le mettre en premier dans PATH"
    ),
    "{subject} is being worked on by run {run} (process {holder})": (
        "{subject} est occupé par l'exécution {run} (processus {holder})"
    ),
    "wait for it to end, then run the command again": "attendre qu'elle se termine, puis relancer la commande",
}

_STATE = {
    "there is no state at {path} yet": "il n'y a pas encore d'état dans {path}",
    "create it: continuity init": "le créer : continuity init",
    "the state directory {path} cannot be made: {cause}": "impossible de créer le répertoire d'état {path} : {cause}",
    "name a directory that you may write, in `state:`": "nommer un répertoire accessible en écriture, dans `state:`",
    "the state database {path} cannot be used: {cause}": "la base d'état {path} est inutilisable : {cause}",
    "check that the directory exists, is writable, has free space, and that the file is intact": (
        "vérifier que le répertoire existe, qu'il est accessible en écriture, qu'il a de la place, et que le "
        "fichier est "
        "intact"
    ),
    "move {path} aside before it is done again; see: continuity evidence show {run}": (
        "mettre {path} de côté avant de recommencer ; voir : continuity evidence show {run}"
    ),
    "the state database {path} was moved, removed or replaced while it was in use": (
        "la base d'état {path} a été déplacée, supprimée ou remplacée pendant son utilisation"
    ),
    "bring it back to where it was, with the files beside it, and go on": (
        "la remettre à sa place, avec les fichiers à côté d'elle, puis continuer"
    ),
    "the state database could not be written: {cause}": "impossible d'écrire dans la base d'état : {cause}",
    "free some disk space, or wait for the other process that holds it, and run the command again": (
        "libérer de l'espace disque, ou attendre l'autre processus qui l'occupe, puis relancer la commande"
    ),
    "the state database is damaged: {cause}": "la base d'état est endommagée : {cause}",
    "bring back a copy of the state directory; the published log beside it still verifies": (
        "rapporter une copie du répertoire d'état ; le journal publié à côté se vérifie toujours"
    ),
    "the state database was written by a newer continuity: {cause}": (
        "la base d'état a été écrite par un continuity plus récent : {cause}"
    ),
    "install that version again, or a newer one": "réinstaller cette version, ou une plus récente",
    "run {run} already ended: {outcome}": "l'exécution {run} est déjà terminée : {outcome}",
    "the {kind} of {subject} due at {time} was already claimed": (
        "{kind} de {subject}, prévu le {time}, est déjà pris en charge"
    ),
    "nothing to do: a job runs once": "rien à faire : une tâche ne s'exécute qu'une fois",
}

_VAULT = {
    "the vault is locked, and nothing was given that opens it": (
        "le coffre est fermé, et rien n'a été donné pour l'ouvrir"
    ),
    "set ${variable}, or give --vault-key-file FILE (init makes it)": (
        "définir ${variable}, ou donner --vault-key-file FICHIER (init le crée)"
    ),
    "the vault key file {path} cannot be read: {cause}": "le fichier de clé du coffre {path} est illisible : {cause}",
    "name the file that `continuity init` made": "nommer le fichier créé par `continuity init`",
    "the key file {path} cannot be made: {cause}": "impossible de créer le fichier de clé {path} : {cause}",
    "the vault {path} does not open with this {kind}": "le coffre {path} ne s'ouvre pas ainsi ({kind})",
    "key file": "fichier de clé",
    "passphrase": "phrase de passe",
    "give the one it was made with: $CONTINUITY_VAULT_PASSPHRASE or --vault-key-file": (
        "donner ce avec quoi il a été créé : $CONTINUITY_VAULT_PASSPHRASE ou --vault-key-file"
    ),
    "the vault asks for more memory to open than one of ours would": (
        "ce coffre demande plus de mémoire pour s'ouvrir qu'un des nôtres"
    ),
    "there is a vault at {path} already": "il y a déjà un coffre en {path}",
    "open it instead": "ouvrir celui-là",
    "there is no vault at {path} yet": "il n'y a pas encore de coffre en {path}",
    "make it: continuity init": "le créer : continuity init",
    "the vault {path} cannot be read: {cause}": "le coffre {path} est illisible : {cause}",
    "run the command as the user that owns the state directory": (
        "lancer la commande sous l'utilisateur à qui appartient le répertoire d'état"
    ),
    "the vault {path} is damaged": "le coffre {path} est endommagé",
    "run the command again": "relancer la commande",
    "check that it exists, who owns it, and the free space there": (
        "vérifier qu'il existe, à qui il appartient, et la place libre à cet endroit"
    ),
    "there is a repository at {name} already, and the vault has no password for it": (
        "il y a déjà un dépôt {name}, et le coffre n'a pas de mot de passe pour lui"
    ),
    "put its password into the vault: continuity vault set {entry}; or name an empty place": (
        "mettre son mot de passe dans le coffre : continuity vault set {entry} ; ou nommer un emplacement vide"
    ),
    "take the previous version beside it (….previous)": "reprendre la version précédente, à côté (….previous)",
    "the vault has no entry {name}": "le coffre n'a pas d'entrée {name}",
    "put it there: continuity vault set {name}": "l'y mettre : continuity vault set {name}",
    "the vault has an entry {name} already": "le coffre a déjà une entrée {name}",
    "a replaced password cannot be brought back; if you mean it, add --replace": (
        "un mot de passe remplacé ne revient pas ; si c'est bien voulu, ajouter --replace"
    ),
    "the vault's entry {name} was damaged or changed by someone else": (
        "l'entrée {name} du coffre est endommagée, ou a été changée par quelqu'un d'autre"
    ),
    "take the previous version of the vault beside it, or set the entry again": (
        "reprendre la version précédente du coffre, à côté, ou sceller à nouveau l'entrée"
    ),
    "write it on standard input, one line": "l'écrire sur l'entrée standard, en une ligne",
    "export it": "l'exporter",
    "the secret's file {path} cannot be read: {cause}": "le fichier du secret {path} est illisible : {cause}",
    "the command {program} gave no secret (exit {code})": "la commande {program} n'a donné aucun secret (code {code})",
    "run it by hand as this user": "la lancer à la main, avec cet utilisateur",
}

_BACKUP = {
    "nothing of the source is there: {paths}": "rien de la source n'est là : {paths}",
    "mount or restore it, or correct `source.paths`; nothing was backed up and nothing was changed": (
        "la monter ou la restaurer, ou corriger `source.paths` ; rien n'a été sauvegardé, rien n'a été changé"
    ),
    "part of the source is not there: {paths}": "une partie de la source n'est pas là : {paths}",
    "mount or restore it, or correct `source.paths`; what is there was backed up": (
        "la monter ou la restaurer, ou corriger `source.paths` ; ce qui est là a été sauvegardé"
    ),
    "the source of {asset} is empty, and it never was before": (
        "la source de {asset} est vide, ce qui n'était jamais arrivé"
    ),
    "check that it is mounted; if it is meant to be empty: continuity backup {asset} --allow-empty": (
        "vérifier qu'elle est montée ; si elle doit être vide : continuity backup {asset} --allow-empty"
    ),
    "part of the source is empty, and it never was before: {paths}": (
        "une partie de la source est vide, ce qui n'était jamais arrivé : {paths}"
    ),
    "{path} is a symbolic link: the link alone would be stored, and nothing of what it points to": (
        "{path} est un lien symbolique : le lien seul serait sauvegardé, et rien de ce vers quoi il pointe"
    ),
    "`exclude` holds a pattern that restic refuses: {pattern}": (
        "`exclude` contient un motif que restic refuse : {pattern}"
    ),
    "close the bracket, or write a backslash before it": (
        "fermer le crochet, ou le faire précéder d'une barre oblique inverse"
    ),
    "write {target} in `source.paths`": "écrire {target} dans `source.paths`",
    "the canary {path} cannot be written: {cause}": "impossible d'écrire le témoin {path} : {cause}",
    "check the owner and the free space of the state directory": (
        "vérifier le propriétaire et la place libre du répertoire d'état"
    ),
    "{count} item(s) of the source could not be read: {items}": (
        "{count} élément(s) de la source illisible(s) : {items}"
    ),
    "give the user of this command the right to read them, or exclude them in the document": (
        "donner à l'utilisateur de cette commande le droit de les lire, ou les exclure dans le document"
    ),
    "restic ended without a snapshot that {name} lists: {said}": (
        "restic a fini sans instantané que {name} liste : {said}"
    ),
    "it said nothing": "il n'a rien dit",
    "look at the repository: continuity storage check {name}": "examiner le dépôt : continuity storage check {name}",
    "the manifest could not be written: {cause}": "impossible d'écrire le manifeste : {cause}",
    "without it a restore cannot be compared; free some space below the state directory": (
        "sans lui, une restauration ne peut être comparée ; libérer de la place dans le répertoire d'état"
    ),
    "{asset} is a {kind} source, which this version does not read yet": (
        "{asset} est une source {kind}, que cette version ne lit pas encore"
    ),
    "see `continuity policy check` for all that is inactive": (
        "voir tout ce qui est inactif : `continuity policy check`"
    ),
    "no asset in the documents can be backed up": "aucun actif des documents ne peut être sauvegardé",
    "see `continuity policy check`": "voir `continuity policy check`",
    "{count} promise(s) cannot be kept with these documents": "{count} promesse(s) intenable(s) avec ces documents",
    "promise less, or add what is missing": "promettre moins, ou ajouter ce qui manque",
}

_NAMES = {
    "there is no asset named {name}": "aucun actif ne se nomme {name}",
    "several assets are named {name}": "plusieurs actifs se nomment {name}",
    "say which: {names}": "dire lequel : {names}",
    "there is no policy named {name}": "aucune politique ne se nomme {name}",
    "extends goes in a circle: {circle}": "extends tourne en rond : {circle}",
    "there is no repository named {name}": "aucun dépôt ne se nomme {name}",
    "there is no client named {name}": "aucun client ne se nomme {name}",
    "known: {names}": "connus : {names}",
}

FAULTS = _MACHINE | _STATE | _VAULT | _BACKUP | _NAMES
