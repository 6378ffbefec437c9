"""Which points are kept and why, and what was removed."""

from __future__ import annotations

_KEPT = {
    "the policy asks for no number of points: all stay": (
        "la politique ne demande aucun nombre de points : tous restent"
    ),
    "one of the last {count}": "l'un des {count} derniers",
    "the newest of its hour": "le plus récent de son heure",
    "the newest of its day": "le plus récent de son jour",
    "the newest of its week": "le plus récent de sa semaine",
    "the newest of its month": "le plus récent de son mois",
    "the newest of its year": "le plus récent de son année",
    "the oldest, and not all hourly points are there yet": (
        "le plus ancien, et les points horaires ne sont pas complets"
    ),
    "the oldest, and not all daily points are there yet": (
        "le plus ancien, et les points quotidiens ne sont pas complets"
    ),
    "the oldest, and not all weekly points are there yet": (
        "le plus ancien, et les points hebdomadaires ne sont pas complets"
    ),
    "the oldest, and not all monthly points are there yet": (
        "le plus ancien, et les points mensuels ne sont pas complets"
    ),
    "the oldest, and not all yearly points are there yet": "le plus ancien, et les points annuels ne sont pas complets",
    "its data time lies in the future, seen from {now}: a clock was wrong, so nothing is decided": (
        "son heure des données est dans le futur, vue de {now} : une horloge était fausse, rien n'est donc décidé"
    ),
    "promised immutable for {promised}: until {until}": "promis immuable pendant {promised} : jusqu'au {until}",
    "an archive": "une archive",
    "the newest": "le plus récent",
    "the newest that was restored or read in full": "le plus récent qui a été restauré ou relu en entier",
    "the newest full: the next differential is compared with it": (
        "la complète la plus récente : la prochaine différentielle lui sera comparée"
    ),
    "a differential that stays was compared with it": "une différentielle qui reste lui a été comparée",
    "nothing: it goes next time": "rien : il partira la prochaine fois",
    "no rule: the documents do not keep its asset there any more, so nothing removes it": (
        "aucune règle : les documents n'y gardent plus son actif, rien ne le supprime donc"
    ),
    "kept because": "gardé parce que",
    "Show which rules keep each point, and which points will go.": (
        "Montrer quelles règles gardent chaque point, et quels points partiront."
    ),
}

_PLANS = {
    "the retention of the policy {policy}": "la rétention de la politique {policy}",
    "the space of removed points in {repository} is given back every week": (
        "la place des points supprimés de {repository} est rendue chaque semaine"
    ),
    "thinning out": "élagage",
    "giving space back": "restitution de place",
    "the retention of the policy {policy} asks for no point at all: every count is 0": (
        "la rétention de la politique {policy} ne demande aucun point : tous les nombres sont à 0"
    ),
}

_COMMANDS = {
    "Remove the recovery points of NAMES (all, without names) that no rule of their policies keeps.": (
        "Supprimer les points de restauration de NAMES (tous, sans noms) qu'aucune règle de leurs politiques ne garde."
    ),
    "Only points of ours go, each by its whole name. `continuity points --why` shows what keeps the others.": (
        "Seuls partent des points à nous, chacun par son nom entier. `continuity points --why` montre ce qui garde les "
        "autres."
    ),
    "Show what would go, and remove nothing.": "Montrer ce qui partirait, sans rien supprimer.",
    "Give back the space of what was removed from NAMES (all, without names).": (
        "Rendre la place de ce qui a été supprimé de NAMES (tous, sans noms)."
    ),
    "Nothing else may work in a repository meanwhile. Where versions stay under a lock, nothing is rewritten.": (
        "Rien d'autre ne peut travailler dans un dépôt pendant ce temps. Là où des versions restent sous un verrou, "
        "rien n'est réécrit."
    ),
    "{repository}: {going} recovery point(s) would go, {kept} would stay": (
        "{repository} : {going} point(s) de restauration partirai(en)t, {kept} resterai(en)t"
    ),
    "{subject}: {outcome}{reason}": "{subject} : {outcome}{reason}",
    "  {removed} recovery point(s) removed, {kept} kept, {unknown} snapshot(s) not ours left alone": (
        "  {removed} point(s) de restauration supprimé(s), {kept} gardé(s), {unknown} instantané(s) d'autrui laissé(s) "
        "tranquille(s)"
    ),
    "  the store hides them: their versions stay, and cost, until its lock and its lifecycle end them": (
        "  le stockage les masque : leurs versions restent, et coûtent, jusqu'à ce que son verrou et son cycle de vie "
        "y mettent fin"
    ),
    "  {count} recovery point(s) are for the server to remove": (
        "  {count} point(s) de restauration à supprimer par le serveur"
    ),
    "points removed as planned": "points supprimés comme prévu",
}

_FAULTS = {
    "what is not needed any more is being removed from {repository}: run {run}": (
        "ce qui ne sert plus est en cours de suppression dans {repository} : exécution {run}"
    ),
    "wait for it to end and run the command again, or use another repository": (
        "attendez qu'elle se termine et relancez la commande, ou utilisez un autre dépôt"
    ),
    "other work goes on in {repository}: run {run} of {subject}": (
        "un autre travail est en cours dans {repository} : l'exécution {run} de {subject}"
    ),
    "the server only appends: what no rule keeps must be removed by the server itself": (
        "le serveur ne fait qu'ajouter : ce qu'aucune règle ne garde est à supprimer par le serveur lui-même"
    ),
    "the server only appends: giving space back is up to the server itself": (
        "le serveur ne fait qu'ajouter : rendre la place revient au serveur lui-même"
    ),
    "names in snapshots/, from the place itself, before and after": (
        "les noms dans snapshots/, d'après l'emplacement lui-même, avant et après"
    ),
    "{repository} does not list {count} recovery point(s) that nobody of us removed: nothing is removed there": (
        "{repository} ne liste pas {count} point(s) de restauration que personne de chez nous n'a supprimé(s) : rien "
        "n'y est supprimé"
    ),
    "see what happened to them: continuity storage check {repository}; after that, this is done again": (
        "voir ce qu'ils sont devenus : continuity storage check {repository} ; ensuite, ce travail reprendra"
    ),
    "{repository} still lists {count} recovery point(s) that restic was asked to remove: {snapshots}": (
        "{repository} liste encore {count} point(s) de restauration que restic devait supprimer : {snapshots}"
    ),
    "if its server only appends, say so in the document (`append_only: true`) and let the server prune": (
        "si son serveur ne fait qu'ajouter, le dire dans le document (`append_only: true`) et laisser le serveur "
        "élaguer"
    ),
    "{count} snapshot(s) of {repository} disappeared that nobody asked to remove: {snapshots}": (
        "{count} instantané(s) de {repository} ont disparu sans que personne ne le demande : {snapshots}"
    ),
    "{count} snapshot(s) of {repository} disappeared while space was given back: {snapshots}": (
        "{count} instantané(s) de {repository} ont disparu pendant la restitution de place : {snapshots}"
    ),
    "another program removes there, too: find it, and run `continuity storage check {repository}`": (
        "un autre programme y supprime aussi : le trouver, et lancer `continuity storage check {repository}`"
    ),
}

RETENTION = _KEPT | _PLANS | _COMMANDS | _FAULTS
