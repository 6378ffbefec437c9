"""Drills in places of their own, in French: rooms, rebuilt servers, databases brought back."""

from __future__ import annotations

PLACES = {
    "the drill's own place could not be isolated": "le lieu de l'exercice n'a pas pu être isolé",
    "the network of the drill's own place cannot be entered: {cause}": (
        "impossible d'entrer dans le réseau du lieu de l'exercice : {cause}"
    ),
    "run the drill as root": "lancer l'exercice en tant que root",
    "the moment that was gone back to - the newest row, asked of what came back": (
        "l'instant auquel on est revenu - la ligne la plus récente de ce qui est revenu"
    ),
    "the moment that was gone back to - the last transaction that was replayed": (
        "l'instant auquel on est revenu - la dernière transaction rejouée"
    ),
    "the newest that came back is of {found}, after {by}: what spoilt the data came back as well": (
        "le plus récent de ce qui est revenu est du {found}, après {by} : ce qui a abîmé les données est revenu aussi"
    ),
    "go back to an earlier moment": "revenir à un instant antérieur",
    "{said} is not the time of the newest row": "{said} n'est pas la date de la ligne la plus récente",
    "write a query that answers one time, like SELECT max(at) FROM …": (
        "écrire une requête qui donne une date, comme SELECT max(at) FROM …"
    ),
    "the service of the rebuilt server did not end when it was told to": (
        "le service du serveur reconstruit ne s'est pas arrêté quand on le lui a demandé"
    ),
    "on the new machine, {what} ended with {code}: {said}": "sur la machine neuve, {what} a fini par {code} : {said}",
    "see the runbook lost-server, and try it by hand": "voir la procédure lost-server, et essayer à la main",
    "{drill} happens in a place that nobody can type in: a script does what people would": (
        "{drill} a lieu là où personne ne peut rien taper : un script fait ce que feraient des personnes"
    ),
    "leave --as out; with people, walk the runbook {runbook} on another machine": (
        "enlever --as ; avec des personnes, dérouler la procédure {runbook} sur une autre machine"
    ),
    "the rebuilt server has no record of a restore of {asset}": (
        "le serveur reconstruit n'a aucune trace d'une restauration de {asset}"
    ),
    "the rebuilt server reaches {name}, which is in use": "le serveur reconstruit atteint {name}, qui est en service",
    "the service of the rebuilt server does not plan: {said}": (
        "le service du serveur reconstruit ne planifie pas : {said}"
    ),
    "the moment that the server was declared lost - the data time that the rebuilt one recorded of its restore": (
        "l'instant où le serveur a été déclaré perdu - la date des données que le serveur reconstruit a notée de sa"
        " restauration"
    ),
    "see: continuity drill list": "voir : continuity drill list",
    "this is a part of drills that are isolated": "ceci est une partie des exercices isolés",
    "{asset} has no copy in {name}": "{asset} n'a pas de copie dans {name}",
    "{name} is reached by a network, and this drill has none": (
        "{name} s'atteint par un réseau, et cet exercice n'en a pas"
    ),
    "name a repository on a disk, or rebuild it by the runbook on another machine": (
        "nommer un dépôt sur un disque, ou reconstruire le serveur selon la procédure sur une autre machine"
    ),
    "{drill} does step {step} by hand, and {runbook} has none of that name": (
        "{drill} fait l'étape {step} à la main, et {runbook} n'en a aucune de ce nom"
    ),
    "its steps: {names}": "ses étapes : {names}",
}
