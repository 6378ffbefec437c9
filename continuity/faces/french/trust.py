"""What makes a stranger believe a log: its keys over time, witnesses, single facts, and challenges."""

from __future__ import annotations

TRUST = {
    # keys
    "this is not the rotation of a log's key": "ce n'est pas le changement de clé d'un journal",
    "the rotation does not lead from one key of its log to another": (
        "le changement de clé ne mène pas d'une clé de son journal à une autre"
    ),
    "the time, the size or the reason of the rotation is malformed": (
        "la date, la taille ou le motif du changement de clé est malformé"
    ),
    "rotation {number} of {log} does not follow the one before": (
        "le changement de clé {number} de {log} ne fait pas suite au précédent"
    ),
    "rotation {number} of {log} is of a smaller log than the one before": (
        "le changement de clé {number} de {log} porte sur un journal plus court que le précédent"
    ),
    # witnesses
    "For a customer: check that a log continues, and cosign its head.": (
        "Pour un client : vérifier qu'un journal se prolonge, et cosigner sa tête."
    ),
    "Keep a log's last head, check that the new one continues it, and cosign it.": (
        "Garder la dernière tête d'un journal, vérifier que la nouvelle la prolonge, et la cosigner."
    ),
    "LOG is the published log, a directory or an address. Exit 0: consistent; 1: not; 2: it cannot be read.": (
        "LOG est le journal publié, un répertoire ou une adresse. Sortie 0 : cohérent ; 1 : non ; 2 : illisible."
    ),
    "Keeps the last head and this witness's own key.": "Garde la dernière tête et la clé propre de ce témoin.",
    "The log's key, as the operator told you by another way.": (
        "La clé du journal, telle que l'opérateur vous l'a dite par une autre voie."
    ),
    "The same, as the key itself.": "La même, sous forme de clé.",
    "Believe the key that the log holds; said in each run.": (
        "Croire la clé que contient le journal ; chaque exécution le rappelle."
    ),
    "Of this witness, when its key is made.": "De ce témoin, à la création de sa clé.",
    "Write the cosigned checkpoint here.": "Écrire ici le point de contrôle cosigné.",
    "Write the signature line alone.": "N'écrire que la ligne de signature.",
    "Write the program that does this alone, and do nothing else.": (
        "Écrire le programme qui fait cela seul, et ne rien faire d'autre."
    ),
    "{path}: run it anywhere: python3 {path} --help": "{path} : à lancer n'importe où : python3 {path} --help",
    "a log and a directory are needed": "il faut un journal et un répertoire",
    "continuity witness LOG --state DIR": "continuity witness LOG --state DIR",
    "this is about one client's log": "il s'agit du journal d'un seul client",
    "{vkey} is not the key of a witness": "{vkey} n'est pas la clé d'un témoin",
    "the log {log} never had this head of {size} records: it was forked or rolled back": (
        "le journal {log} n'a jamais eu cette tête de {size} enregistrements : il a bifurqué ou a été ramené en arrière"
    ),
    "keep it: two signed heads that contradict each other are a proof; run continuity evidence verify": (
        "la garder : deux têtes signées qui se contredisent sont une preuve ; lancer continuity evidence verify"
    ),
    "none of the witnesses of the documents signed it": "aucun des témoins des documents ne l'a signé",
    "add it to `evidence: witnesses:`; documents name: {names}": (
        "l'ajouter à `evidence: witnesses:` ; les documents nomment : {names}"
    ),
    "it is neither a cosigned checkpoint nor a witness's signature of a head of {log}": (
        "ce n'est ni un point de contrôle cosigné, ni la signature par un témoin d'une tête de {log}"
    ),
    "Keep what a witness signed as an anchor: FILE is a cosigned checkpoint, or the signature line alone.": (
        "Garder comme ancre ce qu'un témoin a signé : FILE est un point de contrôle cosigné, ou sa seule signature."
    ),
    "{log}: the first {size} records existed at {at}, says {name}; proven offline": (
        "{log} : les {size} premiers enregistrements existaient le {at}, dit {name} ; prouvé hors ligne"
    ),
    # keys of a log, and their rotation
    "log of {client}": "journal de {client}",
    "the vault has no key of the log {log}": "le coffre n'a pas de clé du journal {log}",
    "take it from a copy of the vault; if it is lost: continuity evidence rotate-key --lost": (
        "la reprendre d'une copie du coffre ; si elle est perdue : continuity evidence rotate-key --lost"
    ),
    "the new key of {client} was not published": "la nouvelle clé de {client} n'a pas été publiée",
    "the key of the log {log} is in the vault: it is not lost": (
        "la clé du journal {log} est dans le coffre : elle n'est pas perdue"
    ),
    "leave --lost out: the old key then vouches for the new one, also where it was stolen": (
        "retirer --lost : l'ancienne clé se porte alors garante de la nouvelle, même si elle a été volée"
    ),
    "Give a log a new key; the old one vouches for it, and both sign a record that says so.": (
        "Donner une nouvelle clé à un journal ; l'ancienne s'en porte garante, et les deux signent un enregistrement."
    ),
    "With --lost nobody vouches for the new key: tell its fingerprint to whoever verifies the log, by another way. "
    "What the old key signed stays proven by the old key.": (
        "Avec --lost, personne ne se porte garant de la nouvelle clé : dire son empreinte à qui vérifie le journal, "
        "par une autre voie. Ce que l'ancienne clé a signé reste prouvé par l'ancienne clé."
    ),
    "The old key is gone, from every copy of the vault, too.": (
        "L'ancienne clé a disparu, y compris de toute copie du coffre."
    ),
    "Why, in a sentence: it is in the record.": "Pourquoi, en une phrase : elle figure dans l'enregistrement.",
    "an earlier change of this key was interrupted; this ends it": (
        "un changement de cette clé avait été interrompu ; ceci l'achève"
    ),
    "{log}: the new key is {fingerprint}; it signs from record {size} on": (
        "{log} : la nouvelle clé est {fingerprint} ; elle signe à partir de l'enregistrement {size}"
    ),
    "  nobody vouches for it: tell this fingerprint to whoever verifies the log, by another way": (
        "  personne ne s'en porte garant : dire cette empreinte à qui vérifie le journal, par une autre voie"
    ),
    "List the keys of the logs, and who vouches for each.": (
        "Lister les clés des journaux, et qui se porte garant de chacune."
    ),
    "signs from": "signe à partir de",
    "since": "depuis",
    "vouched for by": "garantie par",
    "fingerprint": "empreinte",
    "the key before": "la clé précédente",
    "nobody: it was lost": "personne : elle a été perdue",
    "nobody: it is the first": "personne : c'est la première",
    # a single fact
    "this is not the proof of a record": "ce n'est pas la preuve d'un enregistrement",
    "the proof of the record lacks a field, or has one that is not of its form": (
        "il manque un champ à la preuve de l'enregistrement, ou l'un d'eux est malformé"
    ),
    "the head is signed by the key {found}, which the one you gave does not vouch for": (
        "la tête est signée par la clé {found}, dont celle que vous avez donnée ne se porte pas garante"
    ),
    "record {index} is not under the head of {size} records": (
        "l'enregistrement {index} n'est pas sous la tête de {size} enregistrements"
    ),
    "the log {log} has no record {index}": "le journal {log} n'a pas d'enregistrement {index}",
    "continuity evidence list": "continuity evidence list",
    "record {index} was erased: what it said is gone": (
        "l'enregistrement {index} a été effacé : ce qu'il disait a disparu"
    ),
    "nothing is published of the log {log}": "rien n'est publié du journal {log}",
    "continuity init": "continuity init",
    "run continuity evidence verify: it says what contradicts what": (
        "lancer continuity evidence verify : il dit ce qui contredit quoi"
    ),
    "Show one record of a log whole, or all that a run left: its intent, its steps, how it ended.": (
        "Montrer en entier un enregistrement d'un journal, ou tous ceux d'une exécution : intention, étapes et fin."
    ),
    "RECORD is an index in the list, RUN what a command calls the run that it began.": (
        "RECORD est un index dans la liste, RUN le nom que donne une commande à l'exécution qu'elle a commencée."
    ),
    "no log has a record of the run {run}": "aucun journal n'a d'enregistrement de l'exécution {run}",
    "Write one record with its proof under the newest signed head; nothing of other records is in it.": (
        "Écrire un enregistrement et sa preuve sous la dernière tête signée ; rien des autres n'y figure."
    ),
    "Who gets it needs the fingerprint of the log's key by another way: continuity evidence verify FILE.": (
        "Qui le reçoit a besoin de l'empreinte de la clé par une autre voie : continuity evidence verify FICHIER."
    ),
    "Write it here, not on stdout.": "L'écrire ici, et non sur la sortie standard.",
    "{path}: record {index} and its proof": "{path} : l'enregistrement {index} et sa preuve",
    "{path}: record {index} of {log}, {kind} of {at}, under the head of {size} records": (
        "{path} : enregistrement {index} de {log}, {kind} du {at}, sous la tête de {size} enregistrements"
    ),
    "  signed by a key of this server's log: {fingerprint}": (
        "  signé par une clé du journal de ce serveur : {fingerprint}"
    ),
    "  signed by the key that the file itself holds: whose it is, is not proven": (
        "  signé par la clé que contient le fichier lui-même : à qui elle est n'est pas prouvé"
    ),
    "from {since} to {until} nothing was announced: nobody can tell what fell due then": (
        "du {since} au {until} rien ne fut annoncé : nul ne peut dire ce qui était dû alors"
    ),
    "{path}: {why}": "{path} : {why}",
    "a change of key needs a reason": "un changement de clé a besoin d'un motif",
    "say why in a sentence: --reason TEXT": "dire pourquoi en une phrase : --reason TEXTE",
    "the period ends before it begins": "la période finit avant de commencer",
    "give --from a time before the one of --until": "donner à --from un instant antérieur à celui de --until",
    "{path} is not a directory": "{path} n'est pas un dossier",
    "name a directory that holds a copy of the published log": (
        "nommer un dossier qui contient une copie du journal publié"
    ),
    # challenges
    "  a challenge: is this your nonce? {nonce}": "  un défi : est-ce bien votre nonce ? {nonce}",
    "  {count} of {files} files answered, as that nonce selects": (
        "  {count} fichiers sur {files} ont répondu, ceux que ce nonce désigne"
    ),
    "  the files that answered are not the ones that this nonce selects": (
        "  les fichiers qui ont répondu ne sont pas ceux que ce nonce désigne"
    ),
    "a nonce has 1 to {most} printable characters": "un nonce a de 1 à {most} caractères imprimables",
    "Restore the point of ASSET at that time, and have the files that the nonce selects answer with their SHA-256.": (
        "Restaurer le point de ASSET à cet instant ; faire répondre par leur SHA-256 les fichiers que désigne le nonce."
    ),
    "The nonce is recorded before anything is restored, the answer with the outcome of the run.": (
        "Le nonce est enregistré avant toute restauration, la réponse avec l'issue de l'exécution."
    ),
    "The data as of this time.": "Les données à cet instant.",
    "What the auditor chose: it selects the files.": "Ce que l'auditeur a choisi : il désigne les fichiers.",
    "How many files answer.": "Combien de fichiers répondent.",
    "Keep what came back in this new directory.": "Garder ce qui est revenu dans ce nouveau répertoire.",
    "Write the proof of the answer here.": "Écrire ici la preuve de la réponse.",
    "of {files} file(s) that came back, the nonce selects {count}:": (
        "des {files} fichier(s) revenus, le nonce en choisit {count} :"
    ),
    # messages
    "head of the log, to be kept (continuity evidence verify FILE):": (
        "tête du journal, à garder (continuity evidence verify FICHIER) :"
    ),
    "the log of {client} has no public key": "le journal de {client} n'a pas de clé publique",
}
