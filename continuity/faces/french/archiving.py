"""Archives on media that lie on a shelf."""

from __future__ import annotations

ARCHIVING = {
    "Archive assets on the connected medium of their shelf.": (
        "Archiver des actifs sur le support connecté de leur étagère."
    ),
    "Archive ASSETS (all that name archives, without names) on the medium of their shelf that is connected.": (
        "Archiver les actifs ASSETS (sans nom : tous ceux qui nomment des archives) sur le support de leur étagère "
        "qui est connecté."
    ),
    "Every file is read again, and nothing is ever removed there. Where no medium is connected, the archive stays due: "
    "exit 4. Of several, the one takes it that waited longest for its turn.": (
        "Chaque fichier est relu, et rien n'y est jamais supprimé. Si aucun support n'est connecté, l'archive reste "
        "due : code 4. S'il y en a plusieurs, c'est le tour de celui qui attend depuis le plus longtemps."
    ),
    "{asset} names no archives": "{asset} ne nomme pas d'archives",
    "name the repositories of its shelf in the document: archives: [NAME…]": (
        "nommer les dépôts de son étagère dans le document : archives: [NOM…]"
    ),
    "no asset names archives": "aucun actif ne nomme d'archives",
    "name the repositories of a shelf in its document: archives: [NAME…]": (
        "nommer les dépôts d'une étagère dans son document : archives: [NOM…]"
    ),
    "the archive of {asset} waits for a medium; it is the turn of {repository}: {faults}": (
        "l'archive de {asset} attend un support ; c'est le tour de {repository} : {faults}"
    ),
    "connect and mount it, then: continuity archive {asset}; the service looks again by itself": (
        "le connecter et le monter, puis : continuity archive {asset} ; le service regarde de nouveau de lui-même"
    ),
    "{name} is named in copies, too": "{name} est aussi nommé dans copies",
    "leave it in one of both: copies are always there, archives lie on a shelf": (
        "le laisser dans l'un des deux : les copies sont toujours là, les archives sont sur une étagère"
    ),
    "the archives of the policy {policy}": "les archives de la politique {policy}",
    "archive due": "archive due",
    "{name} is an archive, and its medium is not connected: {error}": (
        "{name} est une archive, et son support n'est pas connecté : {error}"
    ),
    "objects of this class must be asked for hours before they can be read; a class that is read at once": (
        "les objets de cette classe se demandent des heures avant de pouvoir être lus ; une classe lue aussitôt"
    ),
}
