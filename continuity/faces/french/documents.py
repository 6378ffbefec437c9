"""What is wrong in a document, and what would be right; what is written and does not act yet."""

from __future__ import annotations

_FILES = {
    "there is no such file or directory": "ce fichier ou ce répertoire n'existe pas",
    "name an existing one, or make one with `continuity init`": (
        "en nommer un qui existe, ou en créer un avec `continuity init`"
    ),
    "it cannot be read ({reason})": "lecture impossible ({reason})",
    "let the user who runs continuity read it": "donner le droit de lecture à l'utilisateur qui exécute continuity",
    "this directory holds no *.yaml": "ce répertoire ne contient aucun *.yaml",
    "name a document, or make one with `continuity init`": "nommer un document, ou en créer un avec `continuity init`",
    "this is not a regular file": "ce n'est pas un fichier ordinaire",
    "name a YAML file or a directory of them": "nommer un fichier YAML ou un répertoire qui en contient",
    "the file is larger than {limit_mib} MiB": "le fichier dépasse {limit_mib} Mio",
    "split it into a directory of documents": "le répartir en plusieurs documents dans un répertoire",
    "only *.yaml is read in a directory": "dans un répertoire, seuls les *.yaml sont lus",
    "rename it, or move it elsewhere": "le renommer, ou le déplacer ailleurs",
    "the file holds more than {limit} values": "le fichier contient plus de {limit} valeurs",
    "this is not text: it holds a NUL byte": "ce n'est pas du texte : il contient un octet nul",
    "write the document as UTF-8 text": "écrire le document en texte UTF-8",
    "this is not UTF-8": "ce n'est pas de l'UTF-8",
    "save the document as UTF-8": "enregistrer le document en UTF-8",
    "the control character {character} is not allowed": "le caractère de contrôle {character} n'est pas admis",
    "remove it, or write it as an escape": "le supprimer, ou l'écrire par une séquence d'échappement",
    "the document is empty": "le document est vide",
    "start from `continuity init`": "partir de `continuity init`",
    "a document is a mapping of keys": "un document associe des clés à des valeurs",
    "write for example `version: 1`": "écrire par exemple `version: 1`",
    "a second YAML document begins here": "un second document YAML commence ici",
    "keep one document a file: remove the `---`": "garder un seul document par fichier : supprimer le `---`",
    "a tab stands where YAML wants spaces": "une tabulation se trouve là où YAML attend des espaces",
    "indent with spaces": "indenter avec des espaces",
    "this is not YAML ({reason})": "ce n'est pas du YAML ({reason})",
    "look at the indentation, colons and quotes around here": (
        "vérifier l'indentation, les deux-points et les guillemets à cet endroit"
    ),
    "{key} is written twice, first at line {first}": "{key} est écrit deux fois, d'abord à la ligne {first}",
    "keep one of them": "n'en garder qu'un",
    "a key must be a plain word": "une clé doit être un mot simple",
    "write `word: value`": "écrire `mot: valeur`",
    "the tag {tag} is not used in documents": "l'étiquette {tag} ne s'emploie pas dans les documents",
    "remove it": "la supprimer",
    "*{name} refers to no anchor above it": "*{name} ne renvoie à aucune ancre placée plus haut",
    "define &{name} first, or write the value out": "définir &{name} d'abord, ou écrire la valeur en entier",
    "*{name} refers to what it stands in": "*{name} renvoie à ce qui le contient",
    "write the value out": "écrire la valeur en entier",
    "aliases repeat more than {limit} values": "les alias répètent plus de {limit} valeurs",
    "write the values out, or use fewer aliases": "écrire les valeurs en entier, ou employer moins d'alias",
    "values are nested more than {limit} deep": "les valeurs sont imbriquées sur plus de {limit} niveaux",
    "flatten the document": "aplatir le document",
    "the environment variable {name} is not set": "la variable d'environnement {name} n'est pas définie",
    "set it, or give a default: ${{{name}:-value}}": "la définir, ou donner un défaut : ${{{name}:-valeur}}",
    "{text} is not a substitution": "{text} n'est pas une substitution",
    "write ${{NAME}} or ${{NAME:-default}}, or $${{ for the characters themselves": (
        "écrire ${{NOM}} ou ${{NOM:-défaut}}, ou $${{ pour les caractères eux-mêmes"
    ),
}

_VALUES = {
    "{key} is missing": "{key} manque",
    "add it": "l'ajouter",
    "{key} is not a key here": "{key} n'est pas une clé admise ici",
    "keys here: {names}": "clés admises : {names}",
    "did you mean {near}?": "vouliez-vous dire {near} ?",
    "text is expected": "un texte est attendu",
    "write it in quotes": "l'écrire entre guillemets",
    "the text is empty": "le texte est vide",
    "write at least one character": "écrire au moins un caractère",
    "a whole number is expected": "un nombre entier est attendu",
    "write digits only, for example 3": "n'écrire que des chiffres, par exemple 3",
    "a number is expected": "un nombre est attendu",
    "write for example 99.9": "écrire par exemple 99.9",
    "true or false is expected": "true ou false est attendu",
    "write true or false": "écrire true ou false",
    "a list is expected": "une liste est attendue",
    "write [one, two] or lines that begin with `- `": "écrire [un, deux] ou des lignes qui commencent par `- `",
    "keys and values are expected": "des clés et des valeurs sont attendues",
    "write {{key: value}} or indented lines of `key: value`": (
        "écrire {{clé: valeur}} ou des lignes indentées `clé: valeur`"
    ),
    "the list is empty": "la liste est vide",
    "name at least one": "en nommer au moins un",
    "the list is too long": "la liste est trop longue",
    "name at most {most}": "en nommer {most} au plus",
    "{value} is not one of the choices": "{value} ne fait pas partie des choix",
    "{value} is not a known kind": "{value} n'est pas un type connu",
    "write one of {choices}": "écrire l'un de {choices}",
    "{value} is too small": "{value} est trop petit",
    "write at least {limit}": "écrire au moins {limit}",
    "write more than {limit}": "écrire plus que {limit}",
    "{value} is too large": "{value} est trop grand",
    "write at most {limit}": "écrire au plus {limit}",
    "{value} is not a name": "{value} n'est pas un nom",
    "use a-z, 0-9, - and _, at most 63 characters, a letter or digit first": (
        "employer a-z, 0-9, - et _, 63 caractères au plus, en commençant par une lettre ou un chiffre"
    ),
    "{value} is not a duration": "{value} n'est pas une durée",
    "write for example 15m, 24h, 30d, 4w or PT15M": "écrire par exemple 15m, 24h, 30d, 4w ou PT15M",
    "{value} is not a period": "{value} n'est pas une période",
    "write a duration (7d) or hour, day, week, month, quarter, year": (
        "écrire une durée (7d) ou hour, day, week, month, quarter, year"
    ),
    "{value} is not a size": "{value} n'est pas une taille",
    "write for example 10 MiB or 2 GB": "écrire par exemple 10 MiB ou 2 GB",
    "{value} is not an amount of money": "{value} n'est pas un montant",
    "write for example 2400 EUR or 99.50 EUR": "écrire par exemple 2400 EUR ou 99.50 EUR",
    "{value} is not a percentage": "{value} n'est pas un pourcentage",
    "write for example 25 %": "écrire par exemple 25 %",
    "{value} is not a time span of the week": "{value} n'est pas une plage horaire de la semaine",
    "write for example 24x7, 22:00-06:00 or Mon-Fri 08:00-18:00": (
        "écrire par exemple 24x7, 22:00-06:00 ou Mon-Fri 08:00-18:00"
    ),
    "{value} is not a threshold": "{value} n'est pas un seuil",
    "write for example > 85 % or >= 4": "écrire par exemple > 85 % ou >= 4",
    "{value} is not a trigger": "{value} n'est pas un déclencheur",
    "write a severity, capacity_lost > 50 % or open > 4 h": ("écrire une gravité, capacity_lost > 50 % ou open > 4 h"),
    "{value} is not a cron line": "{value} n'est pas une ligne cron",
    "write five fields, for example 30 2 * * mon-fri": "écrire cinq champs, par exemple 30 2 * * mon-fri",
    "{value} names a day that never comes": "{value} désigne un jour qui n'arrive jamais",
    "name a day that the month has, or leave the month *": "nommer un jour que ce mois possède, ou laisser le mois à *",
    "{value} is not a time zone": "{value} n'est pas un fuseau horaire",
    "write an IANA name, for example Europe/Paris": "écrire un nom IANA, par exemple Europe/Paris",
    "{value} is not a URL": "{value} n'est pas une URL",
    "write for example https://s3.example.com or mailto://host": (
        "écrire par exemple https://s3.example.com ou mailto://host"
    ),
    "{value} is not a copies rule": "{value} n'est pas une règle de copies",
    "write 3-2-1-1-0, 3-2-1, or {{copies, media, offsite, immutable, errors}}": (
        "écrire 3-2-1-1-0, 3-2-1, ou {{copies, media, offsite, immutable, errors}}"
    ),
    "{value} is not a path": "{value} n'est pas un chemin",
    "write an absolute path, or one relative to this document": ("écrire un chemin absolu, ou relatif à ce document"),
    "a secret is never written in a document": "un secret ne s'écrit jamais dans un document",
    "refer to it as {{vault: NAME}}, {{env: NAME}}, {{file: PATH}} or {{command: [ARGV]}}": (
        "y faire référence par {{vault: NOM}}, {{env: NOM}}, {{file: CHEMIN}} ou {{command: [ARGV]}}"
    ),
    "a secret has exactly one source": "un secret a exactement une source",
    "a command is a list of words": "une commande est une liste de mots",
    "write for example {{command: [pass, show, backup]}}": "écrire par exemple {{command: [pass, show, backup]}}",
    "{kind} needs a name": "{kind} demande un nom",
    "write for example {{{kind}: NAME}}": "écrire par exemple {{{kind}: NOM}}",
    "{one} and {other} exclude each other": "{one} et {other} s'excluent",
    "exactly one of {choices} is needed": "un seul de {choices} est nécessaire",
    "write one of them, and none beside it": "en écrire un, et aucun à côté",
    "one of {choices} is needed": "l'un de {choices} est nécessaire",
    "add one of them": "en ajouter un",
    "version {value} is not known here": "la version {value} est inconnue ici",
    "write version: 1, or use a newer continuity": "écrire version: 1, ou installer un continuity plus récent",
    "correct this value": "corriger cette valeur",
}

_WHOLE = {
    "{name} is defined twice, also at {other}": "{name} est défini deux fois, aussi en {other}",
    "rename or remove one of them": "renommer ou supprimer l'un des deux",
    "there is no {what} named {name}": "nom inconnu : {name} ({what})",
    "names here: {names}": "noms connus : {names}",
    "no storage adapter named {name} is installed": "aucun adaptateur de stockage nommé {name} n'est installé",
    "installed: {names}": "installés : {names}",
    "{what} goes in a circle: {circle}": "{what} tourne en rond : {circle}",
    "break the circle": "rompre le cercle",
    "the device {device} has no check of kind {kind}": "l'équipement {device} n'a pas de contrôle de type {kind}",
    "its checks: {names}": "ses contrôles : {names}",
    "{value} does not name a check": "{value} ne désigne pas un contrôle",
    "write DEVICE/KIND, for example srv-web/http": "écrire ÉQUIPEMENT/TYPE, par exemple srv-web/http",
    "{name} is named twice": "{name} est nommé deux fois",
    "no `client:` is defined": "aucun `client:` n'est défini",
    "add client: {{name: …, title: …}}": "ajouter client: {{name: …, title: …}}",
    "state is missing": "state manque",
    "name the directory that keeps records, for example state: /var/lib/continuity": (
        "nommer le répertoire qui garde les enregistrements, par exemple state: /var/lib/continuity"
    ),
    "{key} belongs to the whole server": "{key} concerne tout le serveur",
    "move it to the shared documents above the clients": (
        "le déplacer dans les documents partagés, au-dessus des clients"
    ),
    "{key} belongs to one client": "{key} concerne un seul client",
    "move it to that client's folder": "le déplacer dans le dossier de ce client",
    "the client {name} is also defined at {other}": "le client {name} est aussi défini en {other}",
    "give each client a name of its own": "donner à chaque client son propre nom",
    "this is the same place as {other}, of another client": "c'est le même emplacement que {other}, d'un autre client",
    "give each client a repository of its own": "donner à chaque client son propre dépôt",
    "{count} more mistakes from here on are not shown": "{count} autres erreurs à partir d'ici ne sont pas montrées",
    "mend those above first": "corriger d'abord celles qui précèdent",
    "no document was found; looked at {places}": "aucun document trouvé ; cherché ici : {places}",
    "write one with `continuity init`": "en écrire un avec `continuity init`",
}

_INACTIVE = {
    "sources of kind {kind} are not read yet: the asset is listed and not backed up": (
        "les sources de type {kind} ne sont pas encore lues : l'actif est listé, et n'est pas sauvegardé"
    ),
    "queries on restored data are not run yet": (
        "les requêtes sur les données restaurées ne sont pas encore exécutées"
    ),
    "asked for, not acted upon yet: {keys}": "demandé, sans effet pour l'instant : {keys}",
}

_SHIPPED = {
    "shipped: ": "fourni : ",
    "default": "défaut",
    "Kept for ten years and unchangeable for one": "Conservées dix ans, inaltérables pendant un an",
    "A day at most lost, back within the day": "Une journée perdue au plus, retour dans la journée",
    "An hour at most lost, back within four hours": "Une heure perdue au plus, retour en quatre heures",
    "Continuous protection, back within half an hour": "Protection continue, retour en une demi-heure",
    "Four hours at most lost, back within the day": "Quatre heures perdues au plus, retour dans la journée",
}

DOCUMENTS = _FILES | _VALUES | _WHOLE | _INACTIVE | _SHIPPED
