"""A year simulated: what is assumed, and what it comes to."""

from __future__ import annotations

_ASSUMED = {
    "{count} line(s) of work were never measured ({kind}): {length} is assumed for each job": (
        "{count} ligne(s) de travail n'ont jamais été mesurées ({kind}) : {length} supposées pour chaque tâche"
    ),
    "{count} copies were never measured: {first} is assumed for the first backup, {added} for each other": (
        "{count} copie(s) n'ont jamais été mesurées : {first} supposés pour la première sauvegarde, {added} pour "
        "chacune des autres"
    ),
    "one job in {count} takes as long as the longest that was measured, the others as long as the mean": (
        "une tâche sur {count} prend le temps de la plus longue mesurée, les autres le temps moyen"
    ),
    "a backup reaches every repository of its asset, or none": (
        "une sauvegarde atteint tous les dépôts de son actif, ou aucun"
    ),
    "what a backup adds is given back once retention has removed its point, and its lock has ended": (
        "ce qu'une sauvegarde ajoute est rendu une fois son point supprimé par la rétention et son verrou terminé"
    ),
    "what the first backup of an asset stored stays, and every object still there is locked anew in time": (
        "ce que la première sauvegarde d'un actif a stocké reste, et tout objet encore là est reverrouillé à temps"
    ),
}

_SAID = {
    "{jobs} job(s) in {days} days, of which {failed} fail: {least} to {most} a day, {at_once} at once at most": (
        "{jobs} tâche(s) en {days} jours, dont {failed} échouent : {least} à {most} par jour, {at_once} à la fois au "
        "plus"
    ),
    "{broken} of {assets} asset(s) would break their RPO": "{broken} actif(s) sur {assets} manqueraient leur PDMA",
    "{count} drill(s) of {assets} asset(s) must be held, the first by {first}, the last by {last}: people do that": (
        "{count} exercice(s) de {assets} actif(s) à tenir, le premier avant le {first}, le dernier avant le {last} : "
        "ce sont des personnes qui les mènent"
    ),
    "no work waits for its place": "aucun travail n'attend sa place",
    "assumed: {reason}": "supposé : {reason}",
    "how many": "combien",
    "fail": "échecs",
    "first": "première",
    "last": "dernière",
    "oldest data": "données les plus anciennes",
    "when": "quand",
    "too old for": "trop anciennes pendant",
    "hour": "heure",
    "jobs that wait": "tâches qui attendent",
    "on average": "en moyenne",
    "at most": "au plus",
    "holds now": "contient",
    "holds at the end": "contiendra à la fin",
    "added": "ajouté",
    "given back": "rendu",
    "renewals": "reverrouillages",
    "GB-months in vain": "Go-mois pour rien",
    "Monday": "lundi",
    "Tuesday": "mardi",
    "Wednesday": "mercredi",
    "Thursday": "jeudi",
    "Friday": "vendredi",
    "Saturday": "samedi",
    "Sunday": "dimanche",
    "Jobs a day": "Tâches par jour",
    "jobs": "tâches",
    "Storage by repository": "Stockage par dépôt",
    "Oldest data as a share of the RPO promised": "Données les plus anciennes, en part de la PDMA promise",
}

_COMMAND = {
    "Play the coming year through, with the planner of the service and lengths as they were measured.": (
        "Jouer l'année à venir, avec le planificateur du service et les durées telles que mesurées."
    ),
    "What is not measured is assumed, and said. Shows jobs a day, how old the data of each asset gets at worst, the "
    "hours in which work waits for its place, what repositories come to hold, and when what is tested. Ends with 1 "
    "where a promise would be broken.": (
        "Ce qui n'est pas mesuré est supposé, et c'est dit. Montre les tâches par jour, l'âge que prennent au pire les "
        "données de chaque actif, les heures où du travail attend sa place, ce que les dépôts en viennent à contenir, "
        "et quand chaque chose est testée. Code de retour 1 si une promesse serait rompue."
    ),
    "How long; 365 by default.": "Combien de jours ; 365 par défaut.",
    "How fast backups grow; 0 by default.": "À quelle vitesse les sauvegardes grossissent ; 0 par défaut.",
    "How many jobs fail; none by default.": "Quelle part des tâches échoue ; aucune par défaut.",
    "Chance of its own, to be repeated; 1 by default.": "Un hasard donné, à rejouer ; 1 par défaut.",
    "Draw it, as SVG.": "Le dessiner, en SVG.",
    "{value} is no rate of failure": "{value} n'est pas un taux d'échec",
    "write for example 2% or 0.02": "écrire par exemple 2% ou 0.02",
    "{value} is no growth": "{value} n'est pas une croissance",
    "write for example 2%/month or 30%/year": "écrire par exemple 2%/month ou 30%/year",
    "{path} cannot be written: {cause}": "{path} ne peut pas être écrit : {cause}",
    "name a file in a directory of yours": "nommer un fichier dans un répertoire à vous",
}

SIMULATION = _ASSUMED | _SAID | _COMMAND
