"""Copies of one run compared between repositories."""

from __future__ import annotations

COMPARING = {
    "The newest copies of this time or older.": "Les copies les plus récentes de cette date ou d'avant.",
    "How many files are read from both where restic's trees do not tell.": (
        "Combien de fichiers lire des deux côtés là où les arbres de restic ne suffisent pas."
    ),
    "Select the same files as before; else by chance.": "Choisir les mêmes fichiers qu'avant ; sinon au hasard.",
    "Compare the copies of one run of ASSET between the repositories: equal, different, or not proven.": (
        "Comparer entre les dépôts les copies d'une même exécution de l'actif ASSET : égales, différentes ou non "
        "prouvées."
    ),
    "Equal trees prove equal content. Where a source changed between two copies, what differs is named. Repositories "
    "that cut files differently are compared by all names and sizes and by a random sample of files, read from both.": (
        "Des arbres égaux prouvent un contenu égal. Si la source a changé entre deux copies, ce qui diffère est nommé. "
        "Les dépôts qui découpent les fichiers autrement sont comparés par tous les noms et toutes les tailles et par "
        "un échantillon aléatoire de fichiers, lus des deux côtés."
    ),
    "✓ {repository}: {snapshot} is equal: restic's trees are the same": (
        "✓ {repository} : {snapshot} est égal : les arbres de restic sont les mêmes"
    ),
    "✓ {repository}: {snapshot} is equal in content; owners, permissions or times differ": (
        "✓ {repository} : {snapshot} est égal en contenu ; des propriétaires, des droits ou des dates diffèrent"
    ),
    "✓ {repository}: {snapshot} is equal: all {files} file(s) were read from both": (
        "✓ {repository} : {snapshot} est égal : les {files} fichier(s) ont tous été lus des deux côtés"
    ),
    "? {repository}: {snapshot} has the same names and sizes, and {files} of {of} file(s) read from both are equal; "
    "with 95 % confidence, at most {bound} % differ": (
        "? {repository} : {snapshot} a les mêmes noms et les mêmes tailles, et {files} fichier(s) sur {of} lus des "
        "deux côtés sont égaux ; avec 95 % de confiance, au plus {bound} % diffèrent"
    ),
    "? {repository}: {snapshot} could not be compared: {reason}": (
        "? {repository} : {snapshot} n'a pas pu être comparé : {reason}"
    ),
    "✗ {repository}: {snapshot} differs in {differing} file(s), though the time stamps of some are equal": (
        "✗ {repository} : {snapshot} diffère sur {differing} fichier(s), alors que les dates de certains sont égales"
    ),
    "✗ {repository}: {snapshot} differs in {differing} file(s); each copy reads the source at a time of its own": (
        "✗ {repository} : {snapshot} diffère sur {differing} fichier(s) ; chaque copie lit la source à son heure"
    ),
    "{asset}: the copies of {time}, held against {repository} ({snapshot})": (
        "{asset} : les copies du {time}, comparées à {repository} ({snapshot})"
    ),
    "? {repository}: has no copy of this run; the next backup makes up for it": (
        "? {repository} : n'a pas de copie de cette exécution ; la prochaine sauvegarde y remédiera"
    ),
    "  see which one is right: continuity test {asset} --from {repository}": (
        "  voir laquelle est la bonne : continuity test {asset} --from {repository}"
    ),
    "{asset} is kept in one repository only: there is nothing to compare": (
        "{asset} n'est gardé que dans un dépôt : il n'y a rien à comparer"
    ),
    "against the manifest of its backup: continuity test {asset}": (
        "avec le manifeste de sa sauvegarde : continuity test {asset}"
    ),
    "{repository} does not list the point {snapshot} any more": "{repository} ne liste plus le point {snapshot}",
    "{path} has {free} bytes free, and the files to compare need {needed}": (
        "{path} a {free} octets libres, et les fichiers à comparer en demandent {needed}"
    ),
    "compare fewer files (--sample), or free some space below the state directory": (
        "comparer moins de fichiers (--sample), ou libérer de la place sous le répertoire d'état"
    ),
    "the manifest {path} cannot be read: {cause}": "le manifeste {path} ne peut pas être lu : {cause}",
}
