"""Incidents: `incident list`, `show`, what people do, and what they are told."""

from __future__ import annotations

INCIDENTS = {
    "What is wrong, who sees to it, and what was promised: list, ack.": (
        "Ce qui va mal, qui s'en occupe, et ce qui était promis : list, ack."
    ),
    "Look at what is wrong and who sees to it; without a verb, what is open.": (
        "Voir ce qui va mal et qui s'en occupe ; sans verbe, ce qui est ouvert."
    ),
    "Those that were closed in the last 30 days, too.": "Aussi ceux qui ont été clos ces 30 derniers jours.",
    "incidents seen": "incidents vus",
    "incident acknowledged": "incident pris en charge",
    "incident commented": "incident commenté",
    "incident assigned": "incident confié",
    "incident report attached": "rapport d'incident joint",
    "incident closed": "incident clos",
    "Only those whose cause lasts.": "Seulement ceux dont la cause dure.",
    "Only this severity; several: any.": "Seulement cette gravité ; plusieurs : l'une d'elles.",
    "Only those opened then or later; closed ones, too.": "Seulement ceux ouverts à partir de là ; clos compris.",
    "an incident is open or closed": "un incident est ouvert ou clos",
    "leave --open or --closed out": "omettre --open ou --closed",
    "List the incidents that are not closed, and what is left of the time that the contract allows for each.": (
        "Lister les incidents qui ne sont pas clos, et ce qui reste du temps que le contrat accorde à chacun."
    ),
    "The service opens one for each cause, and ends it when the cause is gone; one that reached level N3 is closed by"
    " people, with a report.": (
        "Le service en ouvre un par cause et le termine quand la cause a disparu ; celui qui a atteint le niveau N3 est"
        " clos par des personnes, avec un rapport."
    ),
    "Show all of INCIDENT: what it concerns, its clocks, who was told, and what was said.": (
        "Montrer tout d'INCIDENT : ce qu'il concerne, ses délais, qui a été prévenu, et ce qui a été dit."
    ),
    "Say that somebody sees to INCIDENT: the time to intervene ends here.": (
        "Dire que quelqu'un s'occupe d'INCIDENT : le délai d'intervention s'arrête là."
    ),
    "Who acts; without it, the user of the system.": "Qui agit ; sinon, l'utilisateur du système.",
    "Say TEXT about INCIDENT, for the record.": "Dire TEXT à propos d'INCIDENT, pour le journal.",
    "Give INCIDENT to OWNER.": "Confier INCIDENT à OWNER.",
    "Who is waited for, and for what.": "Qui est attendu, et pour quoi.",
    "Stop the clocks of INCIDENT while the customer is waited for.": (
        "Suspendre les délais d'INCIDENT pendant que le client est attendu."
    ),
    "Have the clocks of INCIDENT run again.": "Faire courir de nouveau les délais d'INCIDENT.",
    "Why it was, in a sentence.": "Pourquoi c'est arrivé, en une phrase.",
    "Close INCIDENT, whose cause is gone.": "Clore INCIDENT, dont la cause a disparu.",
    "Refused while the cause lasts, and for one that reached level N3 until its report is attached.": (
        "Refusé tant que la cause dure et, pour celui qui a atteint le niveau N3, tant que son rapport n'est pas joint."
    ),
    "open for {length} of the time that counts": "ouvert depuis {length} du temps qui compte",
    "level {level} is told, and all below it": "le niveau {level} est prévenu, et tous ceux au-dessous",
    "no message of level {level} was delivered": "aucun message du niveau {level} n'a été remis",
    "incident {id}: level {level} is called in: {why}": "incident {id} : appel du niveau {level} : {why}",
    "{count} line(s) of work did not run when they fell due, the first: {kind} of {subject}": (
        "{count} travaux n'ont pas été faits à leur échéance, le premier : {kind} de {subject}"
    ),
    "say more: continuity incident comment {id}": "en dire plus : continuity incident comment {id}",
    "the incident {id} is closed": "l'incident {id} est clos",
    "see: continuity incident list": "voir : continuity incident list",
    "there is no incident {id}": "il n'y a pas d'incident {id}",
    "go on: continuity incident continue {id}": "reprendre : continuity incident continue {id}",
    "the clocks of {id} stand still already": "les délais de {id} sont déjà suspendus",
    "the cause of {id} is gone: its clocks ended": "la cause de {id} a disparu : ses délais sont terminés",
    "the clocks of {id} do not stand still": "les délais de {id} ne sont pas suspendus",
    "mend it: it is over when the next look finds it well, or when the documents no longer ask for it": (
        "y remédier : il se termine quand l'examen suivant ne trouve plus rien, ou quand les documents ne le demandent"
        " plus"
    ),
    "the cause of {id} lasts: {reason}": "la cause de {id} dure : {reason}",
    "write it, and attach it: continuity incident report {id}": (
        "l'écrire et le joindre : continuity incident report {id}"
    ),
    "{id} reached level {level} and has no report": "{id} a atteint le niveau {level} et n'a pas de rapport",
    "{client}: {level}: {severity} incident {id}: {subject}": (
        "{client} : {level} : incident {id} ({severity}) : {subject}"
    ),
    "{subject}: {severity}, since {since}: {reason}": "{subject} : {severity}, depuis {since} : {reason}",
    "level {level} is called in: {why}": "appel du niveau {level} : {why}",
    "say that somebody sees to it: continuity incident ack {id}": (
        "dire que quelqu'un s'en occupe : continuity incident ack {id}"
    ),
    "incident {id} ({severity}): {subject}: {reason}": "incident {id} ({severity}) : {subject} : {reason}",
    "incident {id} is open again: {subject}: {reason}": "l'incident {id} est rouvert : {subject} : {reason}",
    "incident {id} is over: {subject}": "l'incident {id} est terminé : {subject}",
    "well in between": "bon entre-temps",
    "its cause is gone": "sa cause a disparu",
    "incidents wait: {error} ({hint})": "les incidents attendent : {error} ({hint})",
    "GTI": "GTI",
    "GTR": "GTR",
    "incident": "incident",
    "severity": "gravité",
    "security": "sécurité",
    "blocking": "bloquant",
    "minor": "mineur",
    "still open": "encore ouvert",
    "over, closed": "terminé, clos",
    "report due": "rapport attendu",
    "to be closed": "à clore",
    "acknowledged": "pris en charge",
    "{left} left": "reste {left}",
    "{left} left, waiting": "reste {left}, en attente",
    "held": "tenu",
    "missed by {over}": "dépassé de {over}",
    "time to intervene (GTI)": "garantie d'intervention (GTI)",
    "time to restore (GTR)": "garantie de rétablissement (GTR)",
    "cause: {reason}": "cause : {reason}",
    "concerns: {members}": "concerne : {members}",
    "{clock}: {used} of {allowed} used, due {due}: {stands}": (
        "{clock} : {used} sur {allowed}, échéance {due} : {stands}"
    ),
    "{level} told, called in at {at} ({to}): {why}": "{level} prévenu, appelé le {at} ({to}) : {why}",
    "{level} called in at {at} ({to}), nobody was told yet: {why}": (
        "{level} appelé le {at} ({to}), personne n'est encore prévenu : {why}"
    ),
    "{level}: {to} told": "{level} : {to} prévenu",
    "{level}: {to} not told, tried again: {error}": "{level} : {to} pas prévenu, nouvel essai : {error}",
    "{level}: {to} never told, given up: {error}": "{level} : {to} jamais prévenu, abandonné : {error}",
    "{level}: {to} not told yet: {error}": "{level} : {to} pas encore prévenu : {error}",
    "not tried yet": "pas encore essayé",
    "does not count: {begin} to {end}: {why}": "ne compte pas : de {begin} à {end} : {why}",
    "{at}, {by}: {text}": "{at}, {by} : {text}",
    "over: {why}": "terminé : {why}",
    "Keep this file as the report; a text must have no […] left.": (
        "Garder ce fichier comme rapport ; un texte ne doit plus contenir de […]."
    ),
    "A new file for the draft.": "Un nouveau fichier pour le brouillon.",
    "Draft the report of INCIDENT from its records, or attach the finished one.": (
        "Préparer le rapport d'INCIDENT d'après ses enregistrements, ou joindre celui qui est fini."
    ),
    "One that reached level N3 is not closed without it.": "Celui qui a atteint le niveau N3 n'est pas clos sans lui.",
    "name a new file": "nommer un nouveau fichier",
    "opened: {reason}": "ouvert : {reason}",
    "open again: {reason}": "rouvert : {reason}",
    "{level} called in: {because}": "appel de {level} : {because}",
    "acknowledged by {name}": "pris en charge par {name}",
    "{name} gave it to {owner}": "{name} l'a confié à {owner}",
    "{name}: {text}": "{name} : {text}",
    "clocks stopped by {name}: {text}": "délais suspendus par {name} : {text}",
    "clocks run again, said {name}": "délais repris, a dit {name}",
    "report attached by {name}": "rapport joint par {name}",
    "closed: {why}": "clos : {why}",
    "replace each […], and attach it": "remplacer chaque […], et le joindre",
    "something is still to be written in {path}": "il reste à écrire dans {path}",
    "write the number of the incident": "écrire le numéro de l'incident",
    "{path} does not name {id}": "{path} ne nomme pas {id}",
    "Report of incident {id}: {subject}": "Rapport de l'incident {id} : {subject}",
    "severity: {severity}": "gravité : {severity}",
    "What was found": "Ce qui a été constaté",
    "Times promised": "Les délais promis",
    "Timeline, from the records": "Le déroulement, d'après les enregistrements",
    "Why it was": "Pourquoi c'est arrivé",
    "What it did": "Ce que cela a fait",
    "What is done about it, by whom and until when": "Ce qui est fait, par qui et pour quand",
    "report: {name}, SHA-256 {hash}": "rapport : {name}, SHA-256 {hash}",
}
