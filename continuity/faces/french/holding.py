"""French for the actions on what is stored: compare, find, rewind."""

HOLDING = {
    "expected {expected}, got {answer}: {told}": "attendu {expected}, obtenu {answer} : {told}",
    "{path} is not a directory": "{path} n'est pas un dossier",
    "name the directory that a restore went to": "nommer le dossier où une restauration est allée",
    "no repository can say what a point of {asset} holds: {faults}": (
        "aucun dépôt ne peut dire ce que contient un point de {asset} : {faults}"
    ),
    "bring one of them back, or name another with from": "en remettre un en service, ou en nommer un autre par from",
    "nothing below {path} could be compared with the point {snapshot}: {reason}": (
        "rien sous {path} n'a pu être comparé au point {snapshot} : {reason}"
    ),
    "choose another point: continuity points {asset}": "choisir un autre point : continuity points {asset}",
    "{path} was found in no point that could be searched: {faults}": (
        "{path} n'est dans aucun point qui a pu être fouillé : {faults}"
    ),
    "bring that repository back, or name another with from": (
        "remettre ce dépôt en service, ou en nommer un autre par from"
    ),
    "no point of {asset} holds {path}": "aucun point de {asset} ne contient {path}",
    "search by its name alone: continuity points find {asset} {name}": (
        "chercher par son seul nom : continuity points find {asset} {name}"
    ),
    "let a person type it in a step before: {name}": "le faire saisir par une personne à une étape d'avant : {name}",
    "the rewind {run} ended {outcome}: {reason}": "le retour en arrière {run} a fini en {outcome} : {reason}",
    "no clean point of {asset} is known in {repository}": "aucun point sain de {asset} n'est connu dans {repository}",
    "look for one in another copy: continuity points {asset}": (
        "en chercher un dans une autre copie : continuity points {asset}"
    ),
    "{name} is one of: {words}": "{name} est l'un de : {words}",
    "{name} is yes or no": "{name} vaut oui ou non",
    "write yes, or leave it out": "écrire yes, ou l'omettre",
}
