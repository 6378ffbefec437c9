"""Devices that are watched: `device list`, `device check`, `device status`."""

from __future__ import annotations

from continuity.faces.french.reported import REPORTED

DEVICES = REPORTED | {
    "Devices watched beside the backups: list, check, status.": (
        "Les équipements surveillés à côté des sauvegardes : list, check, status."
    ),
    "Devices that are watched; without a verb, where their checks stand.": (
        "Les équipements surveillés ; sans verbe, l'état de leurs contrôles."
    ),
    "List each check of NAMES (of all devices, without names), and where it stands by the service's own look.": (
        "Lister chaque contrôle de NAMES (de tous, sans nom), et son état d'après le service lui-même."
    ),
    "Exits 1 while anything is bad, or was not seen.": "Code 1 tant que quelque chose va mal, ou n'a pas été vu.",
    "Exits 1 where anything is bad, 4 where something could not be asked.": (
        "Code 1 si quelque chose va mal, 4 si quelque chose n'a pas pu être interrogé."
    ),
    "Show how the checks of NAMES stood over a period, and for how long; what nobody saw is told as such.": (
        "Montrer l'état des contrôles de NAMES sur une période, avec les durées ; ce que personne n'a vu est dit tel."
    ),
    "From this moment on (RFC 3339); a week ago without it.": "À partir de ce moment (RFC 3339) ; sinon, une semaine.",
    "Up to this moment; now without it.": "Jusqu'à ce moment ; sinon, maintenant.",
    "give --since before --until, and before now": "donner --since avant --until, et avant maintenant",
    "there is no device named {name}": "il n'y a pas d'équipement nommé {name}",
    "check": "contrôle",
    "state": "état",
    "took": "durée",
    "said": "dit",
    "since": "depuis",
    "last seen": "vu en dernier",
    "ok": "bon",
    "warning": "avertissement",
    "critical": "critique",
    "unreachable": "injoignable",
    "not seen": "pas vu",
    "could not be asked": "pas pu être interrogé",
    "  {state}: {length} in all": "  {state} : {length} en tout",
    "  {begin} to {end}: {state}, {length}": "  de {begin} à {end} : {state}, {length}",
    "{check}: {was} → {now}, since {since}: {said}": "{check} : {was} → {now}, depuis {since} : {said}",
    "{said}, and no figure named {figure} to hold against {threshold}": (
        "{said}, et aucun chiffre nommé {figure} à comparer à {threshold}"
    ),
    "{said}, and {figure} is told in {unit}: it cannot be held against {threshold}": (
        "{said}, et {figure} est donné en {unit} : impossible de le comparer à {threshold}"
    ),
}
