"""The recovery kit: made, opened, printed, split among people, and what comes back from it."""

from __future__ import annotations

_HELP = {
    "The recovery kit that brings a lost server back: create, restore, test.": (
        "Le kit de reconstruction d'un serveur perdu : créer, restaurer, tester."
    ),
    "Say which recovery kit is the newest, and whether it is still whole: a lost server comes back from it.": (
        "Dire quel est le dernier kit de reconstruction et s'il est toujours complet : un serveur perdu en revient."
    ),
    "Make a recovery kit: where the repositories are, every secret sealed, the documents, and a way with restic "
    "alone.": (
        "Faire un kit de reconstruction : où sont les dépôts, tous les secrets scellés, les documents, et une voie "
        "avec restic seul."
    ),
    "The passphrase is asked for twice, or taken from $CONTINUITY_KIT_PASSPHRASE. That the kit was made is recorded, "
    "with its SHA-256. Keep it, and what opens it, in different places outside of the server's own.": (
        "La phrase de passe est demandée deux fois, ou prise dans $CONTINUITY_KIT_PASSPHRASE. La création du kit est "
        "enregistrée, avec son SHA-256. Le garder, et ce qui l'ouvre, en des lieux différents, ailleurs qu'auprès du "
        "serveur."
    ),
    "The kit's file, a new one (.tar).": "Le fichier du kit, nouveau (.tar).",
    "Write a page beside it, as Markdown.": "Écrire une page à côté, en Markdown.",
    "Write a page beside it, to print.": "Écrire une page à côté, à imprimer.",
    "Draw the passphrase, and split it so that any K of N people bring it back.": (
        "Tirer la phrase de passe au hasard, et la partager : K personnes sur N la retrouvent."
    ),
    "Bring a lost server back on a bare machine: from a kit and one surviving repository, over nothing that exists.": (
        "Reconstruire un serveur perdu sur une machine nue : d'un kit et d'un dépôt survivant, sans rien écraser."
    ),
    "Documents go to DIR, the state to where they say. The new vault opens with --vault-key-file, which is made where "
    "it does not exist, or $CONTINUITY_VAULT_PASSPHRASE. Nothing is begun, and no log is signed: it says what comes "
    "next.": (
        "Les documents vont dans DIR, l'état là où ils le disent. Le nouveau coffre s'ouvre avec --vault-key-file, "
        "créé s'il n'existe pas, ou $CONTINUITY_VAULT_PASSPHRASE. Rien n'est lancé, aucun journal n'est signé : "
        "la suite est indiquée."
    ),
    "Where the documents go: a new directory.": "Où vont les documents : un nouveau répertoire.",
    "Take the state from this repository.": "Prendre l'état dans ce dépôt.",
    "Bring documents and secrets back, and no state.": "Ramener les documents et les secrets, sans l'état.",
    "A holder's sheet or its words (repeat it).": "La feuille d'un détenteur, ou ses mots (à répéter).",
}

_MAKING = {
    "no kit was made yet: continuity kit create": "aucun kit n'a encore été fait : continuity kit create",
    "recovery kit of {created}: {path}": "kit de reconstruction du {created} : {path}",
    "  opens with {opener}; SHA-256 {sha256}": "  s'ouvre avec {opener} ; SHA-256 {sha256}",
    "  {asset} without us: {outcome}, {time}": "  {asset} sans nous : {outcome}, {time}",
    "  the way without us was never gone: continuity kit test": (
        "  la voie sans nous n'a jamais été prise : continuity kit test"
    ),
    "the recovery kit of {created} holds what it must": "le kit de reconstruction du {created} contient ce qu'il faut",
    "make a new one: continuity kit create": "en refaire un : continuity kit create",
    "  {older}: continuity kit create": "  {older} : continuity kit create",
    "the recovery kit is older than the documents": "le kit de reconstruction est plus ancien que les documents",
    "the recovery kit is older than a secret in the vault": (
        "le kit de reconstruction est plus ancien qu'un secret du coffre"
    ),
    "the recovery kit is older than a key, a list of hosts or a certificate that the documents name": (
        "le kit de reconstruction est plus ancien qu'une clé, une liste d'hôtes ou un certificat que nomment les "
        "documents"
    ),
    "{path}: a kit of {count} client(s)": "{path} : un kit de {count} client(s)",
    "  SHA-256 {sha256}": "  SHA-256 {sha256}",
    "  {path}: print it, hand it over, and remove the file": "  {path} : l'imprimer, le remettre, supprimer le fichier",
    "  nothing backs up this server's own state: from this kit the data comes back, history and evidence do not": (
        "  rien ne sauvegarde l'état de ce serveur : de ce kit reviennent les données, ni l'historique ni les preuves"
    ),
    "Next: put it, and what opens it, in different places; then continuity kit test {path}": (
        "Ensuite : le mettre, et ce qui l'ouvre, en des lieux différents ; puis continuity kit test {path}"
    ),
    "the file {path}, which the documents name, cannot be read: {cause}": (
        "le fichier {path}, nommé par les documents, est illisible : {cause}"
    ),
    "put it there and make the kit again": "l'y mettre et refaire le kit",
    "make it again; nothing was kept": "le refaire ; rien n'a été gardé",
    "the kit does not read back as it was written": "le kit ne se relit pas tel qu'il a été écrit",
    "a kit's passphrase has at least {count} characters, on one line": (
        "la phrase de passe d'un kit a au moins {count} caractères, sur une ligne"
    ),
    "take six words drawn by lot: kits lie where others may try for years": (
        "prendre six mots tirés au sort : un kit repose là où d'autres ont des années pour essayer"
    ),
    "gpg could not seal the kit: {said}": "gpg n'a pas pu sceller le kit : {said}",
}

_PAGE = {
    "Recovery kit of {server}": "Kit de reconstruction de {server}",
    "made (UTC)": "fait le (UTC)",
    "clients": "clients",
    "opens with": "s'ouvre avec",
    "Keep the kit and what opens it in different places, outside of the server's own. Make a new one when documents, "
    "passwords or repositories changed: continuity status says when.": (
        "Garder le kit et ce qui l'ouvre en des lieux différents, ailleurs qu'auprès du serveur. En refaire un quand "
        "les documents, les mots de passe ou les dépôts ont changé : continuity status le dit."
    ),
    "Before anything is typed, compare the kit with this page:": "Avant toute saisie, comparer le kit à cette page :",
    "the passphrase chosen for it": "la phrase de passe choisie pour lui",
    "any {needed} of {made} shares": "{needed} parts sur {made}, n'importe lesquelles",
    "Where the copies are": "Où sont les copies",
    "address": "adresse",
    "repositories": "dépôts",
    "source": "source",
    "With continuity, on a new machine": "Avec continuity, sur une machine neuve",
    "The server comes back with its documents, its vault, its history and its evidence.": (
        "Le serveur revient avec ses documents, son coffre, son historique et ses preuves."
    ),
    "It begins nothing by itself, and says what comes next.": "Rien n'est lancé tout seul ; la suite est indiquée.",
    "Without continuity, with restic alone": "Sans continuity, avec restic seul",
    "From then on the secrets lie open in /root/opened: remove it when all is done.": (
        "Dès lors les secrets sont à découvert dans /root/opened : le supprimer à la fin."
    ),
    "Recovery kit of {server}: share {number}": "Kit de reconstruction de {server} : part {number}",
    "This is one of {count} shares; any {needed} of them, and fewer never, open the kit whose SHA-256 is {sha256}.": (
        "Voici l'une de {count} parts ; {needed} d'entre elles, jamais moins, ouvrent le kit de SHA-256 {sha256}."
    ),
    "Keep it apart from the kit and from the other shares. Copy it letter by letter; tell it to nobody before.": (
        "La garder loin du kit et des autres parts. La recopier lettre par lettre ; ne la dire à personne avant."
    ),
}

_OPENING = {
    "warning: others on this machine may read or change {path}: chmod 600 {path}": (
        "attention : d'autres sur cette machine peuvent lire ou modifier {path} : chmod 600 {path}"
    ),
    "kit of {server}, made {created}": "kit de {server}, fait le {created}",
    "  SHA-256 {sha256}: compare it with its page": "  SHA-256 {sha256} : le comparer à sa page",
    "this kit opens with {needed} of {made} shares": "ce kit s'ouvre avec {needed} parts sur {made}",
    "give each: --share FILE": "donner chacune : --share FILE",
    "Passphrase of the kit": "Phrase de passe du kit",
    "the kit {path} cannot be read: {cause}": "le kit {path} est illisible : {cause}",
    "name the file": "nommer le fichier",
    "the kit is of the form {found}, and this version reads {form}": (
        "le kit est de la forme {found}, et cette version lit {form}"
    ),
    "install the version of continuity that made it, or go the way without it: README.txt in the kit": (
        "installer la version de continuity qui l'a fait, ou prendre la voie sans elle : README.txt dans le kit"
    ),
    "the kit was cut or altered: {what}": "le kit a été coupé ou altéré : {what}",
    "take another copy of it; its SHA-256 is in the evidence and on its page": (
        "en prendre un autre exemplaire ; son SHA-256 est dans les preuves et sur sa page"
    ),
    "it holds something that no kit holds: {name}": "il contient ce qu'aucun kit ne contient : {name}",
    "it is cut short, or no tar file": "il est tronqué, ou n'est pas un fichier tar",
    "it was altered, or a part of it is missing: {name}": "il a été altéré, ou une partie manque : {name}",
    "what lies around the sealed part is not what was sealed": (
        "ce qui entoure la partie scellée n'est pas ce qui a été scellé"
    ),
    "the kit does not open with this passphrase": "cette phrase de passe n'ouvre pas le kit",
    "type it as it was chosen; of a kit that was altered: take another copy": (
        "la saisir telle qu'elle a été choisie ; d'un kit altéré : prendre un autre exemplaire"
    ),
    "{text} is no split of a passphrase": "{text} n'est pas un partage de phrase de passe",
    "write K/N: any K of N people bring it back, 2/3 for example; at most {most} people": (
        "écrire K/N : K personnes sur N la retrouvent, 2/3 par exemple ; {most} personnes au plus"
    ),
    "share {number} was misread: its checksum is wrong, or a word is not of the list": (
        "la part {number} est mal lue : sa somme de contrôle est fausse, ou un mot n'est pas de la liste"
    ),
    "compare it word by word with the paper": "la comparer mot à mot au papier",
    "the shares are not all of one kit": "les parts ne sont pas toutes du même kit",
    "every kit has its own: compare the dates on them": "chaque kit a les siennes : comparer leurs dates",
    "{found} share(s) of the {needed} that are needed": "{found} part(s) sur les {needed} nécessaires",
    "bring together {needed} different ones": "en réunir {needed} différentes",
    "the shares do not fit together": "les parts ne vont pas ensemble",
    "compare each with its paper": "comparer chacune à son papier",
    "splitting a kit's passphrase needs the library shamir-mnemonic": (
        "partager la phrase de passe d'un kit demande la bibliothèque shamir-mnemonic"
    ),
    "install it: pip install 'continuity[kit]'": "l'installer : pip install 'continuity[kit]'",
}

_COMING_BACK = {
    "opened": "ouvert",
    "documents": "documents",
    "the state of {time} is back at {path}, from {repository}": (
        "l'état du {time} est de retour dans {path}, de {repository}"
    ),
    "documents and secrets are back, history and evidence are not: new logs begin, with new keys": (
        "documents et secrets sont de retour, ni l'historique ni les preuves : de nouveaux journaux commencent, avec "
        "de nouvelles clés"
    ),
    "  {path} was there and is not as in the kit: it was left as it is": (
        "  {path} était là et diffère du kit : laissé tel quel"
    ),
    "in all": "en tout",
    "Next, before anything new is signed:": "Ensuite, avant toute nouvelle signature :",
    "  continuity init{given}": "  continuity init{given}",
    "  the log of {client} has {size} record(s), and the kit knows of {known}": (
        "  le journal de {client} a {size} enregistrement(s), et le kit en connaît {known}"
    ),
    "  of a newer published copy, if one is left: continuity evidence recover{given} --client NAME --from DIR": (
        "  s'il reste une copie publiée plus récente : continuity evidence recover{given} --client NOM --from DIR"
    ),
    "  else from the kit's: continuity evidence recover{given} --client {client} --from {copy}": (
        "  sinon de celle du kit : continuity evidence recover{given} --client {client} --from {copy}"
    ),
    "  else, for it is lost: continuity evidence recover{given} --client {client} --lost {head}": (
        "  sinon, car elle est perdue : continuity evidence recover{given} --client {client} --lost {head}"
    ),
    "  the documents ask for variables: {path}": "  les documents demandent des variables : {path}",
    "Then: continuity doctor{given}, continuity status{given}, continuity kit create{given}": (
        "Puis : continuity doctor{given}, continuity status{given}, continuity kit create{given}"
    ),
    "there is a state at {path} already": "il y a déjà un état dans {path}",
    "a kit brings back what is lost, and replaces nothing: move it away, or name another in the documents": (
        "un kit ramène ce qui est perdu, et ne remplace rien : le déplacer, ou en nommer un autre dans les documents"
    ),
    "name a new directory for the documents; nothing was touched": (
        "nommer un nouveau répertoire pour les documents ; rien n'a été touché"
    ),
    "no repository holds the state of this server, by the documents in the kit": (
        "aucun dépôt ne contient l'état de ce serveur, d'après les documents du kit"
    ),
    "bring documents and secrets back without history and evidence: --without-history": (
        "ramener documents et secrets sans historique ni preuves : --without-history"
    ),
    "no repository gave the state back: {said}": "aucun dépôt n'a rendu l'état : {said}",
    "connect one that holds it; data comes back without it, too: sh open.sh, as README.txt in the kit says": (
        "en connecter un qui le contient ; les données reviennent aussi sans lui : sh open.sh (README.txt dans le kit)"
    ),
    "the kit holds no secret {name}": "le kit ne contient pas le secret {name}",
    "another repository may give the state back; a newer kit may hold it": (
        "un autre dépôt peut rendre l'état ; un kit plus récent peut le contenir"
    ),
    "the state directory {path} is a mount point, and the state is put there as a whole": (
        "le répertoire d'état {path} est un point de montage, et l'état y est placé d'un seul coup"
    ),
    "unmount it, bring the server back, then move the state onto that file system": (
        "le démonter, ramener le serveur, puis déplacer l'état sur ce système de fichiers"
    ),
    "there is no repository at {name} any more": "il n'y a plus de dépôt dans {name}",
    "{name} holds no point of the state": "{name} ne contient aucun point de l'état",
    "restic did not bring all of {name} back: {said}": "restic n'a pas tout ramené de {name} : {said}",
    "the point {snapshot} is no state of a server": "le point {snapshot} n'est pas l'état d'un serveur",
    "the log of {client} is not the one of the kit: {said}": "le journal de {client} n'est pas celui du kit : {said}",
}

KIT = _HELP | _MAKING | _PAGE | _OPENING | _COMING_BACK
