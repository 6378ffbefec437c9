"""French for kinds of checks: plugins, SSH, NTP, databases."""

from __future__ import annotations

CHECKS = {
    "too many such checks at once: its turn did not come in time": (
        "trop de contrôles de cette sorte à la fois : son tour n'est pas venu à temps"
    ),
    "the plugin did not end in time": "le greffon ne s'est pas terminé à temps",
    "the plugin ended with {status}, which is no state: {said}": (
        "le greffon s'est terminé avec {status}, qui n'est pas un état : {said}"
    ),
    "{said} (it said more than is kept)": "{said} (il en a dit plus que ce qui est gardé)",
    "there is no figure named {metric} that SSH could bring": "SSH n'apporte aucun chiffre nommé {metric}",
    "the device's one connection was busy with its other checks": (
        "l'unique connexion de l'équipement était prise par ses autres contrôles"
    ),
    "{path} cannot be read there: {cause}": "{path} ne peut y être lu : {cause}",
    "its output is too long": "sa sortie est trop longue",
    "its load cannot be read": "sa charge est illisible",
    "its memory cannot be read": "sa mémoire est illisible",
    "load {figures}": "charge {figures}",
    "memory {used:.0f} % used, swap {swap:.0f} %": "mémoire utilisée à {used:.0f} %, échange à {swap:.0f} %",
    "{path} {used:.0f} % used, the fullest of {count}": "{path} utilisé à {used:.0f} %, le plus plein de {count}",
    "no file system of a disk was found": "aucun système de fichiers sur disque n'a été trouvé",
    "no unit has failed": "aucune unité n'a échoué",
    "failed: {names}": "en échec : {names}",
    "{count} updates wait, {security} of them for security": (
        "{count} mises à jour attendent, dont {security} de sécurité"
    ),
    "{program} could not be asked there: {said}": "{program} n'a pas pu y être interrogé : {said}",
    "offset {offset:+.6f} s, stratum {stratum}": "écart {offset:+.6f} s, strate {stratum}",
    "it does not want to be asked: {kiss}": "il ne veut pas être interrogé : {kiss}",
    "it says that its own clock is not right (stratum {stratum})": (
        "il dit que sa propre horloge n'est pas juste (strate {stratum})"
    ),
    "the time server {host} has no address": "le serveur de temps {host} n'a pas d'adresse",
    "{name} is a whole number from 1 to 15": "{name} est un nombre entier de 1 à 15",
    "none of {count} echoes came": "aucun des {count} échos n'est venu",
    "{came} of {count} echoes, {latency:.2f} ms on average": ("{came} échos sur {count}, {latency:.2f} ms en moyenne"),
    "{name} is a share": "{name} est une part",
    "write for example 0.1 %": "écrire par exemple 0.1 %",
    "figures": "chiffres",
    "{name} is one of {names}": "{name} est l'un de {names}",
    "the database does not serve: {said}": "la base de données ne répond pas à ses clients : {said}",
    "the database could not be asked: {said}": "la base de données n'a pas pu être interrogée : {said}",
    "the query brought no value": "la requête n'a rapporté aucune valeur",
    "value {value}": "valeur {value}",
}
