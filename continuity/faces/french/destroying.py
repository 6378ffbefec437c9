"""What is set aside to be destroyed by drills, and what destroys it."""

from __future__ import annotations

DESTROYING = {
    "files that a drill broke were not put back: what it kept of them lies in {path}": (
        "des fichiers cassés par un exercice n'ont pas été remis : ce qu'il en a gardé est dans {path}"
    ),
    "copy them back (cp -a {path}/. /), see that they are whole, then remove {path}": (
        "les recopier (cp -a {path}/. /), vérifier qu'ils sont entiers, puis supprimer {path}"
    ),
    "the files of the drill could not be kept, and none was touched: {cause}": (
        "les fichiers de l'exercice n'ont pas pu être gardés, et aucun n'a été touché : {cause}"
    ),
    "{path} is not what was kept of it": "{path} n'est pas ce qui en a été gardé",
    "files of {asset} are encrypted in a laboratory (lab: true) alone: giving them back was not proven long enough": (
        "les fichiers de {asset} ne sont chiffrés qu'en laboratoire (lab: true) : leur remise n'est pas éprouvée assez "
        "longtemps"
    ),
    "rehearse it with documents and files of a laboratory: docs/how-to/ransomware-drill.md": (
        "le répéter avec les documents et les fichiers d'un laboratoire : docs/how-to/ransomware-drill.md"
    ),
    "set it aside first, and nothing that is in use with it: docs/how-to/ransomware-drill.md": (
        "le réserver d'abord, et rien de ce qui est en service avec : docs/how-to/ransomware-drill.md"
    ),
    "{asset} is not set aside to be destroyed": "{asset} n'est pas réservé pour être détruit",
    "{asset} is no directory of files on this machine": "{asset} n'est pas un dossier de fichiers de cette machine",
    "the repository {name} is not set aside to be destroyed": "le dépôt {name} n'est pas réservé pour être détruit",
    "a drill destroys nothing in a repository of the kind {kind}": (
        "un exercice ne détruit rien dans un dépôt du type {kind}"
    ),
    "the repository {name} holds {asset} as well": "le dépôt {name} contient aussi {asset}",
    "{asset} has no copy in {name}": "{asset} n'a pas de copie dans {name}",
    "the repositories {name} and {other} are one place": "les dépôts {name} et {other} sont un seul endroit",
    "{path} may lead elsewhere: a link, another name of a file, or a mount": (
        "{path} peut mener ailleurs : un lien, un autre nom d'un fichier, ou un montage"
    ),
    "{path} does not say that it may be destroyed as {asset}": (
        "{path} ne dit pas que cela peut être détruit en tant que {asset}"
    ),
    "{path} of {asset} and {other} of {whose} lie in one another": (
        "{path} de {asset} et {other} de {whose} sont l'un dans l'autre"
    ),
    "see what lies there, and which place the document names: continuity storage check {name}": (
        "voir ce qui s'y trouve, et quel endroit le document nomme : continuity storage check {name}"
    ),
    "{name} cannot be looked into, and is not destroyed unseen: {cause}": (
        "{name} ne peut pas être examiné, et n'est pas détruit sans l'être : {cause}"
    ),
    "{name} holds no point of {asset}": "{name} ne contient aucun point de {asset}",
    "{name} holds the snapshot {snapshot}, which is no known point of {asset}": (
        "{name} contient l'instantané {snapshot}, qui n'est pas un point connu de {asset}"
    ),
    "whether {other} is the same place as {name} cannot be told: {cause}": (
        "impossible de dire si {other} est le même endroit que {name} : {cause}"
    ),
    "{where} holds {name}, which is none of a repository's own files": (
        "{where} contient {name}, qui n'est pas un fichier propre à un dépôt"
    ),
    "a repository that may be destroyed has its place to itself: see what lies there": (
        "un dépôt qui peut être détruit a son endroit à lui seul : voir ce qui s'y trouve"
    ),
    "give it a place that does not exist": "lui donner un endroit qui n'existe pas",
    "{name} cannot be struck: {cause}": "{name} ne peut pas être attaqué : {cause}",
    "{name} holds nothing that could be destroyed": "{name} ne contient rien qui puisse être détruit",
    "{asset} holds no file that could be encrypted": "{asset} ne contient aucun fichier à chiffrer",
    "changes of {asset} are suspicious already: whether they are noticed could not be seen": (
        "des changements de {asset} sont déjà suspects : impossible de voir si d'autres le seraient"
    ),
    "put its files right, and: continuity points accept {asset} --reason …; continuity backup {asset}": (
        "remettre ses fichiers en ordre, et : continuity points accept {asset} --reason … ; continuity backup {asset}"
    ),
    "  {count} files were encrypted; the watch over the backups noticed after {seconds:.1f} s: {signs}": (
        "  {count} fichiers chiffrés ; la surveillance des sauvegardes l'a remarqué après {seconds:.1f} s : {signs}"
    ),
    "  {count} files were encrypted; the watch over the backups did NOT notice": (
        "  {count} fichiers chiffrés ; la surveillance des sauvegardes ne l'a PAS remarqué"
    ),
    "  with the writer's keys: {over} objects written over, {deleted} deleted, {destroyed} destroyed for good": (
        "  avec les clés d'écriture : {over} objets écrasés, {deleted} supprimés, {destroyed} détruits pour de bon"
    ),
    "  the store refused {count} times: {answers}": "  le stockage a refusé {count} fois : {answers}",
    "something is still at {name}: nothing is made over it": (
        "il y a encore quelque chose à {name} : rien n'est créé par-dessus"
    ),
    "look at it first: continuity storage check {name}; move it aside if it is worth nothing": (
        "le regarder d'abord : continuity storage check {name} ; le mettre de côté s'il ne vaut rien"
    ),
    "the copies of {asset} cannot be judged": "les copies de {asset} ne peuvent pas être jugées",
    "a repository is made again by its name typed once more, and nothing was changed": (
        "un dépôt est recréé en saisissant son nom encore une fois, et rien n'a été changé"
    ),
    "the verification {run} ended {outcome}: {reason}": "la vérification {run} a fini {outcome} : {reason}",
}
