"""What ended before its time: killed, cut off, filled up or out of order."""

from __future__ import annotations

ENDINGS: dict[str, str] = {
    "restic was ended on {name} by {signal}, which did not come from here": (
        "restic a été arrêté sur {name} par {signal}, qui ne venait pas d'ici"
    ),
    "somebody ended it, or the machine ran out of memory (its log says: journalctl -k); run it again": (
        "quelqu'un l'a arrêté, ou la machine a manqué de mémoire (son journal le dit : journalctl -k) ; le relancer"
    ),
    "the repository {name} is damaged: {said}": "le dépôt {name} est endommagé : {said}",
    "see how far it goes: continuity verify --repository {name}; until then restore from another": (
        "voir jusqu'où : continuity verify --repository {name} ; d'ici là, restaurer depuis un autre dépôt"
    ),
    "what {name} holds of {count} folder(s) cannot be read, so they were read anew: {items}": (
        "ce que {name} contient de {count} dossier(s) est illisible, ils ont donc été relus : {items}"
    ),
    "the repository may be damaged; see how far it goes: continuity verify --repository {name}": (
        "le dépôt est peut-être endommagé ; voir jusqu'où : continuity verify --repository {name}"
    ),
    "restores take another repository until it is mended; docs/explanation/faults.md tells how": (
        "les restaurations prennent un autre dépôt tant qu'il n'est pas réparé ; docs/explanation/faults.md dit comment"
    ),
    "restic broke down on {name}, as it may over a damaged file there: {said}": (
        "restic s'est effondré sur {name}, ce qu'un fichier endommagé là-bas peut causer : {said}"
    ),
    "wait for it to end; what is dead there keeps no lock for longer than half an hour": (
        "attendre qu'il se termine ; ce qui est mort là-bas ne garde aucun verrou plus d'une demi-heure"
    ),
}
