"""Until when points stay restorable, and what locks ask for and cost."""

from __future__ import annotations

_SAID = {
    "  a point leans on up to {objects} older object(s), {size}, whose locks end before its own": (
        "  un point s'appuie sur {objects} objet(s) antérieur(s) au plus, {size}, dont le verrou finit avant le sien"
    ),
    "  {count} recovery point(s) would lose their protection before what is promised, the first at {until}": (
        "  {count} point(s) de restauration perdraient leur protection avant le terme promis, le premier le {until}"
    ),
    "  to be locked anew by {by}, or new points are immutable for less than promised: {objects} object(s), "
    "{size} within 30 days": (
        "  à reverrouiller avant le {by}, sinon les nouveaux points sont immuables moins longtemps que promis : "
        "{objects} objet(s), {size} sous 30 jours"
    ),
    "  in the long run each of {objects} object(s) again every {every}: {requests} request(s) a month": (
        "  à la longue, chacun des {objects} objet(s) de nouveau tous les {every} : {requests} requête(s) par mois"
    ),
    "  {count} version(s) that nothing needs stay under lock: {size}, {cost:.2f} GB-months yet to pay": (
        "  {count} version(s) dont rien n'a besoin restent sous verrou : {size}, {cost:.2f} Go-mois encore à payer"
    ),
}

LOCKS = _SAID
