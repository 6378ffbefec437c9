"""French for the times of runbooks: forecasts, what they rest on, what came of them; and runbooks that are stale."""

FORECASTS = {
    "{count} run(s)": "{count} exécution(s)",
    "{count} run(s) on other assets": "{count} exécution(s) sur d'autres actifs",
    "{count} restore(s) scaled to this much data": "{count} restauration(s) ramenée(s) à ce volume",
    "scaled from restores of at most {size}: an estimate only": (
        "extrapolé de restaurations de {size} au plus : une estimation, sans plus"
    ),
    "no restore of as much data yet; {floor} at least": "aucune restauration d'un tel volume encore ; au moins {floor}",
    "its steps added up": "somme de ses étapes",
    "no past run": "aucune exécution passée",
    "  last runs: {lengths} (newest: {date})": "  dernières fois : {lengths} (la plus récente : {date})",
    "{typical}, {fast} to {slow} ({basis})": "{typical}, de {fast} à {slow} ({basis})",
    "until usable: {figure}": "jusqu'à l'usage : {figure}",
    "until usable": "jusqu'à l'usage",
    "the whole: {figure}": "en tout : {figure}",
    "the whole": "en tout",
    "  the RTO is {target}: {judged}": "  le RTO est de {target} : {judged}",
    "{name}: from {count} run(s), the next one lies between these two in {share:.0%} of cases": (
        "{name} : avec {count} exécution(s), la suivante tombe entre ces deux valeurs dans {share:.0%} des cas"
    ),
    "no past run of {steps} with as much data; what is known takes {floor} at least": (
        "aucune exécution passée de {steps} avec un tel volume ; ce qui est connu prend au moins {floor}"
    ),
    "{figure}; of it people {people}, the machine {machine}": (
        "{figure} ; dont les personnes {people}, la machine {machine}"
    ),
    "nothing can be said yet": "rien ne peut encore être dit",
    "it will take longer": "cela prendra plus longtemps",
    "it may take longer": "cela peut prendre plus longtemps",
    "none of the successful runs counted, scaled to this much data, took longer": (
        "aucune des exécutions réussies comptées, ramenées à ce volume, n'a pris plus longtemps"
    ),
    "an indication, no more": "une indication, pas plus",
    "  forecast {typical}, took {took}": "  prévu {typical}, a pris {took}",
    "  forecast {fast} to {slow}, took {took}: within": "  prévu de {fast} à {slow}, a pris {took} : dedans",
    "  forecast {fast} to {slow}, took {took}: outside": "  prévu de {fast} à {slow}, a pris {took} : en dehors",
    "  by people: {figure}": "  par une personne : {figure}",
    "  by the machine: {figure}": "  par la machine : {figure}",
    "by the runbook {runbook}, people ({people}) included: {typical}, as in {count} walk(s)": (
        "par la procédure {runbook}, personnes ({people}) comprises : {typical}, comme lors de {count} exécution(s)"
    ),
    "by the runbook {runbook}, people ({people}) included: {typical}; {fast} to {slow} in {count} walk(s)": (
        "par la procédure {runbook}, personnes ({people}) comprises : {typical} ; de {fast} à {slow} en {count} "
        "exécution(s)"
    ),
    "the runbook {runbook} was walked {count} time(s) on it, {needed} are needed": (
        "la procédure {runbook} a été déroulée {count} fois sur lui, il en faut {needed}"
    ),
    "proven": "prouvée",
    "stale": "périmée",
    "forecasts kept": "prévisions tenues",
    "{within} of {count}": "{within} sur {count}",
    "{client}: runbooks": "{client} : procédures",
    "  proven: {names}": "  prouvées : {names}",
    "  never walked to the end yet: {names}; try one: continuity runbook run NAME": (
        "  jamais déroulées jusqu'au bout : {names} ; en essayer une : continuity runbook run NAME"
    ),
    "stale: {name}, never walked to its end; due every {every}": (
        "périmée : {name}, jamais déroulée jusqu'au bout ; due tous les {every}"
    ),
    "stale: {name}, last walked to its end on {date}; due every {every}": (
        "périmée : {name}, déroulée jusqu'au bout pour la dernière fois le {date} ; due tous les {every}"
    ),
    "{client}: stale runbooks: {names}": "{client} : procédures périmées : {names}",
    "{asset} is of another kind: this is for {kinds}": "{asset} est d'une autre sorte : ceci est pour {kinds}",
    "see the others: continuity runbook list": "voir les autres : continuity runbook list",
    "{name} is not locked by its store": "{name} n'est pas verrouillé par son stockage",
    "name one that has a lock": "en nommer un qui a un verrou",
    "`of` names kinds of assets, words, or `locked` for a repository": (
        "`of` nomme des sortes d'actifs, des mots, ou `locked` pour un dépôt"
    ),
    "leave it out for anything else": "l'omettre pour toute autre chose",
    "Show the steps, how long they take, and what would keep them from working; touch nothing.": (
        "Montrer les étapes, leur durée et ce qui les empêcherait de marcher ; ne toucher à rien."
    ),
}
