"""The French half of what is said of keeping locks: renewing them, and checking what the store holds."""

KEEPER = {
    "the store took the extension, and its lock is in {mode} mode": (
        "le stockage a accepté la prolongation, et son verrou est en mode {mode}"
    ),
    "the store took the extension, and its lock ends {found}": (
        "le stockage a accepté la prolongation, et son verrou finit {found}"
    ),
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
    "Ask the stores of NAMES (all, without names) what they list, and until when they lock it.": (
        "Demander aux stockages de NAMES (tous, sans nom) ce qu'ils listent, et jusqu'à quand ils le verrouillent."
    ),
    "Beside the locks: versioning, the default lock, the bucket's policy and lifecycle rules, and the store's clock.": (
        "Outre les verrous : le versionnage, le verrou par défaut, la politique et les règles de cycle de vie du "
        "bucket, et l'horloge du stockage."
    ),
    "Read the locks of so many objects only, drawn at random: quick, and never more than unproven.": (
        "Ne lire les verrous que de tant d'objets tirés au hasard : rapide, et jamais plus que non prouvé."
    ),
    "Draw the sample that this word stands for; made up, and told, if not said.": (
        "Tirer l'échantillon que ce mot désigne ; inventé, et dit, à défaut."
    ),
    "  {drawn} of {of} objects drawn by the seed {seed}, {bad} of them short": (
        "  {drawn} objets sur {of} tirés par la graine {seed}, dont {bad} en défaut"
    ),
    "{repository} promises no lock: there is none to draw": (
        "{repository} ne promet aucun verrou : il n'y en a pas à tirer"
    ),
    "leave --sample out, or name a repository with `lock`": "retirer --sample, ou nommer un dépôt qui a `lock`",
    "of {drawn} objects drawn none is short: with 95 % confidence at most {at_most} of {of} are": (
        "sur {drawn} objets tirés aucun n'est en défaut : au niveau de confiance de 95 %, {at_most} sur {of} au plus "
        "le sont"
    ),
    "of {drawn} objects drawn {bad} are short: with 95 % confidence at most {at_most} of {of} are": (
        "sur {drawn} objets tirés {bad} sont en défaut : au niveau de confiance de 95 %, {at_most} sur {of} au plus "
        "le sont"
    ),
    "objects are hidden by delete markers": "des objets sont cachés par des marqueurs de suppression",
    "  the store's clock and ours are {seconds:.0f} s apart; its own counts": (
        "  l'horloge du stockage et la nôtre diffèrent de {seconds:.0f} s ; la sienne compte"
    ),
    "retention of objects drawn at random, from the store": "rétention d'objets tirés au hasard, d'après le stockage",
    "  no lifecycle rule gives space back when locks end: `continuity storage policy --lifecycle`": (
        "  aucune règle de cycle de vie ne rend l'espace quand les verrous finissent : `continuity storage policy "
        "--lifecycle`"
    ),
    "  {current} in use; {count} older version(s) hold {older}": (
        "  {current} en service ; {count} version(s) antérieure(s) occupent {older}"
    ),
    "  {freed} of older versions less than at the last look": (
        "  {freed} de versions antérieures de moins qu'au dernier passage"
    ),
    "Print the lifecycle rules instead: what gives space back when locks end.": (
        "Imprimer plutôt les règles de cycle de vie : ce qui rend l'espace quand les verrous finissent."
    ),
    "repository {name}: this kind of place removes nothing by itself": (
        "dépôt {name} : ce genre d'emplacement ne supprime rien de lui-même"
    ),
    "the bucket's policy lets a role or somebody else do more than `storage policy` prints": (
        "la politique du bucket permet à un rôle, ou à quelqu'un d'autre, plus que ce qu'imprime `storage policy`"
    ),
    "the bucket's policy lets everybody in": "la politique du bucket laisse entrer tout le monde",
    "the document names keys by role, and the bucket has no policy that keeps them apart": (
        "le document nomme des clés par rôle, et le bucket n'a pas de politique qui les sépare"
    ),
    "a lifecycle rule of the bucket removes objects that are needed": (
        "une règle de cycle de vie du bucket supprime des objets nécessaires"
    ),
    "a lifecycle rule of the bucket removes what is hidden before anybody could notice": (
        "une règle de cycle de vie du bucket supprime ce qui est caché avant que quiconque ait pu s'en apercevoir"
    ),
}
