"""The French half of what is said of keeping locks: renewing them, and checking what the store holds."""

KEEPER = {
    "Show what would be locked anew and what it costs, and change nothing.": (
        "Montrer ce qui serait reverrouillé et à quel coût, sans rien changer."
    ),
    "Ask for no more than so many locks a second; as many as the store takes if not said.": (
        "Ne pas demander plus de verrous par seconde ; à défaut, autant que le stockage en accepte."
    ),
    "Lock anew what would lose its lock in NAMES (all that promise one, without names) before what is promised.": (
        "Reverrouiller ce qui, dans NAMES (sans nom : tous ceux qui promettent un verrou), perdrait le sien avant le "
        "terme promis."
    ),
    "No lock is ever shortened or weakened, and restic's own lock files are left alone. A run that was interrupted "
    "goes on where it ended. The keys of the keeper are used where the document names them.": (
        "Aucun verrou n'est jamais raccourci ni affaibli, et les fichiers de verrou de restic restent tels quels. Une "
        "exécution interrompue reprend là où elle s'est arrêtée. Les clés du gardien servent si le document les nomme."
    ),
    "{repository}: {count} object(s), {size}, would be locked anew until {until}": (
        "{repository} : {count} objet(s), {size}, seraient reverrouillés jusqu'au {until}"
    ),
    "  {count} object(s), {size}, locked anew until {until}, in {time}": (
        "  {count} objet(s), {size}, reverrouillés jusqu'au {until}, en {time}"
    ),
    "  {requests} request(s) besides the listing; {cost:.2f} GB-months are bound to be paid by it": (
        "  {requests} requête(s) en plus de la liste ; {cost:.2f} Go-mois à payer de ce fait"
    ),
    "  {asset}: its changes are suspicious since {since}; its last clean point {snapshot} stays locked": (
        "  {asset} : changements suspects depuis {since} ; son dernier point sain {snapshot} reste verrouillé"
    ),
    "    {key}: {error}": "    {key} : {error}",
    "{repository} promises no lock: there is none to renew": (
        "{repository} ne promet aucun verrou : il n'y en a pas à renouveler"
    ),
    "write `lock` in a repository whose store locks objects (adapter: s3), or name another one": (
        "écrire `lock` dans un dépôt dont le stockage verrouille les objets (adapter: s3), ou en nommer un autre"
    ),
    "{count} lock(s) of {repository} were not extended, first that of {key}: {cause}": (
        "{count} verrou(s) de {repository} n'ont pas été prolongés, d'abord celui de {key} : {cause}"
    ),
    "extending needs the keeper's rights: print them with `continuity storage policy {repository} --role keeper`, and "
    "name its keys in the document (roles: {{keeper: …}})": (
        "prolonger demande les droits du gardien : les imprimer par `continuity storage policy {repository} --role "
        "keeper`, et nommer ses clés dans le document (roles: {{keeper: …}})"
    ),
    "{repository} promises locks: what would fall short is locked anew in time": (
        "{repository} promet des verrous : ce qui viendrait à manquer est reverrouillé à temps"
    ),
    "lock renewal": "renouvellement des verrous",
}
