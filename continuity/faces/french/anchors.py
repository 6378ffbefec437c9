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
        "Un objet scellé est verrouillé en mode conformité, se relit, ne se remplace pas, et n'est rien de restic."
    ),
    "this kind of place does not seal": "ce type d'emplacement ne scelle pas",
    "repository {name}: the store gives {key} no compliance lock ({why})": (
        "dépôt {name} : le stockage ne donne à {key} aucun verrou de conformité ({why})"
    ),
    "give the bucket a default retention in compliance mode: then no right to set locks is needed": (
        "donner au compartiment une rétention par défaut en mode conformité : nul droit de verrouiller ne faut alors"
    ),
    "repository {name}: nothing can be sealed where the document promises no lock": (
        "dépôt {name} : rien ne peut être scellé là où le document ne promet aucun verrou"
    ),
    "write lock: {{mode: compliance, period: 30d}} in a repository whose bucket has Object Lock": (
        "écrire lock: {{mode: compliance, period: 30d}} dans un dépôt dont le compartiment a Object Lock"
    ),
    "the authority gave no time-stamp: {status}": "l'autorité n'a pas donné d'horodatage : {status}",
    "this is no time-stamp token": "ceci n'est pas un jeton d'horodatage",
    "the time-stamp answers another question: its nonce is not ours": (
        "l'horodatage répond à une autre question : son nonce n'est pas le nôtre"
    ),
    "the time-stamp is of something else than this checkpoint": (
        "l'horodatage porte sur autre chose que cette tête de journal"
    ),
    "the certificates in {path} do not lead to the time-stamp's signature: {why}": (
        "les certificats de {path} ne mènent pas à la signature de l'horodatage : {why}"
    ),
    "the certificates of the authority cannot be read from {path}: {why}": (
        "les certificats de l'autorité ne peuvent être lus dans {path} : {why}"
    ),
    "write the authority's certificates there, as PEM": "y écrire les certificats de l'autorité, au format PEM",
    "the authority {name} is not believed: {why}": "l'autorité {name} n'est pas crue : {why}",
    "check its address, and the certificates in `ca`": "vérifier son adresse, et les certificats de `ca`",
    "the authority {name} gives no time-stamp: {why}": "l'autorité {name} ne donne pas d'horodatage : {why}",
    "check its address, and what filters between; it is asked again by itself": (
        "vérifier son adresse, et ce qui filtre entre les deux ; elle est redemandée d'elle-même"
    ),
    "nobody is named who could hold the heads of the logs": (
        "personne n'est désigné pour détenir les têtes des journaux"
    ),
    "add an authority to `evidence: timestamps:`, or a lock to a repository that can": (
        "ajouter une autorité à `evidence: timestamps:`, ou un verrou à un dépôt qui le peut"
    ),
    "{log}: the first {size} records existed at {at}, says {name} ({worth})": (
        "{log} : les {size} premiers enregistrements existaient le {at}, selon {name} ({worth})"
    ),
    "Bring the newest head of the logs to all who hold it for us, now: authorities, and repositories that lock.": (
        "Porter maintenant la tête des journaux à ceux qui la détiennent : autorités, et dépôts qui verrouillent."
    ),
    "The daemon does it by itself, every five minutes while there is something new, and at least daily.": (
        "Le service le fait de lui-même, toutes les cinq minutes tant qu'il y a du nouveau, et au moins chaque jour."
    ),
    "{client}: the head of the log could not be brought to {name}: {error} ({hint})": (
        "{client} : la tête du journal n'a pas pu être portée à {name} : {error} ({hint})"
    ),
    "{client}: {name} takes the head of the log again": "{client} : {name} reprend la tête du journal",
    "{client}: {name} holds the head of {size} record(s)": (
        "{client} : {name} détient la tête de {size} enregistrement(s)"
    ),
    "{client}: the log cannot be anchored: {error}": "{client} : le journal ne peut être ancré : {error}",
    "the time-stamp of {name} is not believed: {why}": "l'horodatage de {name} n'est pas cru : {why}",
    "the time-stamp of {name} says {found}, the database {expected}": (
        "l'horodatage de {name} dit {found}, la base {expected}"
    ),
    "it is sealed there, and no head of this log: {why}": "c'y est scellé, et n'est aucune tête de ce journal : {why}",
    "Verify time-stamps anew, and read what locked repositories hold; slow.": (
        "Vérifier à nouveau les horodatages, et lire ce que détiennent les dépôts verrouillés ; lent."
    ),
    "{name} answers, and no certificates say whether it is the one": (
        "{name} répond, et aucun certificat ne dit si c'est bien elle"
    ),
    "name its certificates (PEM) in `ca`: without them no signature is verified here": (
        "désigner ses certificats (PEM) dans `ca` : sans eux, aucune signature n'est vérifiée ici"
    ),
    "{name} dates what it is asked to, and its certificates lead to its signature": (
        "{name} date ce qu'on lui demande, et ses certificats mènent à sa signature"
    ),
}
