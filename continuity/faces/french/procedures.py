"""French for procedures: runbooks, their guide, their paper, their actions."""

PROCEDURES = {
    "What is done on the worst day, step by step: run, resume, render.": (
        "Ce qui se fait le pire jour, étape par étape : exécuter, reprendre, imprimer."
    ),
    "Why; it goes into the record.": "Pourquoi ; la raison entre au journal.",
    "Undo the runbook of RUN: what was done is undone in reverse, and what cannot be is said loudly.": (
        "Défaire la procédure de RUN : ce qui est fait est défait à rebours, ce qui ne peut pas l'être est dit."
    ),
    "List the runbooks, and those that were begun and have not ended.": (
        "Lister les procédures, et celles qui ont été commencées et ne sont pas finies."
    ),
    "Go on with the runbook of RUN, where it was put down or its process died.": (
        "Reprendre la procédure de RUN, là où elle a été posée ou là où son processus est mort."
    ),
    "Who you are; else the user of this machine.": "Qui vous êtes ; sinon l'utilisateur de cette machine.",
    "Whose runbook, where there are several clients.": "De quel client, s'il y en a plusieurs.",
    "An input of the runbook (may be repeated).": "Une entrée de la procédure (peut être répété).",
    (
        "Each step is written down before it is done. Whatever ends this process, `continuity runbook resume` goes on "
        "at the same step, on any terminal of this server. Answers are read line by line, also from a file."
    ): (
        "Chaque étape est écrite avant d'être faite. Quoi qui arrête ce processus, `continuity runbook resume` reprend "
        "à la même étape, sur n'importe quel terminal de ce serveur. Les réponses sont lues ligne à ligne, aussi d'un "
        "fichier."
    ),
    "Walk the runbook NAME, step by step.": "Dérouler la procédure NAME, étape par étape.",
    "Walk what is to be done on the worst day, step by step; without a verb, the list.": (
        "Dérouler ce qui se fait le pire jour, étape par étape ; sans verbe, la liste."
    ),
    "continuity runbook lists those that wait": "continuity runbook liste celles qui attendent",
    "there is no run {run}": "il n'y a pas d'exécution {run}",
    "run {run} has ended: {outcome}": "l'exécution {run} est finie : {outcome}",
    "{asset} has no recovery point": "{asset} n'a aucun point de restauration",
    "name a directory that does not exist": "nommer un dossier qui n'existe pas",
    "{path} is there already": "{path} existe déjà",
    "the restore {run} ended {outcome}: {reason}": "la restauration {run} a fini en {outcome} : {reason}",
    "see: continuity evidence show {run}": "voir : continuity evidence show {run}",
    "begin it with /": "le commencer par /",
    "from the declaration to the last step of the phase usable, by the journal of the procedure": (
        "de la déclaration à la dernière étape de la phase utilisable, d'après le journal de la procédure"
    ),
    "{step} could not be undone: {cause}": "{step} n'a pas pu être défaite : {cause}",
    "undo it by hand, and say so in a note": "la défaire à la main, et le dire dans une note",
    "{step} was skipped by {who}: {cause}": "{step} a été sautée par {who} : {cause}",
    "the procedure does not say how it is undone": "la procédure ne dit pas comment la défaire",
    "nobody answered within its time limit": "personne n'a répondu dans le délai",
    "the runbook {name} is not the one that run {run} began with": (
        "la procédure {name} n'est pas celle avec laquelle l'exécution {run} a commencé"
    ),
    "bring the document back to what it was, or abort the run: continuity runbook abort {run}": (
        "remettre le document dans son état d'alors, ou abandonner : continuity runbook abort {run}"
    ),
    "{runbook} has no input named {name}": "{runbook} n'a pas d'entrée nommée {name}",
    "its inputs: {names}": "ses entrées : {names}",
    "{runbook} needs {name}: {title}": "{runbook} demande {name} : {title}",
    "give it: --with {name}=…": "la donner : --with {name}=…",
    "see continuity storage list": "voir continuity storage list",
    "{runbook} of {subject} was begun and has not ended: run {run}": (
        "{runbook} de {subject} est commencée et n'est pas finie : exécution {run}"
    ),
    "go on with it: continuity runbook resume {run}": "la reprendre : continuity runbook resume {run}",
    "left standing": "laissée en l'état",
    "no runbook with the run {run} waits": "aucune procédure de l'exécution {run} n'attend",
    "see continuity runbook list": "voir continuity runbook list",
    "a reason is needed: it goes into the record": "il faut une raison : elle entre au journal",
    "  another person signs what {who} did: the name": "  une autre personne signe ce que {who} a fait : son nom",
    "  sign what was done: your name": "  signez ce qui a été fait : votre nom",
    "  nobody signs twice, and nobody without a name": "  personne ne signe deux fois, ni sans nom",
    "Enter when it is done": "Entrée quand c'est fait",
    "yes or no": "oui ou non",
    "again, done, skip or abort": "again, done, skip ou abort",
    "done, or why not": "fait, ou pourquoi pas",
    "  say done, or why it cannot be undone": "  dire fait, ou pourquoi cela ne peut pas être défait",
    "  only Enter, once it is done; else /note TEXT, /skip REASON or /abort REASON": (
        "  Entrée seule, une fois que c'est fait ; sinon /note TEXTE, /skip RAISON ou /abort RAISON"
    ),
    "  yes or no; /help says what else can be typed": "  oui ou non ; /help dit ce qui peut être tapé d'autre",
    "  {word} is not a word of ours; /help says which there are": (
        "  {word} n'est pas un mot connu ici ; /help dit lesquels existent"
    ),
    "step {number} of {count}: {title}": "étape {number} sur {count} : {title}",
    "  {step}: done. {answer}": "  {step} : fait. {answer}",
    "  {step}: FAILED: {why}": "  {step} : ÉCHEC : {why}",
    "  hint: {hint}": "  piste : {hint}",
    "  undoing {step}": "  {step} est défaite",
    "  NOT UNDONE: {step}: {why}": "  PAS DÉFAITE : {step} : {why}",
    "  expected: {expected}": "  attendu : {expected}",
    "{step} was begun, and nobody knows whether it was done: find out. again, done REASON (how you know), "
    "skip REASON, abort REASON": (
        "{step} a été commencée, et personne ne sait si elle a été faite : vérifiez. again (la refaire), done RAISON "
        "(d'où vous le savez), skip RAISON, abort RAISON"
    ),
    "{step} failed. again, done REASON (somebody did it), skip REASON, abort REASON": (
        "{step} a échoué. again (la refaire), done RAISON (quelqu'un l'a faite), skip RAISON, abort RAISON"
    ),
    "{step} failed or was interrupted, and is done by the word of {who}: {cause}": (
        "{step} a échoué ou a été interrompue, et n'est faite que sur la parole de {who} : {cause}"
    ),
    "steps were skipped, or are done by somebody's word alone": (
        "des étapes ont été sautées, ou ne sont faites que sur parole"
    ),
    "it was being undone when its process died, and nobody knows how far": (
        "elle était en train d'être défaite quand son processus est mort, personne ne sait jusqu'où"
    ),
    "its undo reached nobody, and did nothing": "ce qui la défait n'a joint personne, et n'a rien fait",
    "what came after it still stands: undo that first, then this": (
        "ce qui l'a suivie est encore en place : défaire cela d'abord, puis ceci"
    ),
    "the runbook is not what it was when it was begun": "la procédure n'est plus celle qui avait été commencée",
    "{asset} is not an asset of {client}": "{asset} n'est pas un actif de {client}",
    "the value of {name} is not text in UTF-8": "la valeur de {name} n'est pas du texte en UTF-8",
    "walk that client's runbook: --client {other}": "dérouler la procédure de ce client : --client {other}",
    "{name} is a whole number": "{name} est un nombre entier",
    "write digits only": "écrire seulement des chiffres",
    "at any question: /note TEXT, /attach FILE, /hand-over NAME, /skip REASON, /abort REASON, /leave": (
        "à toute question : /note TEXTE, /attach FICHIER, /hand-over NOM, /skip RAISON, /abort RAISON, /leave"
    ),
    "runbook": "procédure",
    "steps": "étapes",
    "title": "titre",
    "written in": "écrite dans",
    "{runbook} of {subject}, begun at {time}, has not ended: continuity runbook resume {run}": (
        "{runbook} de {subject}, commencée à {time}, n'est pas finie : continuity runbook resume {run}"
    ),
    "write --with NAME=VALUE": "écrire --with NOM=VALEUR",
    "{value} is no input": "{value} n'est pas une entrée",
    "say which: --client NAME": "dire lequel : --client NOM",
    "there are several clients: {names}": "il y a plusieurs clients : {names}",
    "there is no runbook named {name}": "il n'y a pas de procédure nommée {name}",
    "Expected: {expected}": "Attendu : {expected}",
    "At most {length}": "{length} au plus",
    "To undo it: {how}": "Pour défaire : {how}",
    "leave them out, or write `do:` in place of `ask:`": "les retirer, ou écrire `do:` à la place de `ask:`",
    "a `file` is taken from this machine, and the action runs `on` another": (
        "un fichier (`file`) est pris sur cette machine, et l'action agit sur une autre (`on`)"
    ),
    "have its text or number noted down, or leave `on` out": "faire noter son texte ou son nombre, ou enlever `on`",
    "{keys} are for actions only": "{keys} ne valent que pour des actions",
    "a step named {name} stands above": "une étape nommée {name} figure plus haut",
    "name each step differently": "nommer chaque étape autrement",
    "name an input, or a step it needs": "nommer une entrée, ou une étape dont elle dépend",
    "nothing that comes before this step gives {name}": "rien de ce qui précède cette étape ne donne {name}",
    "step": "étape",
    "needs": "needs",
    'write for example ["systemctl", "start", "x"]': 'écrire par exemple ["systemctl", "start", "x"]',
    "{name} is a list of words": "{name} est une liste de mots",
    "{name} is the number of a port, 1 to 65535": "{name} est un numéro de port, de 1 à 65535",
    "write for example 30s or 5m": "écrire par exemple 30s ou 5m",
    "{name} is a duration": "{name} est une durée",
    "{program} did not end in time": "{program} n'a pas fini à temps",
    "{program} ended with {status}: {said}": "{program} a fini avec {status} : {said}",
    "run it by hand and see": "la lancer à la main et regarder",
    "no good answer in {tries} tries: {why}": "pas de bonne réponse en {tries} essais : {why}",
    "the text that is expected is not there": "le texte attendu n'y est pas",
    "{url} is no address of the web": "{url} n'est pas une adresse web",
    "write http://… or https://…": "écrire http://… ou https://…",
    "step {step}: there is no action named {action}": "étape {step} : il n'y a pas d'action nommée {action}",
    "step {step}: {name} is missing, or no parameter of {action}": (
        "étape {step} : {name} manque, ou n'est pas un paramètre de {action}"
    ),
    "its parameters, to be mended in {where}: {names}": "ses paramètres, à corriger dans {where} : {names}",
    "write one of these in {where}: {names}": "écrire l'une de celles-ci dans {where} : {names}",
    "it did not end within {limit}": "cela n'a pas fini en {limit}",
    "see what it waits for, then have it done again, or do it by hand": (
        "voir ce qu'elle attend, puis la refaire, ou la faire à la main"
    ),
    "expected {expected}, got {answer}": "attendu {expected}, obtenu {answer}",
    "find out why before you go on": "trouver pourquoi avant de continuer",
    "give it, or let the step that gives it come first": "la donner, ou faire venir avant l'étape qui la donne",
    "nothing gave {name} yet": "rien n'a encore donné {name}",
    "it is for people, and nobody was there": "c'est l'affaire d'une personne, et il n'y avait personne",
    "this is a part of rehearsals, and this is none": "c'est une partie des répétitions, et ceci n'en est pas une",
    "see: continuity test --help": "voir : continuity test --help",
    "this rehearsal has no part {name}": "cette répétition n'a pas de partie {name}",
    "its parts: {names}": "ses parties : {names}",
    "{step}: {cause}": "{step} : {cause}",
}
