"""French for kinds of source that other packages provide."""

KINDS = {
    "the package for sources of kind {kind} does not load or cannot read it: each backup of the asset fails": (
        "le paquet pour les sources de type {kind} ne se charge pas ou ne peut pas la lire : "
        "chaque sauvegarde de l'actif échoue"
    ),
    "two packages provide sources of kind {name}: {first} and {second}": (
        "deux paquets fournissent des sources de type {name} : {first} et {second}"
    ),
    "sources of kind {name} of {origin} cannot be used: {cause}": (
        "les sources de type {name} de {origin} ne peuvent pas être utilisées : {cause}"
    ),
    "reinstall or update that package; assets of other kinds are not affected": (
        "réinstaller ou mettre à jour ce paquet ; les actifs d'autres types ne sont pas touchés"
    ),
    "no installed package provides sources of kind {name}": (
        "aucun paquet installé ne fournit de sources de type {name}"
    ),
    "install it again": "le réinstaller",
    "the source of kind {name} failed ({origin}): {cause}": "la source de type {name} a échoué ({origin}) : {cause}",
    "tell whoever provides that package; nothing was backed up": (
        "prévenir qui fournit ce paquet ; rien n'a été sauvegardé"
    ),
    "the source ended well and staged nothing: no recovery point is made of that": (
        "la source s'est bien terminée sans rien préparer : aucun point de restauration n'en est fait"
    ),
}
