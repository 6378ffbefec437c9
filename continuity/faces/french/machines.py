"""Where actions run, and what they do there: services, questions to servers, messages."""

from __future__ import annotations

MACHINES = {
    "there is no device named {name} here": "il n'y a pas d'équipement nommé {name} ici",
    "leave `on` out: this machine": "retirer `on` : cette machine",
    "{client} has no device named {name}": "{client} n'a pas d'équipement nommé {name}",
    "its devices: {names}": "ses équipements : {names}",
    "the device {device} is not reached by SSH": "l'équipement {device} n'est pas joint par SSH",
    "give it `ssh`: user, identity, known_hosts": "lui donner `ssh` : user, identity, known_hosts",
    "no connection is made here": "aucune connexion n'est faite ici",
    "{host} does not tell how {program} ended": "{host} ne dit pas comment {program} s'est terminé",
    "look there": "y regarder",
    "{machine} has no {programs}": "{machine} n'a pas {programs}",
    "install it there, on the PATH of the user that we log in as": (
        "l'y installer, sur le PATH du compte avec lequel on se connecte"
    ),
    "the user that we are on {machine} is not root, and may not {command} services": (
        "le compte utilisé sur {machine} n'est pas root, et n'a pas droit à {command} pour les services"
    ),
    "log in as root, or have this step done by hand": "se connecter en root, ou faire faire cette étape à la main",
    "the service {name} is {state}, and should be {wanted}": "le service {name} est {state}, et devrait être {wanted}",
    "see why, where it runs: systemctl status {name}, or its log": (
        "voir pourquoi, là où il tourne : systemctl status {name}, ou son journal"
    ),
    "{name} is no name of a service": "{name} n'est pas un nom de service",
    "command is start, stop, restart or status, not {command}": (
        "command est start, stop, restart ou status, pas {command}"
    ),
    "{machine} does not tell how the service {name} is: {said}": (
        "{machine} ne dit pas comment va le service {name} : {said}"
    ),
    "{machine} has no service {name}": "{machine} n'a pas de service {name}",
    "look how it is called there: systemctl list-unit-files, or ls /etc/init.d": (
        "regarder comment il s'y appelle : systemctl list-unit-files, ou ls /etc/init.d"
    ),
    "{database} cannot be asked: {said}": "{database} ne peut pas être interrogée : {said}",
    "{database} does not answer the query: {said}": "{database} ne répond pas à la requête : {said}",
    "{asset} is no database of a server that can be asked": (
        "{asset} n'est pas une base d'un serveur qui peut être interrogé"
    ),
    "name an asset of the kind postgresql, mariadb or mysql": ("nommer un actif du type postgresql, mariadb ou mysql"),
    "{name} is no name that DNS can have": "{name} n'est pas un nom que le DNS peut avoir",
    "type is one of {types}": "type est l'un de {types}",
    "the name server does not answer": "le serveur de noms ne répond pas",
    "it has no such name, or nothing of this type": "il n'a pas ce nom, ou rien de ce type",
    "it answered {said}": "il a répondu {said}",
    "{count} of {all} services took the message; {fault}": "{count} services sur {all} ont pris le message ; {fault}",
    "see who was not told, and tell him: continuity notification test": (
        "voir qui n'a pas été prévenu, et le prévenir : continuity notification test"
    ),
}
