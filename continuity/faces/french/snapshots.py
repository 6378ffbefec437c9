"""French for file-system snapshots around a backup."""

SNAPSHOTS = {
    "file-system snapshots need the rights of root (CAP_SYS_ADMIN): {cause}": (
        "les instantanés de systèmes de fichiers demandent les droits de root (CAP_SYS_ADMIN) : {cause}"
    ),
    "run continuity as root, or write `snapshot: none` in the document": (
        "lancer continuity en tant que root, ou écrire `snapshot: none` dans le document"
    ),
    "{program} failed: {said}": "{program} a échoué : {said}",
    "run it by hand to see more: {argv}": "le lancer à la main pour en voir davantage : {argv}",
    "no snapshot of {volume} can be taken: {said}": "aucun instantané de {volume} ne peut être pris : {said}",
    "free some extents in the volume group (vgs {group}), or ask for less with `snapshot_size`": (
        "libérer des extents dans le groupe de volumes (vgs {group}), ou en demander moins par `snapshot_size`"
    ),
    "`snapshot` cannot stand beside the path /: the snapshot would have to replace this machine's root": (
        "`snapshot` ne va pas avec le chemin / : l'instantané devrait remplacer la racine de cette machine"
    ),
    "name the directories below it: /etc, /home, /srv, /var": (
        "nommer les répertoires qu'elle contient : /etc, /home, /srv, /var"
    ),
    "no snapshot of the kind {wanted} can be taken of {path}: it lies on {kind} ({device})": (
        "aucun instantané de type {wanted} ne peut être pris de {path} : il se trouve sur {kind} ({device})"
    ),
    "write the kind that it has, or `snapshot: none`": "écrire le type qui est le sien, ou `snapshot: none`",
    "the snapshot of {path} would not hold what is mounted, or a subvolume, inside: {inside}": (
        "l'instantané de {path} ne contiendrait pas ce qui y est monté, ou un sous-volume : {inside}"
    ),
    "name each in `paths` (it gets a snapshot of its own, a moment later), or in `exclude`": (
        "nommer chacun dans `paths` (il reçoit son propre instantané, un moment après), ou dans `exclude`"
    ),
    "{path} cannot be seen in its snapshot: {cause}": "{path} ne se voit pas dans son instantané : {cause}",
    "see that it is there and stays there while the snapshot is taken": (
        "s'assurer qu'il est là et le reste pendant que l'instantané est pris"
    ),
    "the snapshot of {volume} did not last as long as the backup: {cause}": (
        "l'instantané de {volume} n'a pas tenu aussi longtemps que la sauvegarde : {cause}"
    ),
    "give it more room (`snapshot_size` in the document) and back up again; no recovery point was made": (
        "lui donner plus de place (`snapshot_size` dans le document) et sauvegarder à nouveau ; "
        "aucun point de restauration n'a été créé"
    ),
    "snapshots of {volume} cannot be kept: a thick one slows down every write, and ends when it is full": (
        "les instantanés de {volume} ne peuvent pas être conservés : "
        "un instantané non alloué dynamiquement ralentit chaque écriture, et se termine quand il est plein"
    ),
    "use a thin volume or btrfs, or take `keep_snapshots` out of the document": (
        "utiliser un volume alloué dynamiquement (thin) ou btrfs, ou retirer `keep_snapshots` du document"
    ),
    "On the source itself: quick to recover from, lost with it, never counted as a copy.": (
        "Sur la source elle-même : récupération rapide, perdus avec elle, jamais comptés comme une copie."
    ),
    "snapshot on the source": "instantané sur la source",
    "of": "de",
    "age": "âge",
    "made by": "créé par",
    "{count} snapshot(s) that no run works on any more lie on {volumes}: {names}": (
        "{count} instantané(s) dont aucune exécution ne se sert plus se trouvent sur {volumes} : {names}"
    ),
    "continuity backup {asset} removes its own; remove by hand what another installation left": (
        "continuity backup {asset} retire les siens ; retirer à la main ce qu'une autre installation a laissé"
    ),
    "snapshots can be taken of {volumes}: none is left": (
        "des instantanés peuvent être pris de {volumes} : aucun n'est resté"
    ),
    "the program {program} is not installed, without which no snapshot can be taken": (
        "le programme {program} n'est pas installé, sans lequel aucun instantané ne peut être pris"
    ),
    "install it (Debian: apt-get install {package})": "l'installer (Debian : apt-get install {package})",
    "a snapshot of {volume} could not be removed: {cause}": (
        "un instantané de {volume} n'a pas pu être retiré : {cause}"
    ),
    "the next backup tries again; until then it takes up room": (
        "la prochaine sauvegarde essaiera de nouveau ; d'ici là, il occupe de la place"
    ),
    "`keep_snapshots` keeps nothing without `snapshot`": "`keep_snapshots` ne conserve rien sans `snapshot`",
    "write `snapshot: auto` beside it": "écrire `snapshot: auto` à côté",
}
