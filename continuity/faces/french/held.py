"""Evidence: heads of a log that others hold, the keys that it tells of, and a log that came back from a backup."""

from __future__ import annotations

HELD = {
    "anchor at size {number}": "ancrage à la taille {number}",
    "checkpoint given, size {number}": "point de contrôle donné, taille {number}",
    "keys {number}": "clés {number}",
    "the first {size} records of the database do not give its root hash; the first {agreed} are as signed": (
        "les {size} premiers enregistrements de la base ne donnent pas son empreinte racine ; "
        "les {agreed} premiers sont tels que signés"
    ),
    "{holder} holds it, and the database has {found} records: it was cut or rolled back": (
        "{holder} le détient, et la base a {found} enregistrements : elle a été tronquée ou ramenée en arrière"
    ),
    "{holder} holds another root hash: record {agreed} or a later one is not what was signed then": (
        "{holder} détient une autre empreinte racine : "
        "l'enregistrement {agreed} ou un suivant n'est pas celui qui fut signé alors"
    ),
    "it has an index, and no signed head covers it": "il a un rang, et aucune tête signée ne le couvre",
    "the log began with another key than the published one ({vkey})": (
        "le journal a commencé avec une autre clé que celle publiée ({vkey})"
    ),
    "the change of key at size {size} is published, and no record tells of it": (
        "le changement de clé à la taille {size} est publié, et aucun enregistrement n'en parle"
    ),
    "the record says {kind}, its signatures say {found}": "l'enregistrement dit {kind}, ses signatures disent {found}",
    "it tells of a change of key that is not published": "il parle d'un changement de clé qui n'est pas publié",
    "  the first {size} records existed at {at}, says {name} ({worth})": (
        "  les {size} premiers enregistrements existaient le {at}, selon {name} ({worth})"
    ),
    "  {path}: its {size} records are the first of this log": (
        "  {path} : ses {size} enregistrements sont les premiers de ce journal"
    ),
    "  the newest {count} record(s) are not anchored yet": (
        "  les {count} enregistrement(s) les plus récents ne sont pas encore ancrés"
    ),
    "{path} is no checkpoint of a log of this server": (
        "{path} n'est pas un point de contrôle d'un journal de ce serveur"
    ),
    "known logs: {logs}": "journaux connus : {logs}",
    "name a file": "nommer un fichier",
    "Verify the logs: database, published tiles, signatures, anchors, and that every run that began was ended once.": (
        "Vérifier les journaux : base, tuiles publiées, signatures, ancrages, et que toute exécution "
        "commencée s'est terminée une fois."
    ),
    "A CHECKPOINT that you kept, or its three lines from a mail or a report, is held against its log, too: only heads "
    "that were out of reach of this machine tell of a history that was made anew.": (
        "Un CHECKPOINT que vous avez gardé, ou ses trois lignes d'un courriel ou d'un rapport, est confronté lui aussi "
        "à son journal : seules des têtes hors de portée de cette machine trahissent une histoire refaite."
    ),
}
