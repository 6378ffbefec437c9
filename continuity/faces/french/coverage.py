"""Ce qui n'est pas protégé, et d'où vient chaque valeur."""

from __future__ import annotations

COVERAGE: dict[str, str] = {
    "What is promised, who said so, and what is unprotected.": (
        "Ce qui est promis, qui l'a dit, et ce qui n'est pas protégé."
    ),
    "Show each value in force for ASSET, and the document, the line and the `extends` step that set it.": (
        "Montrer chaque valeur en vigueur pour ASSET, et le document, la ligne et le degré d'`extends` qui l'ont fixée."
    ),
    "{asset}: policy {chain} (digest {digest})": "{asset} : politique {chain} (empreinte {digest})",
    "through": "par",
    "derived from {key}": "déduit de {key}",
    "Show what is unprotected, and what is left out on purpose.": (
        "Montrer ce qui n'est pas protégé, et ce qui est laissé de côté exprès."
    ),
    (
        "Unprotected are assets of kinds that are not read yet, devices of which no asset keeps anything, file systems "
        "with data and database servers of this machine that no document names. Ends with 1 where there is any."
    ): (
        "Ne sont pas protégés les actifs de types qui ne sont pas encore lus, les équipements dont aucun actif ne "
        "garde rien, les systèmes de fichiers qui contiennent des données et les serveurs de bases de données de cette "
        "machine qu'aucun document ne nomme. Se termine par 1 s'il y en a."
    ),
    "unprotected: {kind} {subject}{used}{where}: {reason}": "non protégé : {kind} {subject}{used}{where} : {reason}",
    "left out: {subject} ({of}, {where}){reason}": "laissé de côté : {subject} ({of}, {where}){reason}",
    "{gaps} gap(s), {exclusions} exclusion(s)": "{gaps} manque(s), {exclusions} exclusion(s)",
    "sources of kind {kind} are not read yet": "les sources de type {kind} ne sont pas encore lues",
    "no asset keeps anything of this device": "aucun actif ne garde quoi que ce soit de cet équipement",
    "this file system holds data, and no source lies on it or above it": (
        "ce système de fichiers contient des données, et aucune source ne s'y trouve ni ne le contient"
    ),
    "no asset names this database server": "aucun actif ne nomme ce serveur de bases de données",
    "its files are copied while the server may be writing: that is no backup of a database": (
        "ses fichiers sont copiés alors que le serveur peut écrire : ce n'est pas la sauvegarde d'une base"
    ),
    "file system": "système de fichiers",
}
