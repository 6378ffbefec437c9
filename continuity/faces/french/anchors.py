"""French of anchors: time-stamps, locked repositories, and what the documents ask for of them."""

ANCHORS = {
    "{value} is no web address": "{value} n'est pas une adresse web",
    "write for example http://tsa.example.org": "écrire par exemple http://tsa.example.org",
    "{value} is not the public key of a witness": "{value} n'est pas la clé publique d'un témoin",
    "copy the whole line: NAME+HEX+BASE64": "recopier toute la ligne : NAME+HEX+BASE64",
    "it seals, and does not lock what it holds": "il scelle, et ne verrouille pas ce qu'il contient",
    "sealing it again gave no new version": "la sceller à nouveau n'a pas donné de nouvelle version",
    "{key} is not listed": "{key} n'est pas listé",
    "{key} holds something else": "{key} contient autre chose",
    "{key} is listed behind itself": "{key} est listé après lui-même",
    "restic's snapshots are not what they were": "les instantanés de restic ne sont plus ce qu'ils étaient",
    "An object that is sealed is locked by compliance, comes back, cannot be replaced, and is no part of restic's.": (
        "Un objet scellé est verrouillé en mode conformité, se relit, ne peut être remplacé, et n'appartient pas à restic."
    ),
    "this kind of place does not seal": "ce type d'emplacement ne scelle pas",
    "repository {name}: the store gives {key} no compliance lock ({why})": (
        "dépôt {name} : le stockage ne donne à {key} aucun verrou de conformité ({why})"
    ),
    "give the bucket a default retention in compliance mode: then no right to set locks is needed": (
        "donner au compartiment une rétention par défaut en mode conformité : aucun droit de verrouiller n'est alors requis"
    ),
    "repository {name}: nothing can be sealed where the document promises no lock": (
        "dépôt {name} : rien ne peut être scellé là où le document ne promet aucun verrou"
    ),
    "write lock: {{mode: compliance, period: 30d}} in a repository whose bucket has Object Lock": (
        "écrire lock: {{mode: compliance, period: 30d}} dans un dépôt dont le compartiment a Object Lock"
    ),
}
