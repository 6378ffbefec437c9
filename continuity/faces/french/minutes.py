"""French for the minutes of drills, « procès-verbal » : what is signed, and read by an auditor years later."""

MINUTES = {
    "Write the minutes of a drill: what was measured, what proves it, what it does not show, lines to sign on.": (
        "Écrire le procès-verbal d'un exercice : les mesures, leurs preuves, ce qu'il ne montre pas, où signer."
    ),
    "RUN is a run that drill run named; NAME is a drill, of which the newest run that ended is meant.": (
        "RUN est une exécution que drill run a nommée ; NAME est un exercice : sa dernière exécution terminée."
    ),
    "Markdown, one HTML file, PDF/A (the extra [reports]), or a journal of the Chaos Toolkit.": (
        "Markdown, un seul fichier HTML, PDF/A (l'extra [reports]), ou un journal du Chaos Toolkit."
    ),
    "{path}: the minutes of {drill}, run {run}": "{path} : le procès-verbal de {drill}, exécution {run}",
    "{name} is a drill of several clients": "{name} est un exercice de plusieurs clients",
    "no drill of the name or run {name} has ended yet": (
        "aucun exercice de ce nom, ni exécution {name}, ne s'est encore terminé"
    ),
    "continuity drill list": "continuity drill list",
    "run {run} is no drill that was done: there are no minutes of it": (
        "l'exécution {run} n'est pas un exercice mené : elle n'a pas de procès-verbal"
    ),
    "  forecast {fast} to {slow}, took {took}: people were played, so it is held against nothing": (
        "  prévu de {fast} à {slow}, a pris {took} : les personnes étaient jouées, rien n'est donc comparé"
    ),
    "RTA": "DMIA constatée",
    "Minutes of the drill: {title}": "Procès-verbal d'exercice : {title}",
    "Drill {name}, run {run}, minutes made at {time} (UTC)": (
        "Exercice {name}, exécution {run}, procès-verbal établi le {time} (UTC)"
    ),
    "Passed: everything that was held against a promise was kept.": (
        "Réussi : tout ce qui a été comparé à une promesse a été tenu."
    ),
    "Missed: {objectives}.": "Manqué : {objectives}.",
    "Unproven: {objectives}. What is unproven is not a pass.": (
        "Non prouvé : {objectives}. Ce qui n'est pas prouvé n'est pas réussi."
    ),
    "Unproven: nothing was measured. What is unproven is not a pass.": (
        "Non prouvé : rien n'a été mesuré. Ce qui n'est pas prouvé n'est pas réussi."
    ),
    "Not brought to its end, it proves nothing: {reason}": "Non mené à son terme, il ne prouve rien : {reason}",
    "isolated: in a place of its own, nothing in use was touched": (
        "isolé : dans un lieu à part, rien de ce qui est en service n'a été touché"
    ),
    "live: on the systems that are in use": "réel : sur les systèmes en service",
    "What was rehearsed": "Ce qui a été répété",
    "The documents are others by now than those of this drill: titles and purpose are those of today.": (
        "Les documents ne sont plus ceux de cet exercice : titres et objet sont ceux d'aujourd'hui."
    ),
    "{objective}: {actual}, {target} promised": "{objective} : {actual}, {target} promis",
    "The dashed line is what is promised: {length}.": "Le trait interrompu est ce qui est promis : {length}.",
    "{name}, version {digest}": "{name}, version {digest}",
    "inputs": "entrées",
    "mode": "mode",
    "agreed window (UTC)": "créneau convenu (UTC)",
    "agreed by": "convenu par",
    "none stands in its document": "aucun dans son document",
    "not known from today's documents": "inconnu des documents d'aujourd'hui",
    "never": "jamais",
    "since (UTC)": "depuis (UTC)",
    "back (UTC)": "revenue (UTC)",
    "polls lost": "sans réponse",
    "Who took part": "Participants",
    "Nobody: a script answered in place of people. No time of people is in these figures.": (
        "Personne : un script a répondu à la place des personnes. Ces chiffres ne comptent aucun temps humain."
    ),
    "name": "nom",
    "steps done": "étapes faites",
    "steps signed": "étapes signées",
    "played by a script": "joué par un script",
    "the machine": "la machine",
    "When": "Quand",
    "begun": "début",
    "fault: the clock begins": "panne : le chronomètre part",
    "last step done": "dernière étape faite",
    "whole drill, taken down": "exercice entier, démontage compris",
    "The machine was started anew in between: the times across it are those of its calendar clock.": (
        "La machine a redémarré entre-temps : les durées à cheval sont celles de son horloge calendaire."
    ),
    "From the fault to normal life, phase by phase": "De la panne au régime normal, phase par phase",
    "No phase was reached.": "Aucune phase n'a été atteinte.",
    "the machine at work": "la machine travaille",
    "people at work, or waited for": "des personnes travaillent, ou on les attend",
    "failed back": "rebasculé",
    "between two steps": "entre deux étapes",
    "no answer, as a probe saw it": "pas de réponse, vu par une sonde",
    "phase": "phase",
    "begun after": "débute après",
    "took": "durée",
    "machine": "machine",
    "between steps": "entre étapes",
    "People were played by a script, so that their time is none: on the worst day it comes on top.": (
        "Les personnes étaient jouées par un script, leur temps est donc nul : le jour venu, il s'ajoute."
    ),
    "Objectives and what was reached": "Objectifs et résultats",
    "reached": "atteint",
    "measured by": "mesuré par",
    "{objective}: nothing is promised, or nothing was measured.": (
        "{objective} : rien n'est promis, ou rien n'a été mesuré."
    ),
    "Forecast": "Prévision",
    "No forecast was recorded when it began.": "Aucune prévision n'a été consignée au début.",
    "no interval to hold it against": "pas d'intervalle auquel le comparer",
    "outside": "en dehors",
    "within": "dedans",
    "at least": "au moins",
    "forecast": "prévision",
    "interval": "intervalle",
    "score": "résultat",
    "It rests on {count} earlier run(s) of the runbook.": (
        "Elle repose sur {count} exécution(s) passée(s) de la procédure."
    ),
    "Normal life before and after, and checks": "Régime normal avant et après, et contrôles",
    "what was looked at": "ce qui a été regardé",
    "before the fault": "avant la panne",
    "at the end": "à la fin",
    "check": "contrôle",
    "came to": "résultat",
    "Nothing was looked at: the drill names no steady state and no checks.": (
        "Rien n'a été regardé : l'exercice ne nomme ni régime normal ni contrôle."
    ),
    "as expected": "comme attendu",
    "What was lost, and what clients saw": "Ce qui a été perdu, et ce que les clients ont vu",
    "Of {written} row(s) written until the fault, {found} were there again: {lost} lost, the last {length} of work.": (
        "Des {written} ligne(s) écrites jusqu'à la panne, {found} sont revenues : {lost} perdue(s), "
        "soit {length} de travail."
    ),
    "{written} row(s) were written until the fault; how many came back was not seen.": (
        "{written} ligne(s) ont été écrites jusqu'à la panne ; combien sont revenues n'a pas été vu."
    ),
    "What was really lost was not counted: the drill writes no canary rows.": (
        "Ce qui a vraiment été perdu n'a pas été compté : l'exercice n'écrit pas de lignes témoins."
    ),
    "probe": "sonde",
    "asked every": "interrogée toutes les",
    "asked": "questions",
    "without answer": "sans réponse",
    "outage in all": "coupure totale",
    "back at the end": "revenue à la fin",
    "no": "non",
    "yes": "oui",
    "What clients saw was not measured: the drill asks no probes.": (
        "Ce que les clients ont vu n'a pas été mesuré : l'exercice n'interroge aucune sonde."
    ),
    "Deviations and notes": "Écarts et notes",
    "said": "dit",
    "noted by": "noté par",
    "note": "note",
    "None: every step was done the first time, as it is written.": (
        "Aucun : chaque étape a été faite du premier coup, comme elle est écrite."
    ),
    "by word alone": "sur parole seule",
    "Corrective actions": "Actions correctives",
    "None is recorded for this drill.": "Aucune n'est consignée pour cet exercice.",
    "What": "Quoi",
    "who": "qui",
    "Who, until when": "Qui, pour quand",
    "Attachments": "Pièces jointes",
    "by, or step": "par, ou étape",
    "handed over to {who}": "passation à {who}",
    "file": "fichier",
    "SHA-256": "SHA-256",
    "Step by step": "Étape par étape",
    "no.": "n°",
    "began (UTC)": "début (UTC)",
    "after the fault": "après la panne",
    "by, signed": "par, signé",
    "records": "enregistrements",
    "Times are those of the journal of this drill; seconds are by the clock of the machine since its start.": (
        "Les heures sont celles du journal de l'exercice ; les durées, de l'horloge de la machine depuis son démarrage."
    ),
    "What this drill does not show": "Ce que cet exercice ne montre pas",
    "It was isolated: what moves addresses, stops services or reaches other machines was not rehearsed. "
    "Putting what came back to use, in place of what is in use, was talked through, not done.": (
        "Il était isolé : ce qui déplace des adresses, arrête des services ou touche d'autres machines n'a pas été "
        "répété. Remettre en service ce qui est revenu, à la place de ce qui sert, a été passé en revue, pas fait."
    ),
    "People were played: that they are there, decide, find their keys and know the way was not rehearsed.": (
        "Les personnes étaient jouées : qu'elles soient là, décident, trouvent leurs clés et sachent faire n'a pas "
        "été répété."
    ),
    "It is one drill on one day: it shows that it went so, and not that it always will.": (
        "C'est un exercice, un jour : il montre que cela s'est passé ainsi, non que ce sera toujours le cas."
    ),
    "What is unproven above was not shown to be false, and was not shown.": (
        "Ce qui est non prouvé ci-dessus n'a pas été démenti, et n'a pas été montré."
    ),
    "No client was asked beside the steps: an outage that the steps did not see is not in these minutes.": (
        "Aucun client n'a été interrogé en parallèle : une coupure que les étapes n'ont pas vue n'est pas dans ce "
        "procès-verbal."
    ),
    "Evidence": "Preuves",
    "what was announced before anything was touched": "ce qui a été annoncé avant de toucher à quoi que ce soit",
    "what a person did, or signed": "ce qu'une personne a fait, ou signé",
    "what a script answered in people's place": "ce qu'un script a répondu à la place des personnes",
    "how it ended, with its figures": "comment cela s'est terminé, avec ses chiffres",
    "These minutes are a view, made from signed records. What was measured against a promise stands in the record "
    "of how the run ended; each act of a person in a record of its own. Times of steps and what checks answered are of "
    "the journal of the run, which is not in this log. An export of this client holds the records under these "
    "indices.": (
        "Ce procès-verbal est une vue, faite d'enregistrements signés. Ce qui a été mesuré face à une promesse figure "
        "dans l'enregistrement de fin d'exécution ; chaque acte d'une personne, dans un enregistrement à lui. Les "
        "heures des étapes et les réponses des contrôles viennent du journal de l'exécution, qui n'est pas dans ce "
        "journal de preuves. Un export de ce client contient les enregistrements sous ces index."
    ),
    "Log": "Journal",
    "what it says": "ce qu'il dit",
    "leaf in the log (SHA-256)": "feuille dans le journal (SHA-256)",
    "Records without an index are not under a signed head yet: make these minutes again later.": (
        "Les enregistrements sans index ne sont pas encore sous une tête signée : refaire ce procès-verbal plus tard."
    ),
    "To check one with nothing of ours, write it with its proof and verify it elsewhere; it must name "
    "this key: {fingerprint}": (
        "Pour en vérifier un sans rien de nous, l'écrire avec sa preuve et le vérifier ailleurs ; il doit nommer "
        "cette clé : {fingerprint}"
    ),
    "Nobody outside has bounded these records yet: their dates are the operator's.": (
        "Personne d'extérieur n'a encore borné ces enregistrements : leurs dates sont celles de l'exploitant."
    ),
    "The {anchor} of {who} at {time} (UTC) covers the first {size} record(s) of this log, these among them.": (
        "L'ancrage « {anchor} » de {who}, le {time} (UTC), couvre les {size} premier(s) enregistrement(s) de ce "
        "journal, dont ceux-ci."
    ),
    "Signatures": "Signatures",
    "Who signs confirms that the minutes say what happened, and has read what this drill does not show.": (
        "Qui signe confirme que ce procès-verbal dit ce qui s'est passé, et a lu ce que l'exercice ne montre pas."
    ),
    "Took part": "A participé",
    "Date, signature": "Date, signature",
    "For the operator": "Pour l'exploitant",
    "For the client": "Pour le client",
}
