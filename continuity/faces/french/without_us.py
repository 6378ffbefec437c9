"""The way without us, gone by a script: its command, its verdicts, its faults."""

from __future__ import annotations

WITHOUT_US = {
    "the kit knows of no repository {folder}": "le kit ne connaît pas de dépôt {folder}",
    "it is another server's, or older than that repository: continuity kit create": (
        "il est d'un autre serveur, ou plus ancien que ce dépôt : continuity kit create"
    ),
    "{path} is a script, and what it calls would not be on a bare machine": (
        "{path} est un script, et ce qu'il appelle ne serait pas sur une machine nue"
    ),
    "put the program {name} itself before it on PATH": "mettre le programme {name} lui-même avant lui dans le PATH",
    "Go the way without us: the kit's own scripts, in a sandbox with restic and gpg alone, bring assets back.": (
        "Prendre la voie sans nous : les scripts du kit, dans un bac à sable avec restic et gpg seuls, ramènent des "
        "actifs."
    ),
    "The assets are those whose policies say `kit_test`, or else the server's own state. Without KIT the newest one is "
    "taken, with the passphrase that the vault keeps of it; with KIT you are asked, which proves that you know it.": (
        "Les actifs sont ceux dont les politiques disent `kit_test`, sinon l'état du serveur. Sans KIT le dernier "
        "est pris, avec la phrase de passe que garde le coffre ; avec KIT elle est demandée, ce qui prouve qu'on la "
        "connaît."
    ),
    "Bring this asset back (repeat it).": "Ramener cet actif (à répéter).",
    "no policy says kit_test, and no asset is the server's own state": (
        "aucune politique ne dit kit_test, et aucun actif n'est l'état du serveur"
    ),
    "name an asset: --asset NAME": "nommer un actif : --asset NOM",
    "test of the recovery kit": "test du kit de reconstruction",
    "test of the recovery kit missed": "test du kit de reconstruction manqué",
    "brought back by restic alone": "ramené par restic seul",
    "the policy {policy} has the recovery kit tested without us": (
        "la politique {policy} fait tester le kit de reconstruction sans nous"
    ),
    "the kit's own scripts on a bare machine, restic and gpg alone; its passphrase as the vault keeps it: that people "
    "know it is not proven": (
        "les scripts du kit sur une machine nue, restic et gpg seuls ; sa phrase de passe telle que la garde le coffre "
        ": que quelqu'un la connaisse n'est pas prouvé"
    ),
    "the kit's own scripts on a bare machine, restic and gpg alone; its passphrase or shares given by people": (
        "les scripts du kit sur une machine nue, restic et gpg seuls ; phrase de passe ou parts données par des gens"
    ),
    "what came back from {repository} differs from its manifest: {said}": (
        "ce qui est revenu de {repository} diffère de son manifeste : {said}"
    ),
    "verify that repository and restore from another: continuity restore {asset} --from …": (
        "vérifier ce dépôt et restaurer d'un autre : continuity restore {asset} --from …"
    ),
    "the point {snapshot} that came back is none of ours": "le point {snapshot} qui est revenu n'est pas des nôtres",
    "there is no recovery kit to test": "il n'y a pas de kit de reconstruction à tester",
    "make one: continuity kit create": "en faire un : continuity kit create",
    "the kit {path} is not the one that was made: its SHA-256 is another": (
        "le kit {path} n'est pas celui qui a été fait : son SHA-256 est autre"
    ),
    "put the right one back, or make a new one: continuity kit create": (
        "remettre le bon, ou en refaire un : continuity kit create"
    ),
    "restic told of no point that it restored: {said}": "restic n'a nommé aucun point restauré : {said}",
    "there is no sandbox for the way without us: {said}": "il n'y a pas de bac à sable pour la voie sans nous : {said}",
    "the way without us ended with {code}: {said}": "la voie sans nous s'est terminée avec {code} : {said}",
    "go it by hand on another machine: README.txt in the kit": (
        "la prendre à la main sur une autre machine : README.txt dans le kit"
    ),
}
