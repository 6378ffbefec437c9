"""When a whole service is back: `policy explain --service`."""

from __future__ import annotations

SERVICES = {
    "several services are named {name}": "plusieurs services s'appellent {name}",
    "there is no service named {name}": "il n'y a pas de service nommé {name}",
    "Tell when this whole service would be back, and what it waits for.": (
        "Dire quand ce service entier serait rétabli, et ce qu'il attend."
    ),
    "With --service: the critical path over what it is made of and depends on, with those who are waited for.": (
        "Avec --service : le chemin critique de tout ce dont il se compose et dépend, attentes comprises."
    ),
    "--service stands alone": "--service s'emploie seul",
    "leave out ASSET, --loss and --at": "retirer ASSET, --loss et --at",
    "{service}: back in {actual}, {target} promised: {verdict}": (
        "{service} : rétabli en {actual}, {target} promis : {verdict}"
    ),
    "{service}: nobody knows when it is back, {target} promised: {verdict}": (
        "{service} : personne ne sait quand il est rétabli, {target} promis : {verdict}"
    ),
    "nothing": "rien",
    "on the path": "sur le chemin",
    "what": "quoi",
    "to": "à",
    "asset": "actif",
    "people": "personnes",
    "supplier": "fournisseur",
    "not measured": "non mesuré",
    "What does not depend on another is recovered beside it; from one repository, one after the other.": (
        "Ce qui ne dépend pas d'un autre est rétabli en même temps ; d'un même dépôt, l'un après l'autre."
    ),
    # reasons
    "nothing was measured of {names}: it takes what is shown at least": (
        "rien n'a été mesuré de {names} : cela prend au moins ce qui est montré"
    ),
    "the time of {names} is that of a restore alone, without its people": (
        "le temps de {names} est celui d'une restauration seule, sans les personnes"
    ),
    "the runbooks of {names} were walked fewer than {needed} times": (
        "les procédures de {names} ont été déroulées moins de {needed} fois"
    ),
    "declared, not measured: {names}": "déclaré, pas mesuré : {names}",
    "{service} names no asset: nothing of it is known to be recovered": (
        "{service} ne nomme aucun actif : on ne sait rien de ce qui en est repris"
    ),
    "nothing is promised for {service}, nor for its assets": "rien n'est promis pour {service}, ni pour ses actifs",
    "it is likely to be back after {typical} at the earliest, {target} was promised": (
        "il sera probablement rétabli après {typical} au plus tôt, {target} était promis"
    ),
    "it may be back after {slow}, {target} was promised": "il peut être rétabli après {slow}, {target} était promis",
}
