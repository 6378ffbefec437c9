"""French for runbooks on paper, and for the guide at a technician's side."""

PAPER = {
    "Write the runbook NAME for paper: commands with their real values, boxes to tick, lines to sign on.": (
        "La procédure NAME pour le papier : commandes avec leurs vraies valeurs, cases à cocher, lignes à signer."
    ),
    "What is not known yet is a line to write on. The same paper lies in every recovery kit.": (
        "Ce qui n'est pas encore connu est une ligne à remplir. Le même papier est dans chaque kit de reconstruction."
    ),
    "Markdown, one HTML file, or PDF/A (the extra [reports]).": (
        "Markdown, un seul fichier HTML, ou PDF/A (l'extra [reports])."
    ),
    "A new file; else standard output.": "Un fichier neuf ; sinon la sortie standard.",
    "a PDF is nothing for a terminal, nor for JSON": "un PDF n'est fait ni pour un terminal ni pour JSON",
    "name a file: -o FILE": "nommer un fichier : -o FICHIER",
    "{path}: {runbook}, version {digest}": "{path} : {runbook}, version {digest}",
    "Runbook {name}, version {digest}, as of {time} (UTC)": (
        "Procédure {name}, version {digest}, état au {time} (UTC)"
    ),
    "{label}: {value}": "{label} : {value}",
    "Run": "Exécution",
    "Technician": "Technicien",
    "Declared at": "Déclaré à",
    "Ended at": "Fini à",
    "Done at": "Fait à",
    "Signature": "Signature",
    "Signature of another person": "Signature d'une autre personne",
    "  an answer is needed; /help says what else can be typed": (
        "  il faut une réponse ; /help dit ce qui peut être tapé d'autre"
    ),
    "  that is too long for an answer: put it into a file, and /attach it": (
        "  c'est trop long pour une réponse : le mettre dans un fichier, et /attach"
    ),
    "  {word} needs more: say it in the same line": "  {word} demande une suite : la dire sur la même ligne",
    "  noted": "  noté",
    "  {title}: {value}": "  {title} : {value}",
    "  {who} goes on from here": "  {who} continue à partir d'ici",
    "  kept: {name}, {bytes} bytes, SHA-256 {sha256}": "  gardé : {name}, {bytes} octets, SHA-256 {sha256}",
    "{value} is not a number": "{value} n'est pas un nombre",
    "{path} is not a plain file": "{path} n'est pas un fichier ordinaire",
    "name a file; pack a directory first": "nommer un fichier ; archiver d'abord un dossier",
    "{path} is larger than {most} MiB": "{path} dépasse {most} Mio",
    "attach the part that matters": "joindre la partie qui compte",
    "there is no file {path}": "il n'y a pas de fichier {path}",
    "name it by its whole path": "le nommer par son chemin complet",
    "see who may read it": "voir qui a le droit de le lire",
    "{path} cannot be kept: {cause}": "{path} n'a pas pu être gardé : {cause}",
    "done: {title} ({who})": "fait : {title} ({who})",
    "note of {who}: {text}": "note de {who} : {text}",
    "  at most {length}": "  {length} au plus",
    "elapsed {gone}, no RTO is promised": "écoulé {gone}, aucune DMIA n'est promise",
    "elapsed {gone}, {late} past the RTO": "écoulé {gone}, DMIA dépassée de {late}",
    "elapsed {gone}, remaining {left}": "écoulé {gone}, restant {left}",
    "the full screen needs Textual": "le plein écran a besoin de Textual",
    "install it: pip install 'continuity[tui]'": "l'installer : pip install 'continuity[tui]'",
    "the full screen needs a terminal": "le plein écran a besoin d'un terminal",
    "leave --full-screen out: lines are read from anywhere": (
        "retirer --full-screen : les lignes sont lues de n'importe où"
    ),
    "Draw the steps and what is said on the whole terminal (the extra [tui]).": (
        "Dessiner les étapes et ce qui est dit sur tout le terminal (l'extra [tui])."
    ),
    "{step} gave no {name}, which is to be noted down": "{step} n'a pas donné {name}, qui est à noter",
    "what it gives: {names}": "ce qu'elle donne : {names}",
    "  {word} is not a word of ours: did you mean {near}?": "  {word} n'est pas un de nos mots : {near} ?",
}
