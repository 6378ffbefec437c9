"""The demo: its steps, and what may keep it from running."""

from __future__ import annotations

DEMO = {
    "the demo's servers are not installed: {packages}": (
        "les serveurs de la démonstration ne sont pas installés : {packages}"
    ),
    "apt-get install --no-install-recommends {packages}   (`make demo` does it)": (
        "apt-get install --no-install-recommends {packages}   (`make demo` s'en charge)"
    ),
    "\n1. Real input and three places for copies": "\n1. De vraies données, et trois endroits pour les copies",
    "   {files} files of this machine's Python are at {path}, and change while we work": (
        "   {files} fichiers du Python de cette machine sont dans {path}, et changent pendant le travail"
    ),
    "   a local disk, an SFTP server and an S3 store with Object Lock run; {path} names them": (
        "   un disque local, un serveur SFTP et un stockage S3 avec Object Lock sont en marche ; {path} les nomme"
    ),
    "   (meanwhile the folder changed {count} times)": "   (pendant ce temps, le dossier a changé {count} fois)",
    "\n2. One backup, three copies, as the policy gold asks": (
        "\n2. Une sauvegarde, trois copies, comme le demande la politique gold"
    ),
    "\n3. What the places themselves say: points listed, locks, and every byte read back": (
        "\n3. Ce que disent les dépôts eux-mêmes : points listés, verrous, et chaque octet relu"
    ),
    "\n4. An attacker with the writer's own credentials tries to destroy the immutable copy": (
        "\n4. Un attaquant, avec les identifiants mêmes de celui qui écrit, tente de détruire la copie immuable"
    ),
    "delete {key}…": "supprimer {key}…",
    "shorten its lock to one day": "raccourcir son verrou à un jour",
    "suspend versioning": "suspendre le versionnement",
    "  {versions} versions attacked, {count} attempt(s) succeeded": (
        "  {versions} versions attaquées, {count} tentative(s) réussie(s)"
    ),
    "\n5. The disaster: the folder and the local copy are gone": (
        "\n5. Le sinistre : le dossier et la copie locale ont disparu"
    ),
    "   independent of the engine: {same} restored files equal this machine's originals": (
        "   sans passer par le moteur : {same} fichiers restaurés sont identiques aux originaux de cette machine"
    ),
    "\n6. Evidence for a stranger": "\n6. Des preuves pour un tiers",
    "   now one bit of one record is flipped:": "   un bit d'un enregistrement est maintenant inversé :",
    "\n7. The local copy is noticed to be gone, and the promise is kept again": (
        "\n7. La disparition de la copie locale est constatée, et la promesse est de nouveau tenue"
    ),
    "\n8. The same loss as a drill, in a place of its own: a script plays the people, so it proves no RTO": (
        "\n8. La même perte en exercice, à l'écart : un script joue les personnes, la DMIA n'en est donc pas prouvée"
    ),
    "   $ continuity {words}": "   $ continuity {words}",
    "a step of the demo ended with exit code {code} instead of {expected}: {words}": (
        "une étape de la démonstration s'est terminée avec le code {code} au lieu de {expected} : {words}"
    ),
    "its output stands above; run it again with --keep to look around": (
        "sa sortie est ci-dessus ; relancer avec --keep pour regarder"
    ),
    "{path} came back different": "{path} est revenu différent",
    "\nDone in {seconds:.0f} s.": "\nTerminé en {seconds:.0f} s.",
    "\nNext:\n"
    "  continuity init          write a configuration of your own, then create what it names\n"
    "  continuity policy check  every mistake and every promise that cannot be kept\n"
    "  continuity backup        and status, points, restore, evidence export\n"
    "  continuity drill list    what can be rehearsed; with people, the RTO is proven\n"
    "Documentation: docs/index.md": (
        "\nEnsuite :\n"
        "  continuity init          écrire votre propre configuration, puis créer ce qu'elle nomme\n"
        "  continuity policy check  toutes les erreurs, et les promesses intenables\n"
        "  continuity backup        puis status, points, restore, evidence export\n"
        "  continuity drill list    ce qui peut être répété ; avec des personnes, la DMIA est prouvée\n"
        "Documentation : docs/index.md"
    ),
    "The servers keep running. In another terminal: . {path}": (
        "Les serveurs restent en marche. Dans un autre terminal : . {path}"
    ),
    "Ctrl-C ends them and removes {path}": "Ctrl-C les arrête et supprime {path}",
}
