"""What is told of devices to others: the monitoring plugin, Zabbix, the records of a day."""

from __future__ import annotations

SUPERVISED = {
    "Tell of the checks of this device; of assets only where they are named.": (
        "Parler des contrôles de cet équipement ; des actifs, seulement s'ils sont nommés."
    ),
    "Tell of the checks of all devices, likewise.": "Parler des contrôles de tous les équipements, de même.",
    "there is nothing to watch: no check of a device is declared": (
        "il n'y a rien à surveiller : aucun contrôle d'équipement n'est déclaré"
    ),
    "{check}: {state}": "{check} : {state}",
    "{check}: {state} since {since}: {said}": "{check} : {state} depuis {since} : {said}",
    "{check}: {state} since {since}, and flapping: {said}": ("{check} : {state} depuis {since}, et instable : {said}"),
    "Hold the records of all days and months against the tables instead; exit 1 where they differ.": (
        "Confronter plutôt les traces de tous les jours et mois aux tables ; code 1 en cas d'écart."
    ),
    "{client}: {count} day(s) and month(s) recorded, {made_up} of them made up later: {verdict}": (
        "{client} : {count} jour(s) et mois consignés, dont {made_up} après coup : {verdict}"
    ),
    "they differ": "il y a des écarts",
    "as the tables say": "conformes aux tables",
    "{check} of {name}: the record tells other lengths than the tables": (
        "{check}, {name} : la trace donne d'autres durées que les tables"
    ),
    "{check} of {name}: the record tells of {recorded} change(s), the tables of {kept}": (
        "{check}, {name} : la trace compte {recorded} changement(s), les tables {kept}"
    ),
    "{name}: the root of the record is not that of the changes in the tables": (
        "{name} : la racine de la trace n'est pas celle des changements des tables"
    ),
    "{check} of {name}: it changed, and no record of that period tells of it": (
        "{check}, {name} : il a changé, et aucune trace de cette période n'en parle"
    ),
    "{name}: there is no record of it": "{name} : il n'y en a pas de trace",
    "this is a fault of continuity itself": "c'est un défaut de continuity lui-même",
    "the records of supervision wait: {error} ({hint})": "les traces de la supervision attendent : {error} ({hint})",
    "Send how the checks of NAMES stand, and their newest figures, to Zabbix as values of trapper items.": (
        "Envoyer à Zabbix l'état des contrôles de NAMES et leurs derniers chiffres (éléments de type trapper)."
    ),
    "Exits 1 where Zabbix refused any of them.": "Code 1 si Zabbix en a refusé.",
    "A Zabbix server or proxy.": "Un serveur ou un proxy Zabbix.",
    "{taken} value(s) taken, {refused} refused": "{taken} valeur(s) acceptée(s), {refused} refusée(s)",
    "Zabbix does not know their host or item, or an item is no trapper: see its log": (
        "Zabbix ne connaît pas leur hôte ou leur élément, ou un élément n'est pas « trapper » : voir son journal"
    ),
    "{text} is no address": "{text} n'est pas une adresse",
    "write HOST or HOST:PORT; [::1]:10051 for IPv6": "écrire HÔTE ou HÔTE:PORT ; [::1]:10051 en IPv6",
    "Zabbix needs the library zabbix-utils": "l'envoi à Zabbix demande la bibliothèque zabbix-utils",
    "install it: pip install 'continuity[zabbix]'": "l'installer : pip install 'continuity[zabbix]'",
    "Zabbix at {host}:{port} did not take the values: {cause}": (
        "Zabbix, {host}:{port}, n'a pas pris les valeurs : {cause}"
    ),
    "check the address, and that it listens for trapper items": (
        "vérifier l'adresse, et qu'il écoute pour les éléments « trapper »"
    ),
}
