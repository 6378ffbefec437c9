"""French for the times of runbooks: forecasts, what they rest on, what came of them; and runbooks that are stale."""

FORECASTS = {
    "{count} run(s)": "{count} exécution(s)",
    "{count} run(s) on other assets": "{count} exécution(s) sur d'autres actifs",
    "{count} restore(s) of as much data": "{count} restauration(s) ramenée(s) à ce volume",
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
    "no past run of {steps}; what is known takes {floor} at least": (
        "aucune exécution passée de {steps} ; ce qui est connu prend au moins {floor}"
    ),
    "{figure}; of it people {people}, the machine {machine}": (
        "{figure} ; dont les personnes {people}, la machine {machine}"
    ),
    "nothing can be said yet": "rien ne peut encore être dit",
    "it will take longer": "cela prendra plus longtemps",
    "it may take longer": "cela peut prendre plus longtemps",
    "it never took longer so far": "cela n'a jamais pris plus longtemps",
    "an indication, no more": "une indication, pas plus",
    "  forecast {typical}, took {took}": "  prévu {typical}, a pris {took}",
    "  forecast {fast} to {slow}, took {took}: within": "  prévu de {fast} à {slow}, a pris {took} : dedans",
    "  forecast {fast} to {slow}, took {took}: outside": "  prévu de {fast} à {slow}, a pris {took} : en dehors",
    "  by people: {figure}": "  par une personne : {figure}",
    "  by the machine: {figure}": "  par la machine : {figure}",
    "Show the steps, how long they take, and what would keep them from working; touch nothing.": (
        "Montrer les étapes, leur durée et ce qui les empêcherait de marcher ; ne toucher à rien."
    ),
}
