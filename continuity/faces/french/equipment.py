"""French for equipment: what devices print, what changed in it, and machines that are booted from their images."""

EQUIPMENT = {
    "restore tests that boot a disk image": "les tests de restauration qui démarrent une image disque",
    "boot": "démarrage",
    "the image booted without network, emulated in software, until it printed that; its services were not asked": (
        "l'image a démarré sans réseau, émulée par logiciel, jusqu'à afficher cela ; "
        "ses services n'ont pas été interrogés"
    ),
    "no machine can be emulated here: QEMU is not installed": (
        "aucune machine ne peut être émulée ici : QEMU n'est pas installé"
    ),
    "install it (Debian: apt-get install --no-install-recommends qemu-system-x86)": (
        "l'installer (Debian : apt-get install --no-install-recommends qemu-system-x86)"
    ),
    "the guest printed more than {limit} bytes, and not what is expected: it is in a loop": (
        "l'invité a affiché plus de {limit} octets, et pas ce qui est attendu : il tourne en boucle"
    ),
    "restore the image, and boot it by hand": "restaurer l'image, et la démarrer à la main",
    "the image {image} did not print {expected} on its serial console within {seconds:g} s: {said}": (
        "l'image {image} n'a pas affiché {expected} sur sa console série en {seconds:g} s : {said}"
    ),
    "does the guest have a serial console (console=ttyS0)? restore it, and boot it by hand": (
        "l'invité a-t-il une console série (console=ttyS0) ? la restaurer, et la démarrer à la main"
    ),
    "  {name}: {added} line(s) added and {removed} removed since the last point": (
        "  {name} : {added} ligne(s) ajoutée(s) et {removed} retirée(s) depuis le dernier point"
    ),
    "  only lines that change by themselves differ": "  seules des lignes qui changent d'elles-mêmes diffèrent",
    "{value} is not a pattern that can be used ({reason})": "{value} n'est pas un motif utilisable ({reason})",
    "write an expression of RE2: no look-ahead, look-behind or back-reference": (
        "écrire une expression de RE2 : sans assertion avant ou arrière, ni référence arrière"
    ),
    "the device {device} has no `ssh` settings": "l'équipement {device} n'a pas de réglages `ssh`",
    "add ssh: {{user: …, identity: …, known_hosts: …}}": "ajouter ssh: {{user: …, identity: …, known_hosts: …}}",
    "patterns are not looked for in sources of kind {kind}": (
        "aucun motif n'est cherché dans les sources de type {kind}"
    ),
    "each output is there, not empty and with the line that ends it; the asset's patterns are looked for in it": (
        "chaque sortie est là, non vide, avec la ligne qui la termine ; les motifs de l'actif y sont cherchés"
    ),
    "a line of the output is longer than {limit} bytes: what has to be redacted cannot be found in it": (
        "une ligne de la sortie dépasse {limit} octets : ce qui est à caviarder ne peut pas y être trouvé"
    ),
    "have the device print text, line by line": "faire imprimer du texte à l'équipement, ligne par ligne",
    "a block that begins with {begins} never came to its end ({ends}): nothing of it may be kept": (
        "un bloc qui commence par {begins} n'a jamais atteint sa fin ({ends}) : rien n'en doit être gardé"
    ),
    "correct `redact` of the source; nothing was backed up": (
        "corriger `redact` de la source ; rien n'a été sauvegardé"
    ),
    "{device}: {command} printed nothing: no recovery point is made of that": (
        "{device} : {command} n'a rien imprimé : aucun point de restauration n'en est fait"
    ),
    "run it by hand with ssh as the same user, and look at what it prints": (
        "la lancer à la main par ssh sous le même utilisateur, et regarder ce qu'elle imprime"
    ),
    "{device}: what {command} printed is not whole: none of its last lines matches {expects}": (
        "{device} : ce que {command} a imprimé n'est pas complet : "
        "aucune des dernières lignes ne correspond à {expects}"
    ),
    "run it by hand with ssh as the same user; a pager, a right that is missing, or `expect_line`": (
        "la lancer à la main par ssh sous le même utilisateur ; un paginateur, un droit manquant, ou `expect_line`"
    ),
    "{device}: the connection was cut while {command} printed": (
        "{device} : la connexion a été coupée pendant que {command} imprimait"
    ),
    "see whether the device is well, then try again; nothing was backed up": (
        "voir si l'équipement va bien, puis réessayer ; rien n'a été sauvegardé"
    ),
    "{device}: {command} failed (exit {code}): {said}": "{device} : {command} a échoué (code {code}) : {said}",
    "run it by hand with ssh as the same user; nothing was backed up": (
        "la lancer à la main par ssh sous le même utilisateur ; rien n'a été sauvegardé"
    ),
    "{device} does not tell how {command} ended: whether it printed all is not known": (
        "{device} ne dit pas comment {command} s'est terminée : on ne sait pas si tout a été imprimé"
    ),
    "name the line that ends it: `expect_line` of the source, for example ^end$": (
        "nommer la ligne qui la termine : `expect_line` de la source, par exemple ^end$"
    ),
    "{name} came back without the line that ends it ({expects})": (
        "{name} est revenu sans la ligne qui le termine ({expects})"
    ),
    "the connection was closed before the command began": "la connexion a été fermée avant le début de la commande",
    "the command did not end within {seconds:g} s": "la commande ne s'est pas terminée en {seconds:g} s",
    "raise `limit` of the source, or see what holds it up there (a pager, perhaps)": (
        "augmenter `limit` de la source, ou voir ce qui la retient là-bas (un paginateur, peut-être)"
    ),
}
