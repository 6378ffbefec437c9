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

_TERMS = {
    "{repository} locks for {period} from upload, the policy {policy} promises {promised} for {asset}: what its points "
    "share would have to be locked anew every {every}, and each day is the most that can be kept up; {needed} would "
    "do": (
        "{repository} verrouille pendant {period} dès l'envoi, la politique {policy} promet {promised} pour {asset} : "
        "ce que ses points partagent serait à reverrouiller tous les {every}, et une fois par jour est le plus que "
        "l'on puisse tenir ; {needed} suffiraient"
    ),
    "{repository} locks for {period} from upload; nothing is promised on it": (
        "{repository} verrouille pendant {period} dès l'envoi ; rien n'y est promis"
    ),
    "{repository} locks for {period} from upload, {promised} are promised: what points share is to be locked anew "
    "every {every}": (
        "{repository} verrouille pendant {period} dès l'envoi, {promised} sont promis : ce que les points partagent "
        "est à reverrouiller tous les {every}"
    ),
    "  retention removes points before their lock ends: {cost:.2f} GB-months each month at most, for nothing": (
        "  la rétention supprime des points avant la fin de leur verrou : {cost:.2f} Go-mois par mois au plus, pour "
        "rien"
    ),
    "  as the store reported at {at}:": "  d'après le stockage, le {at} :",
}

_WHY = {
    "what it needs is locked until {until} only, and must be locked anew before that": (
        "ce dont il a besoin n'est verrouillé que jusqu'au {until}, et doit être reverrouillé avant"
    ),
    "locks keep all that it needs until {until}": "des verrous gardent tout ce dont il a besoin jusqu'au {until}",
    "its lock keeps what it stored, at a price, until {until}": (
        "son verrou garde ce qu'il a stocké, à un certain prix, jusqu'au {until}"
    ),
}

LOCKS = _SAID | _TERMS | _WHY
