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
    "{label}:": "{label} :",
    "Run": "Exécution",
    "Technician": "Technicien",
    "Declared at": "Déclaré à",
    "Ended at": "Fini à",
    "Done at": "Fait à",
    "Signature": "Signature",
    "Signature of another person": "Signature d'une autre personne",
}
