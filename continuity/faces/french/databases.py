"""French for the actions that bring databases back: restored beside, promoted, rebuilt as replicas."""

DATABASES = {
    "give exactly one of into, to": "donner exactement l'un de into, to",
    "into a new database, or to a new directory": "into : une base neuve ; to : un dossier neuf",
    "{asset} is no database that can be loaded: its source is {kind}": (
        "{asset} n'est pas une base qui se charge : sa source est {kind}"
    ),
    "use the action restore": "utiliser l'action restore",
}
