"""Checks of SNMP traps, of ports that are listened at, of servers that greet, of disks."""

from __future__ import annotations

TRAPS = {
    "no port is declared for {what}: see `supervision`": "aucun port n'est déclaré pour {what} : voir `supervision`",
    "nobody listens for {what} any more: the service tries again": (
        "plus personne n'écoute {what} : le service essaie à nouveau"
    ),
    "an alarm from before nobody could see, of which the words are no longer known": (
        "une alarme d'avant le moment où personne n'a plus pu voir, dont le texte n'est plus connu"
    ),
    "nothing can listen for {what} on {host}: {cause}": "impossible d'écouter {what} sur {host} : {cause}",
    "no such trap": "aucun trap de ce genre",
    "{said} (one of {count})": "{said} (un parmi {count})",
    "{count} messages from it were refused: no trap, or not by its community or keys": (
        "{count} messages venant de lui ont été refusés : pas un trap, ou ni sa communauté ni ses clés"
    ),
    "{count} traps came too fast or could not be read, and were dropped": (
        "{count} traps sont arrivés trop vite ou n'ont pas pu être lus, et ont été abandonnés"
    ),
    "traps bear addresses, and {address} is a name: say `host`, the address that they come from": (
        "les traps portent des adresses, et {address} est un nom : indiquer `host`, l'adresse d'où ils viennent"
    ),
    "the device has no `snmp` settings, by which its traps are known": (
        "l'équipement n'a pas de réglages `snmp`, auxquels ses traps se reconnaissent"
    ),
    "traps cannot be read by {protocol}": "impossible de lire des traps avec {protocol}",
    "use one of {names}": "utiliser l'un de ceux-ci : {names}",
    "{cipher} needs a longer hash than {protocol}": "{cipher} demande une empreinte plus longue que {protocol}",
    "use sha256, sha384 or sha512 with it": "l'associer à sha256, sha384 ou sha512",
    "{where} answers, and not as SSH does": "{where} répond, et pas comme un serveur SSH",
    "{where} hangs up at once: too many connections, or filtered": (
        "{where} raccroche aussitôt : trop de connexions, ou un filtrage"
    ),
    "smartctl could not be asked there: {said}": "smartctl n'a pas pu y être interrogé : {said}",
    "{name}: {said}": "{name} : {said}",
    "{count} more disk(s) were not asked": "{count} autre(s) disque(s) n'ont pas été interrogés",
    "no disk with SMART was found": "aucun disque doté de SMART n'a été trouvé",
    "there is no disk named {name}": "il n'y a pas de disque nommé {name}",
    "{count} disk(s), all of them well by their own word": "{count} disque(s), tous en bon état selon eux-mêmes",
    "nothing can be read of it": "rien ne peut en être lu",
    "SMART is switched off": "SMART est désactivé",
    "it says that it is failing": "il annonce sa propre défaillance",
    "an attribute has reached its threshold": "un attribut a atteint son seuil",
    "critical warning {value:#04x}": "avertissement critique {value:#04x}",
    "its spare is used up": "sa réserve est épuisée",
    "it is worn out by its maker's measure": "il est usé selon la mesure de son fabricant",
    "{count} sector(s) cannot be read, and wait to be replaced": (
        "{count} secteur(s) illisible(s), en attente de remplacement"
    ),
    "{count} sector(s) or block(s) were lost": "{count} secteur(s) ou bloc(s) perdu(s)",
    "a self-test of it failed": "un de ses autotests a échoué",
    "of is the disk of which {metric} is asked": "of est le disque dont {metric} est demandé",
    "a check of kind {kind} needs the device's `snmp` settings": (
        "un contrôle de type {kind} demande les réglages `snmp` de l'équipement"
    ),
    "add `snmp` to the device": "ajouter `snmp` à l'équipement",
    "traps bear addresses, and {value} is a name": "les traps portent des adresses, et {value} est un nom",
    "write `host`, the address that they come from": "écrire `host`, l'adresse d'où ils viennent",
    "{value} is no OID": "{value} n'est pas un OID",
    "write numbers with points between: 1.3.6.1.6.3.1.1.5.3": (
        "écrire des nombres séparés par des points : 1.3.6.1.6.3.1.1.5.3"
    ),
}
