"""The anomaly watch: what is suspicious, what is frozen, and who accepts it."""

ANOMALIES = {
    "{files} file(s), {share}, became unreadable where they were readable (limit: {limit})": "{files} fichier(s), "
    "{share}, sont devenus illisibles (limite : {limit})",
    "{files} file(s), {share}, went, and as many unreadable ones came (limit: {limit})": "{files} fichier(s), {share}, "
    "ont disparu, et autant d'illisibles sont apparus (limite : {limit})",
    "{files} file(s), {share}, were rewritten with a suffix behind their names (limit: {limit})": "{files} fichier(s), "
    "{share}, ont été réécrits avec un suffixe derrière leur nom (limite : {limit})",
    "{files} file(s), {share}, were removed (limit: {limit})": "{files} fichier(s), {share}, ont été supprimés "
    "(limite : {limit})",
    "{files} file(s), {share}, were rewritten (limit: {limit})": "{files} fichier(s), {share}, ont été réécrits "
    "(limite : {limit})",
    "frozen: suspicious changes of its source were not accepted yet": "gelé : les changements suspects de sa source "
    "n'ont pas encore été acceptés",
    "changes of the source": "changements de la source",
    "this manifest held against the last one, and against the changes of the days before": "ce manifeste comparé au "
    "précédent, et aux changements des jours d'avant",
    "      newest data: {behind}": "      données les plus récentes : {behind}",
    "{repository} has no point": "{repository} n'a aucun point",
    "{repository} {age} old, too old": "{repository} datent de {age}, trop anciennes",
    "{repository} {age} old": "{repository} datent de {age}",
    "suspicious changes": "changements suspects",
    "{asset} has no suspicious changes to accept": "{asset} n'a aucun changement suspect à accepter",
    "see how it stands: continuity status {asset}": "voir où il en est : continuity status {asset}",
    "{asset}: the changes since {since} are accepted; nothing is frozen any more": "{asset} : les changements depuis "
    "{since} sont acceptés ; plus rien n'est gelé",
    "What it was, for the record.": "Ce que c'était, pour le journal.",
    "Say that suspicious changes of ASSET were meant, or are dealt with: its points may be removed by the rules again."
    "": "Dire que des changements suspects d'ASSET étaient voulus, ou sont traités : ses points peuvent de nouveau "
    "être supprimés selon les règles.",
    "What happened so far counts as usual from then on. Who accepted it, and why, is in the log.": "Ce qui s'est passé "
    "jusque-là compte désormais comme habituel. Qui l'a accepté, et pourquoi, est dans le journal.",
    "  suspicious changes since {since}: {reasons}": "  changements suspects depuis {since} : {reasons}",
    "      nothing of it is removed until they are accepted; the last clean point is of run {run}": "      rien n'en "
    "est supprimé avant leur acceptation ; le dernier point sain est celui de l'exécution {run}",
    "      nothing of it is removed until they are accepted; no point from before is known": "      rien n'en est "
    "supprimé avant leur acceptation ; aucun point d'avant n'est connu",
    "changes of its source are suspicious: {reason}": "les changements de sa source sont suspects : {reason}",
}
