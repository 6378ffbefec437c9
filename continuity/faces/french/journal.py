"""Evidence: what the records, the signed heads and the exports say when they are verified."""

from __future__ import annotations

JOURNAL = {
    # places
    "record {number}": "enregistrement {number}",
    "database": "base de données",
    "database, newest checkpoint": "base de données, dernier point de contrôle",
    "database, checkpoint {number}": "base de données, point de contrôle {number}",
    "database, checkpoint number {number}": "base de données, point de contrôle numéro {number}",
    "{place}: {said}": "{place} : {said}",
    # records
    "its salt has not {expected} bytes": "son sel n'a pas {expected} octets",
    "it belongs to the log {found}": "il appartient au journal {found}",
    "the database files it as {filed}, its bytes say {found}": (
        "la base le classe comme {filed}, ses octets disent {found}"
    ),
    "dated {at}, before its predecessor ({before})": "daté du {at}, avant son prédécesseur ({before})",
    "the run {run} is announced a second time": "l'exécution {run} est annoncée une seconde fois",
    "the run {run} has an id older than runs that ended long ago": (
        "l'exécution {run} a un identifiant plus ancien que des exécutions terminées depuis longtemps"
    ),
    "the run {run} ends a second time": "l'exécution {run} se termine une seconde fois",
    "the run {run} ends without having been announced": "l'exécution {run} se termine sans avoir été annoncée",
    "the record is not of the schema {schema}": "l'enregistrement n'est pas du schéma {schema}",
    "the record is not JSON": "l'enregistrement n'est pas du JSON",
    "the record lacks a field, or has one that is not of its form: {why}": (
        "il manque un champ à l'enregistrement, ou l'un d'eux est malformé : {why}"
    ),
    "it is not kept as bytes": "il n'est pas conservé sous forme d'octets",
    "it has neither a salt nor an entry": "il n'a ni sel ni empreinte",
    "record {number} of the database: {why}": "enregistrement {number} de la base : {why}",
    # the live log
    "records are waiting to be integrated: they are recorded and not yet signed": (
        "des enregistrements attendent d'être intégrés : ils sont enregistrés, et pas encore signés"
    ),
    "it is missing from the database": "il manque dans la base",
    "the database ends before its checkpoint of {size}": (
        "la base s'arrête avant son point de contrôle de taille {size}"
    ),
    "it was published at {found} records, the database has {expected}: the database was cut or rolled back": (
        "publié à {found} enregistrements, la base en a {expected} : elle a été tronquée ou ramenée en arrière"
    ),
    "nothing is published, and the database has signed heads": "rien n'est publié, et la base a des têtes signées",
    "published at {found} records of {expected}: the next command publishes the rest": (
        "publié à {found} enregistrements sur {expected} : la prochaine commande publiera le reste"
    ),
    "it cannot be read: {why}": "lecture impossible : {why}",
    "it has {found} bytes instead of {expected}": "il a {found} octets au lieu de {expected}",
    "its hash {number} is not the one of the database's records": (
        "son empreinte {number} n'est pas celle des enregistrements de la base"
    ),
    # the sequencer
    "run `continuity evidence verify`; keep the database and {directory} as they are until it is understood": (
        "lancer `continuity evidence verify` ; garder la base et {directory} tels quels jusqu'à ce que ce soit compris"
    ),
    "{place} is at {found} records and the database at {expected}: the database was cut or rolled back": (
        "{place} est à {found} enregistrements et la base à {expected} : la base a été tronquée ou ramenée en arrière"
    ),
    "the database has no record {index} of the log {log}": "la base n'a pas l'enregistrement {index} du journal {log}",
    "the first {size} records of the database do not give the root hash of {where}": (
        "les {size} premiers enregistrements de la base ne donnent pas l'empreinte racine de {where}"
    ),
    "the database took no new records of the log {log}": (
        "la base n'a accepté aucun nouvel enregistrement du journal {log}"
    ),
    "the checkpoint in {where} is not ours: {why}": "le point de contrôle dans {where} n'est pas le nôtre : {why}",
    "the published log cannot be read or written at {path}: {why}": (
        "le journal publié ne peut être lu ou écrit en {path} : {why}"
    ),
    "check that the directory exists, is writable, and has space": (
        "vérifier que le répertoire existe, qu'il est accessible en écriture, et qu'il a de la place"
    ),
    # notes and checkpoints
    "{path} is not UTF-8": "{path} n'est pas de l'UTF-8",
    "a checkpoint has three lines: origin, size, root hash": (
        "un point de contrôle a trois lignes : origine, taille, empreinte racine"
    ),
    "the size or the root hash of the checkpoint is malformed": (
        "la taille ou l'empreinte racine du point de contrôle est malformée"
    ),
    "the checkpoint is of the log {found}, not of {expected}": (
        "le point de contrôle est celui du journal {found}, non de {expected}"
    ),
    "{vkey} is not an Ed25519 verifier key": "{vkey} n'est pas une clé de vérification Ed25519",
    "the key id of {vkey} is not the one of its key": "l'identifiant de clé de {vkey} n'est pas celui de sa clé",
    "this is not an Ed25519 private key of a log": "ce n'est pas une clé privée Ed25519 de journal",
    "the key id of the private key of {name} is not the one of its key": (
        "l'identifiant de la clé privée de {name} n'est pas celui de sa clé"
    ),
    "the note has a malformed signature line: {line}": "la note a une ligne de signature malformée : {line}",
    "the signature of {name} is false": "la signature de {name} est fausse",
    "{name} cannot be the name of a key: no spaces, no plus sign": (
        "{name} ne peut être le nom d'une clé : ni espace, ni signe plus"
    ),
    "an entry bundle holds something else than 32-byte entries": (
        "un lot d'empreintes contient autre chose que des empreintes de 32 octets"
    ),
    "the last entry bundle does not hold {width} entries": "le dernier lot d'empreintes n'en contient pas {width}",
    "a tile of {width} hashes has {found} bytes": "une tuile de {width} empreintes a {found} octets",
    "the note is not signed by {vkey}": "la note n'est pas signée par {vkey}",
    "the note is not UTF-8": "la note n'est pas de l'UTF-8",
    "this is not a signed note": "ce n'est pas une note signée",
    "the note has control characters": "la note contient des caractères de contrôle",
    "the note has more than {limit} signatures": "la note a plus de {limit} signatures",
    "the log of {client} has no public key at {path}": "le journal de {client} n'a pas de clé publique en {path}",
    # exports
    "the server's own log is never exported: the names of all clients are in it": (
        "le journal du serveur lui-même n'est jamais exporté : il contient les noms de tous les clients"
    ),
    "verify it here: continuity evidence verify --client @server": (
        "le vérifier ici : continuity evidence verify --client @server"
    ),
    "an export holds one client's log": "un export contient le journal d'un seul client",
    "add --client; known: {names}": "ajouter --client ; connus : {names}",
    "records {start} to {end} of {log} do not verify: {why}": (
        "les enregistrements {start} à {end} de {log} ne se vérifient pas : {why}"
    ),
    "run `continuity evidence verify` to see which part contradicts the other": (
        "lancer `continuity evidence verify` pour voir ce qui se contredit"
    ),
    "nothing is signed yet in the log {log}": "rien n'est encore signé dans le journal {log}",
    "run a backup first": "lancer d'abord une sauvegarde",
    "the published log does not lead to its head at {size}": "le journal publié ne mène pas à sa tête de taille {size}",
    "the published log lacks {path}": "il manque {path} au journal publié",
    "{path} cannot be written: {why}": "impossible d'écrire {path} : {why}",
}
