"""French for copies that are made from other copies."""

COPYING = {
    "{name} has another key than {origin}": "{name} a une autre clé que {origin}",
    "a repository gets the key of another where `init` makes it: begin one anew to replicate to it": (
        "un dépôt reçoit la clé d'un autre quand `init` le crée : en commencer un nouveau pour y répliquer"
    ),
    "{path} is damaged in {origin}: it was not moved to {name}": (
        "{path} est endommagé dans {origin} : il n'a pas été transféré vers {name}"
    ),
    "look at the repository: continuity verify --repository {origin}": (
        "examiner le dépôt : continuity verify --repository {origin}"
    ),
    "look at the repository: continuity verify --repository {name}": (
        "examiner le dépôt : continuity verify --repository {name}"
    ),
    "one restic cannot open both {origin} and {name}: they need different credentials or options": (
        "un même restic ne peut ouvrir à la fois {origin} et {name} : ils demandent des identifiants ou des options "
        "différents"
    ),
    "let both be opened by the same credentials, or make each copy from the source (`copying: each`)": (
        "les ouvrir tous deux avec les mêmes identifiants, ou faire chaque copie depuis la source (`copying: each`)"
    ),
    "another restic works in {name}: nothing is moved there meanwhile": (
        "un autre restic travaille dans {name} : rien n'y est transféré pendant ce temps"
    ),
    "wait for it to end; what a dead one left is removed by `restic unlock`": (
        "attendre qu'il se termine ; `restic unlock` enlève ce qu'un restic mort a laissé"
    ),
    "{origin} holds no point of this run": "{origin} ne contient aucun point de cette exécution",
    "{name} does not list the point that was copied from {origin}": (
        "{name} ne liste pas le point copié depuis {origin}"
    ),
    "{name}: restic keeps the limit of bandwidth, moving objects would not": (
        "{name} : restic respecte la limite de débit, un transfert d'objets ne la respecterait pas"
    ),
    "objects cannot be moved from {origin} to {name}: one of these places does not offer that": (
        "impossible de transférer des objets de {origin} vers {name} : l'un de ces emplacements ne l'offre pas"
    ),
    "one of {name} and {origin} does not move objects": "{name} ou {origin} ne transfère pas d'objets",
    "  {repository}: made from the source, not as `copying: {way}` asks: {reason}": (
        "  {repository} : faite depuis la source, et non comme le demande `copying: {way}` : {reason}"
    ),
    "  {repository}: got {count} earlier point(s) that it had missed": (
        "  {repository} : a reçu {count} point(s) antérieur(s) qui lui manquai(en)t"
    ),
    "{path} is there already with {found} bytes, where it should have {size}": (
        "{path} est déjà là avec {found} octets, alors qu'il devrait en avoir {size}"
    ),
    "this kind of place does not move objects": "ce type d'emplacement ne transfère pas d'objets",
    "Every object of a repository is listed and read whole: its SHA-256 is its name.": (
        "Chaque objet d'un dépôt est listé et lu en entier : son SHA-256 est son nom."
    ),
    "An object is added once; what stands under its name stays as it is, and one of another size is a fault.": (
        "Un objet est ajouté une fois ; ce qui porte son nom reste tel quel, et une autre taille est un défaut."
    ),
    "All objects moved to a fresh place are a repository that restic opens and finds whole.": (
        "Tous les objets transférés vers un emplacement neuf forment un dépôt que restic ouvre et trouve entier."
    ),
    "no object of {part} is listed": "aucun objet de {part} n'est listé",
    "{part}/{name} was read as {found}": "{part}/{name} a été lu comme {found}",
    "the objects of snapshots/ are not the snapshots that are listed": (
        "les objets de snapshots/ ne sont pas les instantanés listés"
    ),
    "a new object was not added": "un nouvel objet n'a pas été ajouté",
    "the same object was added twice": "le même objet a été ajouté deux fois",
    "another object was added under its name": "un autre objet a été ajouté sous son nom",
    "what stood there was overwritten": "ce qui s'y trouvait a été écrasé",
    "the fault gives no remedy": "le défaut n'indique aucun remède",
    "an object of another size was taken for the same": "un objet d'une autre taille a été pris pour le même",
    "something else was left behind": "autre chose a été laissé sur place",
    "Several threads add objects at once, and each is whole.": (
        "Plusieurs fils ajoutent des objets en même temps, et chacun est entier."
    ),
    "an object was not read as it was added": "un objet n'a pas été lu tel qu'il a été ajouté",
    "the copy lists other snapshots": "la copie liste d'autres instantanés",
    "{asset} is replicated: {repositories} share a key and hold the same bytes; a fault of the one reading of the "
    "source is in all of them": (
        "{asset} est répliqué : {repositories} partagent une clé, contiennent les mêmes octets, et une erreur de la "
        "première lecture se retrouve dans tous"
    ),
    "{asset} is copied from its first repository: a fault of the one reading of the source is in all of them": (
        "{asset} est copié depuis le premier dépôt : une erreur de l'unique lecture de la source se retrouve dans tous"
    ),
}
