"""What makes a stranger believe a log: its keys over time, witnesses, single facts, and challenges."""

from __future__ import annotations

TRUST = {
    # keys
    "this is not the rotation of a log's key": "ce n'est pas le changement de clé d'un journal",
    "the rotation does not lead from one key of its log to another": (
        "le changement de clé ne mène pas d'une clé de son journal à une autre"
    ),
    "the time, the size or the reason of the rotation is malformed": (
        "la date, la taille ou le motif du changement de clé est malformé"
    ),
    "rotation {number} of {log} does not follow the one before": (
        "le changement de clé {number} de {log} ne fait pas suite au précédent"
    ),
    "rotation {number} of {log} is of a smaller log than the one before": (
        "le changement de clé {number} de {log} porte sur un journal plus court que le précédent"
    ),
    # witnesses
    "For a customer: check that a log continues, and cosign its head.": (
        "Pour un client : vérifier qu'un journal se prolonge, et cosigner sa tête."
    ),
    "Keep a log's last head, check that the new one continues it, and cosign it.": (
        "Garder la dernière tête d'un journal, vérifier que la nouvelle la prolonge, et la cosigner."
    ),
    "LOG is the published log, a directory or an address. Exit 0: consistent; 1: not; 2: it cannot be read.": (
        "LOG est le journal publié, un répertoire ou une adresse. Sortie 0 : cohérent ; 1 : non ; 2 : illisible."
    ),
    "Keeps the last head and this witness's own key.": "Garde la dernière tête et la clé propre de ce témoin.",
    "The log's key, as the operator told you by another way.": (
        "La clé du journal, telle que l'opérateur vous l'a dite par une autre voie."
    ),
    "The same, as the key itself.": "La même, sous forme de clé.",
    "Believe the key that the log holds; said in each run.": (
        "Croire la clé que contient le journal ; chaque exécution le rappelle."
    ),
    "Of this witness, when its key is made.": "De ce témoin, à la création de sa clé.",
    "Write the cosigned checkpoint here.": "Écrire ici le point de contrôle cosigné.",
    "Write the signature line alone.": "N'écrire que la ligne de signature.",
    "Write the program that does this alone, and do nothing else.": (
        "Écrire le programme qui fait cela seul, et ne rien faire d'autre."
    ),
    "{path}: run it anywhere: python3 {path} --help": "{path} : à lancer n'importe où : python3 {path} --help",
    "a log and a directory are needed": "il faut un journal et un répertoire",
    "continuity witness LOG --state DIR": "continuity witness LOG --state DIR",
}
