"""French for drills that are live, for their windows, and for what is taken down."""

LIVE = {
    "write for example 2026-11-28T22:00:00+01:00": "écrire par exemple 2026-11-28T22:00:00+01:00",
    "this window ends before it begins": "cette fenêtre se termine avant de commencer",
    "service": "service",
    "write the later moment as `to`": "écrire le moment le plus tardif dans `to`",
    "{drill} breaks what is in use: no script walks it": (
        "{drill} met en panne ce qui est en service : aucun script ne le déroule"
    ),
    "walk it with two people: continuity drill run {drill} --as NAME": (
        "le dérouler à deux : continuity drill run {drill} --as NAME"
    ),
    "nobody agreed to a time for {drill}, or all that was agreed is over": (
        "aucun moment n'a été convenu pour {drill}, ou tous ceux qui l'étaient sont passés"
    ),
    "agree on one with whoever uses the service, and write it into its windows": (
        "en convenir avec ceux qui se servent du service, et l'écrire dans ses fenêtres (windows)"
    ),
    "it was not agreed that {drill} begins now": "il n'a pas été convenu que {drill} commence maintenant",
    "the next window begins at {begins} and ends at {ends}, agreed by {who}": (
        "la prochaine fenêtre commence à {begins} et finit à {ends}, convenue par {who}"
    ),
    "its time limit was over before the service was usable, and the RTO had passed": (
        "son temps était écoulé avant que le service soit utilisable, et la DMIA était dépassée"
    ),
    "its time limit was over before it ended": "son temps était écoulé avant la fin",
    "its time limit of {limit} was over: nothing more was begun, and everything was taken down": (
        "son temps ({limit}) était écoulé : rien d'autre n'a commencé, et tout a été démonté"
    ),
    "find out what took so long, or give it more time: time_limit": (
        "chercher ce qui a pris si longtemps, ou lui donner plus de temps : time_limit"
    ),
    "Walk the drill NAME, measure it, and take everything down again.": (
        "Dérouler l'exercice NAME, le mesurer, puis tout démonter."
    ),
    "An isolated drill touches nothing that is in use; a live one breaks it and brings it back, within an agreed "
    "window and by the word of two people. Where a script answers for people, the time is measured, and "
    "proves no RTO. A blind one is agreed to before its window opens, and who is on call hears of it as of an "
    "outage.": (
        "Un exercice isolé ne touche à rien de ce qui sert ; un exercice réel le met en panne et le rétablit, dans une "
        "fenêtre convenue et sur la parole de deux personnes. Si un script joue les personnes, le temps est mesuré, "
        "sans prouver de DMIA. Un exercice à l'aveugle se convient avant que sa fenêtre s'ouvre, et l'astreinte "
        "l'apprend comme une panne."
    ),
    "Another mode than its document says.": "Un autre mode que celui de son document.",
    "Show what each step would do, and what is missing; touch nothing.": (
        "Montrer ce que ferait chaque étape et ce qui manque ; ne rien toucher."
    ),
    "Go on with the live drill of RUN, where it was put down or its process died.": (
        "Reprendre l'exercice réel de RUN, là où il a été laissé ou là où son processus est mort."
    ),
    "A drill that a script walked in a laboratory is gone on with by the script, unless you say who you are.": (
        "Un exercice qu'un script déroulait dans un laboratoire est repris par le script, sauf à dire qui l'on est."
    ),
    "Undo it instead, in reverse; goes into the record.": "Le défaire plutôt, à rebours ; cela entre au registre.",
    "this is a laboratory (lab: true): nobody was asked whether it may begin": (
        "ceci est un laboratoire (lab: true) : personne n'a eu à convenir du début"
    ),
    "agreed by {who}, until {ends}": "convenu par {who}, jusqu'à {ends}",
    "  the window ends before the drill may: tell whoever waits for its end": (
        "  la fenêtre se termine peut-être avant l'exercice : prévenir ceux qui en attendent la fin"
    ),
    "go on with it: continuity drill resume {run}; or undo it: continuity drill resume {run} --abort REASON": (
        "le reprendre : continuity drill resume {run} ; ou le défaire : continuity drill resume {run} --abort REASON"
    ),
    "the live drill {name} of {subject}, begun at {time}, has not ended: continuity drill resume {run}, or with "
    "--abort REASON to undo it": (
        "l'exercice réel {name} de {subject}, commencé à {time}, n'est pas terminé : continuity drill resume {run}, ou "
        "avec --abort REASON pour le défaire"
    ),
    "the live drill {name} of {subject} was begun and has not ended: run {run}": (
        "l'exercice réel {name} de {subject} a été commencé et n'est pas terminé : exécution {run}"
    ),
    "the drill {name} or its runbook is not the one that run {run} began with": (
        "l'exercice {name} ou sa procédure n'est plus celui avec lequel l'exécution {run} a commencé"
    ),
    "bring the documents back to what they were, or: continuity drill resume {run} --abort REASON": (
        "remettre les documents dans leur état d'alors, ou : continuity drill resume {run} --abort REASON"
    ),
    "no live drill with the run {run} waits": "aucun exercice réel n'attend sous l'exécution {run}",
    "see continuity drill list": "voir continuity drill list",
    "it was not agreed that it begins": "il n'a pas été convenu que cela commence",
    "its time limit was over": "son temps était écoulé",
    "steps of it did not come out, and nobody is there to decide": (
        "des étapes n'ont pas abouti, et personne n'est là pour décider"
    ),
    "{drill} is isolated: its document says nothing of machines that are in use": (
        "{drill} est isolé : son document ne dit rien de machines en service"
    ),
    "write one with `mode: live` and the windows that were agreed": (
        "en écrire un avec `mode: live` et les fenêtres convenues"
    ),
    "{drill} cannot be isolated: its step {step} does {action}": (
        "{drill} ne peut pas être isolé : son étape {step} fait {action}"
    ),
    "run it as it is written: it is live": "le lancer comme il est écrit : il est réel",
    "this was still there once the drill had been taken down: {what}": (
        "ceci était encore là une fois l'exercice démonté : {what}"
    ),
    "what is its own was ended; look whether anything is left, and which step left it": (
        "ce qui était à lui a été arrêté ; regarder s'il reste quelque chose, et quelle étape l'a laissé"
    ),
}
