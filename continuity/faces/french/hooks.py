"""French for hooks around backups."""

HOOKS = {
    "the hook {program} is not there, or cannot be run": (
        "la commande d'encadrement {program} est absente, ou ne peut pas être lancée"
    ),
    "install it, make it executable, or correct `hooks` in the document": (
        "l'installer, la rendre exécutable, ou corriger `hooks` dans le document"
    ),
    "the hook {program} cannot be looked at: {cause}": (
        "la commande d'encadrement {program} ne peut pas être examinée : {cause}"
    ),
    "others may replace the hook {program}: {path} is theirs, or anybody may write to it": (
        "d'autres peuvent remplacer la commande d'encadrement {program} : {path} est à eux, "
        "ou n'importe qui peut y écrire"
    ),
    "give it to root (or to the user of this service), and take the right to write from others": (
        "la donner à root (ou à l'utilisateur de ce service), et retirer aux autres le droit d'écriture"
    ),
    "the hook {program} ({when}) failed (exit {code}): {said}": (
        "la commande d'encadrement {program} ({when}) a échoué (code {code}) : {said}"
    ),
    "run it by hand as the user of this service; what it said is in the run's record": (
        "la lancer à la main sous l'utilisateur de ce service ; "
        "ce qu'elle a dit est dans l'enregistrement de l'exécution"
    ),
    "the hook {program} ({when}) ran longer than {limit} and was ended": (
        "la commande d'encadrement {program} ({when}) a duré plus de {limit} et a été arrêtée"
    ),
    "give it more time (`time_limit`), or find out what it waits for": (
        "lui donner plus de temps (`time_limit`), ou trouver ce qu'elle attend"
    ),
    "{value} is relative, and hooks run in no directory of their own": (
        "{value} est relatif, et les commandes d'encadrement ne tournent dans aucun répertoire à elles"
    ),
    "write an absolute path, or a name on PATH": "écrire un chemin absolu, ou un nom présent dans PATH",
}
