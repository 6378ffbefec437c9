"""The French half of what is said of packages that bring adapters, sources and actions along."""

PLUGINS = {
    "the action": "l'action",
    "the kind of source": "le type de source",
    "the storage adapter": "l'adaptateur de stockage",
    "two packages provide {what} {name}: {first} and {second}": (
        "deux paquets fournissent {what} {name} : {first} et {second}"
    ),
    "uninstall one of them": "désinstaller l'un des deux",
    "{what} {name} of {origin} does not load: {cause}": "{what} {name} de {origin} ne se charge pas : {cause}",
    "reinstall or update that package; the others are not affected": (
        "réinstaller ou mettre à jour ce paquet ; les autres ne sont pas touchés"
    ),
}
