"""French for drills."""

DRILLS = {
    "Rehearse what is done on the worst day, for real and on the clock; without a verb, the list.": (
        "Répéter ce qui se fait le pire jour, pour de vrai et montre en main ; sans verbe, la liste."
    ),
    "List the drills, and how the last run of each came out.": "Lister les exercices, et l'issue du dernier de chacun.",
    "Walk it as NAME; without it, a script answers for people.": (
        "Le dérouler en tant que NAME ; sinon, un script répond pour les personnes."
    ),
    "An input of the drill (may be repeated).": "Une entrée de l'exercice (peut être répété).",
    "Whose drill, where there are several clients.": "De quel client, s'il y en a plusieurs.",
    "drill": "exercice",
    "there is no drill named {name}": "il n'y a pas d'exercice nommé {name}",
    "  {step}: {state}, {seconds:.1f} s": "  {step} : {state}, {seconds:.1f} s",
    "  {step}: {state}": "  {step} : {state}",
    "given up": "abandonné",
    "undone": "défaite",
    "not undone": "pas défaite",
    "cut off": "interrompue",
    "not signed": "non signée",
    "done": "faite",
    "steady state": "régime normal",
    "{device} is a device in use, and this drill is isolated": (
        "{device} est un équipement en service, et cet exercice est isolé"
    ),
    "{action} changes what is in use, and this drill is isolated": (
        "{action} modifie ce qui est en service, et cet exercice est isolé"
    ),
    "rehearse it where nothing is in use, or leave that step to a drill that is live": (
        "le répéter là où rien ne sert, ou laisser cette étape à un exercice réel"
    ),
    "{path} is outside of the drill's own directory {within}": "{path} est hors du dossier de l'exercice, {within}",
    "give it a place in {{{{ sandbox }}}}: restored data never lands where it could be in use": (
        "lui donner une place dans {{{{ sandbox }}}} : ce qui est restauré n'arrive jamais là où cela pourrait servir"
    ),
    "these steps were never reached: {names}": "ces étapes n'ont jamais été atteintes : {names}",
    "people were played by a script: only a drill with its people proves an RTO": (
        "les personnes étaient jouées par un script : seul un exercice avec elles prouve une DMIA"
    ),
    "the service was never usable again in it": "le service n'y a jamais été de nouveau utilisable",
    "not every step was done": "toutes les étapes n'ont pas été faites",
    "nothing was brought back whose data time is known": "rien n'est revenu dont la date des données soit connue",
    "never reached": "jamais atteint",
    "begun, and never seen to come out": "commencé, et jamais vu aboutir",
    "from the fault to the last step of the phase usable, by the journal of the drill": (
        "de la panne à la dernière étape de la phase utilisable, d'après le journal de l'exercice"
    ),
    "the fault - the data time of what was brought back": "la panne - la date des données restaurées",
    "what was seen of normal life before the fault, seen again at the end, and the checks of the drill": (
        "ce qui se voyait de la vie normale avant la panne, revu à la fin, et les contrôles de l'exercice"
    ),
    "the people left it before its end; everything was taken down": (
        "les personnes l'ont quitté avant la fin ; tout a été démonté"
    ),
    "its process died before it ended; everything was taken down": (
        "son processus est mort avant la fin ; tout a été démonté"
    ),
    "step {step} of {runbook} begins like the steps of drills": (
        "l'étape {step} de {runbook} commence comme celles des exercices"
    ),
    "give it another name": "lui donner un autre nom",
}
