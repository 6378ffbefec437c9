"""Erasure: what opens a client's copies is destroyed, and the certificate says how far that is true."""

from __future__ import annotations

ERASURES = {
    "Destroy for ever what opens the copies of a client, and write the certificate.": (
        "Détruire pour toujours ce qui ouvre les copies d'un client, et écrire le certificat."
    ),
    "The keys of each repository are taken away and the old password is tried; then the vault forgets the client's"
    " secrets, but the key that signs its log and what a repository that is not closed needs. Refused while the"
    " documents say that the data must be kept (`holds`), while work runs, while others need what would go, and where a"
    " repository is not reached or not in the documents any more. Unproven ends with exit code 1: the certificate says"
    " what still opens, and where a key may still live. Run it again to go on where it was interrupted.": (
        "Les clés de chaque dépôt sont retirées et l'ancien mot de passe est essayé ; puis le coffre oublie les secrets"
        " du client, sauf la clé qui signe son journal et ce dont un dépôt qui n'est pas fermé a besoin. Refusé tant"
        " que les documents disent que les données doivent être gardées (`holds`), pendant un travail, tant que"
        " d'autres ont besoin de ce qui disparaîtrait, et si un dépôt n'est pas joint ou n'est plus dans les documents."
        " Non prouvé se termine par le code 1 : le certificat dit ce qui s'ouvre encore, et où une clé peut encore"
        " vivre. Le lancer à nouveau pour reprendre là où il a été interrompu."
    ),
    "the client {other} uses {entry}, which would be destroyed": (
        "le client {other} se sert de {entry}, qui serait détruit"
    ),
    "this server uses {entry}, which would be destroyed": "ce serveur se sert de {entry}, qui serait détruit",
    "give it an entry of its own, and refer to that one in the documents": (
        "lui donner une entrée à lui, et désigner celle-là dans les documents"
    ),
    "the only copies of this server's own state, and of every client's log, lie here: {asset}": (
        "les seules copies de l'état de ce serveur, et du journal de chaque client, sont ici : {asset}"
    ),
    "back the state up into another client's repositories, or take the asset out of the documents": (
        "sauvegarder l'état dans les dépôts d'un autre client, ou retirer l'actif des documents"
    ),
    "the documents no longer tell of the repository {name}, whose copies may still open": (
        "les documents ne parlent plus du dépôt {name}, dont les copies s'ouvrent peut-être encore"
    ),
    "put it back into the documents; or say --anyway, and the certificate stays unproven": (
        "le remettre dans les documents ; ou dire --anyway, et le certificat reste non prouvé"
    ),
    "points of {client} are mounted on {path}": "des points de {client} sont montés sur {path}",
    "unmount it": "le démonter",
    "the documents do not tell of it any more, or it was made anew": (
        "les documents n'en parlent plus, ou il a été refait"
    ),
    "which other keys it has is not known": "quelles autres clés il a n'est pas connu",
    "another key is left: {key}": "une autre clé reste : {key}",
    "Kept in the vault, because a repository is not closed and could never be without them: {names}.": (
        "Gardé dans le coffre, parce qu'un dépôt n'est pas fermé et ne pourrait jamais l'être sans cela : {names}."
    ),
    "Still on this server, below its state directory: {names}. `attachments` are files that the log names by their"
    " hash, and are kept as evidence; anything else could not be removed, or came anew.": (
        "Encore sur ce serveur, sous son répertoire d'état : {names}. `attachments` sont des fichiers que le journal"
        " nomme par leur empreinte, gardés comme preuves ; tout le reste n'a pas pu être retiré, ou est revenu."
    ),
    "Whose copies.": "De qui sont les copies.",
    "The client's name once more; asked for, if it is not given.": (
        "Le nom du client encore une fois ; demandé s'il n'est pas donné."
    ),
    "Who agreed; two different people.": "Qui a donné son accord ; deux personnes différentes.",
    "Also where a repository is not reached or forgotten: its keys stay.": (
        "Aussi si un dépôt n'est pas joint ou est oublié : ses clés restent."
    ),
    "Destroy nothing: judge the last erasure anew.": "Ne rien détruire : juger à nouveau le dernier effacement.",
    "two people must have agreed": "deux personnes doivent avoir donné leur accord",
    "write --agreed-by NAME --agreed-by NAME": "écrire --agreed-by NOM --agreed-by NOM",
    "Type the client's name to destroy what opens its copies": (
        "Taper le nom du client pour détruire ce qui ouvre ses copies"
    ),
    "the name of the client was not typed: nothing was destroyed": (
        "le nom du client n'a pas été tapé : rien n'a été détruit"
    ),
    "write --confirm NAME": "écrire --confirm NOM",
    "nothing of {client} was erased": "rien de {client} n'a été effacé",
    "see continuity privacy erase --help": "voir continuity privacy erase --help",
    "the data of {client} must be kept: {reason}": "les données de {client} doivent être gardées : {reason}",
    "client.privacy.holds says so; remove the entry once it is over": (
        "client.privacy.holds le dit ; retirer l'entrée une fois que c'est fini"
    ),
    "the keys of {name} cannot be taken away now: {cause}": (
        "les clés de {name} ne peuvent pas être retirées maintenant : {cause}"
    ),
    "mend it; or say --anyway, and the certificate stays unproven": (
        "y remédier ; ou dire --anyway, et le certificat reste non prouvé"
    ),
    "the run {run} of {client} has not ended": "l'exécution {run} de {client} n'est pas terminée",
    "wait for it": "l'attendre",
    "Certificate of erasure: {client}": "Certificat d'effacement : {client}",
    "as of {time} (UTC); agreed by {names}": "au {time} (UTC) ; accord de {names}",
    "PROVEN: no password that this server ever held opens these repositories": (
        "PROUVÉ : aucun mot de passe que ce serveur a jamais eu n'ouvre ces dépôts"
    ),
    "UNPROVEN: a copy can still be opened, or nobody can tell": (
        "NON PROUVÉ : une copie peut encore être ouverte, ou nul ne peut le dire"
    ),
    "the old password still opens it": "l'ancien mot de passe l'ouvre encore",
    "the old password opens it no more, as was tried": "l'ancien mot de passe ne l'ouvre plus, essai fait",
    "it could not be tried": "cela n'a pas pu être essayé",
    "the store keeps old versions and does not list them: old keys may be among them": (
        "le stockage garde d'anciennes versions et ne les énumère pas : d'anciennes clés peuvent en être"
    ),
    "{key} lies in the store, locked until {until}": "{key} est dans le stockage, verrouillé jusqu'au {until}",
    "Repositories": "Dépôts",
    "keys removed": "clés retirées",
    "The last lock known of its points ends on {until} (UTC).": (
        "Le dernier verrou connu de ses points se termine le {until} (UTC)."
    ),
    "Destroyed in the vault: {count} entries.": "Détruit dans le coffre : {count} entrées.",
    "Where a key may still live": "Où une clé peut encore vivre",
    "Passwords that the documents keep outside of the vault: this server cannot destroy them.": (
        "Mots de passe que les documents gardent hors du coffre : ce serveur ne peut pas les détruire."
    ),
    "Kits, exports and people that had the secrets, by the log. They open what is open in the table above, and"
    " nothing else.": (
        "Kits, exports et personnes qui ont eu les secrets, selon le journal. Ils ouvrent ce qui est ouvert dans le"
        " tableau ci-dessus, et rien d'autre."
    ),
    "password": "mot de passe",
    "at (UTC)": "le (UTC)",
    "names": "noms",
    "Nowhere that the log knows of.": "Nulle part que le journal connaisse.",
    "What this does not say": "Ce que ceci ne dit pas",
    "What opens the copies was destroyed, not the copies: they lie there until they are removed, locked ones until"
    " their lock ends. Whoever copied a repository or its key files elsewhere, and has an old password, opens that"
    " copy; so does whoever took down the master key. The data itself, where it is used, was not touched.": (
        "Ce qui ouvre les copies a été détruit, pas les copies : elles restent là jusqu'à leur suppression, celles qui"
        " sont verrouillées jusqu'à la fin de leur verrou. Quiconque a copié ailleurs un dépôt ou ses fichiers de clés,"
        " et a un ancien mot de passe, ouvre cette copie ; de même quiconque a noté la clé maîtresse. Les données"
        " elles-mêmes, là où elles servent, n'ont pas été touchées."
    ),
}
