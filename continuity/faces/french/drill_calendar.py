"""French for the calendar of drills, and for what is done about what they show."""

DRILL_CALENDAR = {
    "Runbooks rehearsed for real, and when: list, run, calendar.": (
        "Les procédures répétées pour de vrai, et quand : lister, exécuter, calendrier."
    ),
    "How far to plan; a year ahead without it.": "Jusqu'où planifier ; sinon, un an.",
    "Only this client's drills.": "Les exercices de ce client seulement.",
    "Print it as an iCalendar file (RFC 5545), for a calendar of yours.": (
        "L'écrire comme fichier iCalendar (RFC 5545), pour un agenda."
    ),
    "Say which drills are due, late, never done or never proven, and when each is to be held.": (
        "Dire quels exercices sont à faire, en retard, jamais faits ou jamais prouvés, et quand tenir chacun."
    ),
    (
        "A drill is held when people walked it to its end, and proven when it came out as promised; one that a script"
        " played is shown as rehearsed, and its date stays. Days are working days: no weekend, no public holiday of"
        " the contract's country. Exits 1 while a drill or a corrective action is late, but for --ics."
    ): (
        "Un exercice est tenu quand des personnes l'ont déroulé jusqu'au bout, et prouvé s'il a tenu les promesses ;"
        " joué par un script, il est dit répété, et sa date reste. Les jours sont ouvrés : ni week-end, ni jour férié"
        " du pays du contrat. Code de sortie 1 tant qu'un exercice ou une action corrective est en retard, sauf avec"
        " --ics."
    ),
    "never done": "jamais fait",
    "rehearsed by script": "répété par un script",
    "held, not proven": "tenu, pas prouvé",
    "no date": "sans date",
    "planned": "prévu",
    "due": "échéance",
    "late": "en retard",
    "next": "prochain",
    "standing": "acquis",
    "Drills of {client}": "Exercices de {client}",
    "Drills": "Exercices",
    "any of {asset}": "un au choix, sur {asset}",
    "{time} is over already": "{time} est déjà passé",
    "give a day to come": "donner un jour à venir",
    "{drill}: agreed from {begins} to {ends} by {by}": "{drill} : convenu de {begins} à {ends} par {by}",
    "{drill}: it is live, and no time to come is agreed": (
        "{drill} : il est réel, et aucun moment à venir n'est convenu"
    ),
    "every": "tous les",
    "state": "état",
    "{client}: the public holidays of {country} {region} are not known: only weekends are left out": (
        "{client} : les jours fériés de {country} {region} ne sont pas connus : seuls les week-ends sont évités"
    ),
    "{client}: drill {drill}: {title}": "{client} : exercice {drill} : {title}",
    "so far: {standing}": "jusqu'ici : {standing}",
    "so far: {standing}; to walk it: continuity drill run {drill} --as NAME": (
        "jusqu'ici : {standing} ; pour le dérouler : continuity drill run {drill} --as NAME"
    ),
    "See to what drills left to be mended, until one of them shows that it is; without a verb, the list.": (
        "Suivre ce que les exercices ont laissé à corriger, jusqu'à ce que l'un d'eux montre que c'est fait ; sans"
        " verbe, la liste."
    ),
    "List the corrective actions: what was missed, who sees to it, until when.": (
        "Lister les actions correctives : ce qui a été manqué, qui s'en charge, jusqu'à quand."
    ),
    (
        "Nobody opens or closes one: a drill that misses something does, and the same drill once it comes out as"
        " promised, with its people where it is about them."
    ): (
        "Personne n'en ouvre ni n'en clôt : un exercice manqué l'ouvre, et le même exercice la clôt dès qu'il tient"
        " les promesses, avec ses personnes si elles sont en cause."
    ),
    "Only this client's.": "Celles de ce client seulement.",
    "Those that are closed, too.": "Aussi celles qui sont closes.",
    "Give ACTION to OWNER.": "Confier ACTION à OWNER.",
    "Until when; without it, as before.": "Jusqu'à quand ; sinon, comme avant.",
    "Say TEXT about ACTION, for the record.": "Dire TEXT à propos d'ACTION, pour le journal.",
    "Who takes the risk.": "Qui prend le risque.",
    "Why, for the record.": "Pourquoi, pour le journal.",
    "Accept the risk of ACTION instead of mending it: nobody is reminded any more.": (
        "Accepter le risque d'ACTION au lieu de la corriger : plus personne n'est relancé."
    ),
    "That proves nothing: its control stays unproven until the same drill comes out as promised.": (
        "Cela ne prouve rien : son contrôle reste non prouvé jusqu'à ce que le même exercice tienne les promesses."
    ),
    "there is no corrective action {id}": "il n'y a pas d'action corrective {id}",
    "see: continuity drill actions": "voir : continuity drill actions",
    "the corrective action {id} is closed by run {run}": "l'action corrective {id} est close par l'exécution {run}",
    "the risk of the corrective action {id} is accepted already, by {name}: {why}": (
        "le risque de l'action corrective {id} est déjà accepté, par {name} : {why}"
    ),
    "to add a word: continuity drill actions comment": "pour ajouter un mot : continuity drill actions comment",
    "{id}: risk accepted by {by}, {at}: {why}": "{id} : risque accepté par {by}, {at} : {why}",
    "{id}: {reason}": "{id} : {reason}",
    "{id}: {by}, {at}: {text}": "{id} : {by}, {at} : {text}",
    "risk accepted": "risque accepté",
    "open": "ouverte",
    "closed": "close",
    "nobody yet": "personne encore",
    "a blank text says nothing": "un texte vide ne dit rien",
    "write a name, or a sentence": "écrire un nom, ou une phrase",
    "action": "action",
    "objective": "objectif",
    "verdict": "verdict",
    "owner": "responsable",
    "until": "jusqu'au",
    "  last drill: {drill}, {verdict}, {time}{played}": "  dernier exercice : {drill}, {verdict}, {time}{played}",
    ", played by a script": ", joué par un script",
    "{client}: late drill: {name}": "{client} : exercice en retard : {name}",
    "{client}: corrective action {id}, late since {due}: {drill}, {objective}, {owner}": (
        "{client} : action corrective {id}, en retard depuis le {due} : {drill}, {objective}, {owner}"
    ),
    "{client}: corrective action {id}, until {due}: {drill}, {objective}, {owner}": (
        "{client} : action corrective {id}, jusqu'au {due} : {drill}, {objective}, {owner}"
    ),
    "{client}: corrective action {id}, risk accepted: {drill}, {objective}, {owner}": (
        "{client} : action corrective {id}, risque accepté : {drill}, {objective}, {owner}"
    ),
    "late drills: {names}": "exercices en retard : {names}",
    "late corrective actions: {names}": "actions correctives en retard : {names}",
    "corrective action": "action corrective",
    "it is to be held on {day}: continuity drill calendar": "à tenir le {day} : continuity drill calendar",
    "it is to be held today: continuity drill calendar": "à tenir aujourd'hui : continuity drill calendar",
    "it should have been held by {due}: continuity drill calendar": (
        "aurait dû être tenu d'ici au {due} : continuity drill calendar"
    ),
    "{id}: {objective} came out as {verdict}; {owner} has until {due}: continuity drill actions": (
        "{id} : {objective} {verdict} ; {owner} a jusqu'au {due} : continuity drill actions"
    ),
    "{id}: {objective} is to be mended by {due}, {owner} sees to it: continuity drill actions": (
        "{id} : {objective}, à corriger d'ici au {due}, {owner} s'en charge : continuity drill actions"
    ),
    "{id}: {objective} should have been mended by {due}, {owner} sees to it: continuity drill actions": (
        "{id} : {objective} aurait dû être corrigé d'ici au {due}, {owner} s'en charge : continuity drill actions"
    ),
    "Show the drill NAME as it stands: inputs, every step that it would do, what it changes, promises, last runs.": (
        "Montrer l'exercice NAME tel qu'il est : entrées, chaque étape qu'il ferait, ce qu'il modifie, promesses,"
        " dernières exécutions."
    ),
    "Nothing is done, and nothing is asked of any machine.": "Rien n'est fait, et aucune machine n'est interrogée.",
    "{client}/{drill}: {title}": "{client}/{drill} : {title}",
    "isolated, in a sandbox": "isolé, dans un bac à sable",
    "live, where it is in use": "réel, là où cela sert",
    "  rehearses {runbook}; {mode}": "  répète {runbook} ; {mode}",
    "to be given": "à donner",
    "  --with {name}=…: {title} ({default})": "  --with {name}=… : {title} ({default})",
    "asks people": "demande aux personnes",
    "step": "étape",
    "does": "fait",
    "on": "sur",
    "changes": "modifie",
    "{asset}: RTO {rto}, RPO {rpo}": "{asset} : RTO (DMIA) {rto}, RPO (PDMA) {rpo}",
    "corrective action {id}: {objective}, until {due}": "action corrective {id} : {objective}, jusqu'au {due}",
    "it was never run": "il n'a jamais été exécuté",
    "a script": "un script",
    "{time}: {outcome}, {verdict}, {subject}, by {who} (run {run})": (
        "{time} : {outcome}, {verdict}, {subject}, par {who} (exécution {run})"
    ),
    "unproven, corrective actions: {names}": "non prouvé, actions correctives : {names}",
}
