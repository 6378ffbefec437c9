"""The scheduled service: what it tells, and what it announces."""

from __future__ import annotations

DAEMON = {
    "the job {job} was already claimed, ended, or never announced": (
        "la tâche {job} a déjà été prise, est terminée ou n'a jamais été annoncée"
    ),
    "the scheduler that ordered the job {job} was taken over by another": (
        "le planificateur qui a demandé la tâche {job} a été relayé par un autre"
    ),
    "this scheduler was taken over by another": "ce planificateur a été relayé par un autre",
    "made up for by a later job of the same work": "rattrapée par une tâche plus récente du même travail",
    "the daemon was not running when it fell due": "le service ne tournait pas à l'échéance",
    "the documents no longer ask for it": "les documents ne la demandent plus",
    "{count} announced job(s) will not run: {reason}": "{count} tâche(s) annoncée(s) n'auront pas lieu : {reason}",
    "internal error in {kind} of {subject}: {error}": "erreur interne dans {kind} de {subject} : {error}",
    "{kind} of {subject} begins: {reason}": "{kind} de {subject} commence : {reason}",
    "{kind} of {subject} waits: {error}": "{kind} de {subject} attend : {error}",
    "{kind} of {subject}: {error} ({hint})": "{kind} de {subject} : {error} ({hint})",
    "{kind} of {subject}: {outcome} after {seconds:.1f} s": "{kind} de {subject} : {outcome} en {seconds:.1f} s",
    "{kind} of {subject}: {outcome} after {seconds:.1f} s: {reason}": (
        "{kind} de {subject} : {outcome} en {seconds:.1f} s : {reason}"
    ),
    "the state can be written again; nothing was lost": "l'état peut de nouveau être écrit ; rien n'a été perdu",
    "the clock jumped: every due time is computed anew": "l'horloge a sauté : chaque échéance est recalculée",
    "another scheduler took over; this one stands by": "un autre planificateur a pris le relais ; celui-ci veille",
    "active: {lines} line(s) of work; {left} run(s) of the dead ended": (
        "actif : {lines} ligne(s) de travail ; {left} exécution(s) de processus morts terminée(s)"
    ),
    "the new documents are not taken, the old ones stay in force: {error} ({hint})": (
        "les nouveaux documents ne sont pas pris, les anciens restent en vigueur : {error} ({hint})"
    ),
    "the documents were read anew": "les documents ont été relus",
    "stopping: {count} job(s) still run": "arrêt : {count} tâche(s) en cours",
    "stopped": "arrêté",
    "{error} ({hint}); tried again at each heartbeat": "{error} ({hint}) ; nouvel essai à chaque battement",
    "the job {job} of {subject}, due {due}, has neither a run nor a reason why there is none": (
        "la tâche {job} de {subject}, prévue le {due}, n'a ni exécution ni raison de son absence"
    ),
    "one of its jobs lacks its id, its due time or its subject": (
        "une de ses tâches n'a pas d'identifiant, d'échéance ou de sujet"
    ),
    "the job {job} is announced a second time": "la tâche {job} est annoncée une seconde fois",
    "the job {job} was announced at {at}, after it fell due at {due}": (
        "la tâche {job} a été annoncée le {at}, après son échéance du {due}"
    ),
    "the job {job} ends a second time": "la tâche {job} se termine une seconde fois",
    "the job {job} ends without having been announced": "la tâche {job} se termine sans avoir été annoncée",
    "answers on http://{host}:{port}/healthz and /metrics": "répond sur http://{host}:{port}/healthz et /metrics",
    "The scheduled service: what falls due is run, for years.": (
        "Le service planifié : ce qui arrive à échéance est exécuté, pendant des années."
    ),
    "Where to answer /healthz and /metrics; none: nowhere.": "Où répondre à /healthz et /metrics ; none : nulle part.",
    "The log, on stderr.": "Le journal, sur stderr.",
    "When told to stop, let jobs that run end for so long.": "À l'arrêt, laisser ce temps aux tâches en cours.",
    "Run what the policies ask for, when it falls due, until told to stop.": (
        "Exécuter ce que demandent les politiques, à l'échéance, jusqu'à l'ordre d'arrêt."
    ),
    "SIGTERM hands back: nothing new starts, what runs may end, what does not is recorded as aborted. SIGHUP reads the "
    "documents anew; faulty ones change nothing. A second daemon on the same state stands by and takes over.": (
        "SIGTERM rend la main : rien de nouveau ne commence, ce qui tourne peut finir, le reste est noté interrompu. "
        "SIGHUP relit les documents ; s'ils sont fautifs, rien ne change. Un second service sur le même état veille et "
        "prend le relais."
    ),
    "the dead-man ping does not begin: {error} ({hint})": "le signal de vie ne commence pas : {error} ({hint})",
    "{client} is left out until its documents are mended: {error}": (
        "{client} est laissé de côté tant que ses documents ne sont pas corrigés : {error}"
    ),
}
