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
    "A FILE may be a checkpoint that you kept, or its three lines from a mail or a report: it is held against its log, "
    "for only heads that were out of reach of this machine tell of a history that was made anew. It may also be an "
    "export or the proof of a record: these are verified by themselves.": (
        "FILE peut être un point de contrôle que vous avez gardé, ou ses trois lignes d'un courriel ou d'un rapport : "
        "il est confronté à son journal, car seules des têtes restées hors de portée de cette machine trahissent une "
        "histoire refaite. Ce peut être aussi un export ou la preuve d'un enregistrement, vérifiés pour eux-mêmes."
    ),
    "{path}: {verdict}": "{path} : {verdict}",
    "  {place}: {problem}": "  {place} : {problem}",
    # a log that came back from a backup
    "Go on with a log whose database came back from a backup, and is older than what was published.": (
        "Poursuivre un journal dont la base, revenue d'une sauvegarde, est plus ancienne que ce qui a été publié."
    ),
    "What was published is taken as the truth, where it goes on from what the database holds: the records in between "
    "are left as their commitments, nothing is signed twice, and a record says so. The server's own log comes with "
    "it.": (
        "Ce qui a été publié fait foi, s'il prolonge ce que la base contient : des enregistrements entre les deux il "
        "reste les empreintes, rien n'est signé deux fois, et un enregistrement le dit. Le journal du serveur lui-même "
        "suit."
    ),
    "A copy of the published log that is newer than ours.": "Une copie du journal publié, plus récente que la nôtre.",
    "{log}: goes on from {published} records; the database had {database}, {lost} of the others are lost": (
        "{log} : se poursuit à partir de {published} enregistrements ; la base en avait {database}, "
        "{lost} des autres sont perdus"
    ),
    "  the records that are lost stay verifiable as commitments; what they said is in exports made before": (
        "  les enregistrements perdus restent vérifiables par leurs empreintes ; "
        "leur contenu est dans les exports faits avant"
    ),
    "{log} is published at {found} records, the database has {expected}: nothing is to be recovered": (
        "{log} est publié à {found} enregistrements, la base en a {expected} : il n'y a rien à reprendre"
    ),
    "name a newer copy of the published log, with --from DIR": (
        "nommer une copie plus récente du journal publié, avec --from DIR"
    ),
    "the database's records do not give the root hash of its own checkpoint": (
        "les enregistrements de la base ne donnent pas l'empreinte racine de son propre point de contrôle"
    ),
    "the published log does not go on from the first {size} records of the database": (
        "le journal publié ne prolonge pas les {size} premiers enregistrements de la base"
    ),
    "this is no backup that was restored: run `continuity evidence verify` and keep everything as it is": (
        "ce n'est pas une sauvegarde restaurée : lancer `continuity evidence verify` et tout garder en l'état"
    ),
    "the published entries {path} cannot be read: {cause}": "les empreintes publiées {path} sont illisibles : {cause}",
    "bring back a copy of the published log (log/ in the state directory), or name one: --from DIR": (
        "rapporter une copie du journal publié (log/ dans le répertoire d'état), ou en nommer une : --from DIR"
    ),
    "if the state came back from a backup: continuity evidence recover; if nobody restored it, keep the database and "
    "{directory} as they are, and run `continuity evidence verify`": (
        "si l'état revient d'une sauvegarde : continuity evidence recover ; si personne ne l'a restauré, garder la "
        "base et {directory} tels quels, et lancer `continuity evidence verify`"
    ),
    "Admit that a head which somebody holds is lost: no copy of the log leads to it any more.": (
        "Reconnaître qu'une tête que quelqu'un détient est perdue : plus aucune copie du journal n'y mène."
    ),
    "the log {log} has {size} records: the head at {found} is no later one": (
        "le journal {log} a {size} enregistrements : la tête à {found} n'est pas postérieure"
    ),
    "verify it instead: continuity evidence verify {path}": "plutôt la vérifier : continuity evidence verify {path}",
    "{log}: recorded that the head at {lost} is lost; whoever holds it will go on seeing the difference": (
        "{log} : il est enregistré que la tête à {lost} est perdue ; qui la détient continuera de voir la différence"
    ),
    "it says that the state came back from a backup at {size} records, and that a head at {lost} is lost": (
        "il dit que l'état est revenu d'une sauvegarde à {size} enregistrements, et qu'une tête à {lost} est perdue"
    ),
    "it says that the state came back from a backup at {size} records: what {lost} others said is lost": (
        "il dit que l'état est revenu d'une sauvegarde à {size} enregistrements : le contenu de {lost} autres est perdu"
    ),
}
