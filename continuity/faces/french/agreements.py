"""The life of a contract: `contract`, its term, its days, the way back."""

from __future__ import annotations

#: What a contract is about, until when it runs, and how it ends.
AGREEMENTS = {
    "What a contract is about, its days, its end: show, calendar, done.": (
        "Ce que couvre un contrat, ses échéances, sa fin : show, calendar, done."
    ),
    "Show what a contract is about, until when it runs, and how it ends; without a verb, all of it.": (
        "Montrer ce que couvre un contrat, jusqu'à quand il court et comment il finit ; sans verbe, tout."
    ),
    "Show the contract: its term, what it is about and leaves out, who else works on it, and how it is handed back.": (
        "Montrer le contrat : sa durée, ce qu'il couvre et ce qu'il exclut, les sous-traitants, et la réversibilité."
    ),
    "Put on record what the contract is about and its terms, if they are not what was recorded last.": (
        "Consigner le périmètre du contrat et ses conditions, s'ils diffèrent de ce qui a été consigné en dernier."
    ),
    "The service does the same by itself.": "Le service fait de même tout seul.",
    "Put on record that STEP of the way back was done; `notice`: that it was said that the contract ends.": (
        "Consigner que l'étape STEP de la réversibilité est faite ; `notice` : que la fin du contrat a été notifiée."
    ),
    "When it was done; today without it.": "Quand elle a été faite ; aujourd'hui sans cette option.",
    "What is to be said of it, for the record.": "Ce qu'il y a à en dire, pour le registre.",
    "Show the days of the contracts: the last one for notice, each step of the way back, the end.": (
        "Montrer les échéances des contrats : le dernier jour de préavis, chaque étape de la réversibilité, la fin."
    ),
    "Exits 1 while a step is late.": "Code 1 tant qu'une étape est en retard.",
    "As an iCalendar, for the calendars of people.": "Au format iCalendar, pour les agendas.",
    "Put force majeure of SERVICE on record: its time is taken out once somebody of the client agreed.": (
        "Consigner un cas de force majeure de SERVICE : son temps est retiré dès qu'une personne du client l'a accepté."
    ),
    "It is stated afterwards. Without --agreed-by it is claimed, and does not count: exits 1.": (
        "Il se déclare après coup. Sans --agreed-by, il est invoqué et ne compte pas : code 1."
    ),
    "Put on record that --agreed-by agrees to what was claimed.": (
        "Consigner que --agreed-by accepte ce qui a été invoqué."
    ),
    "Put on record that it is not stated any more, and --why.": "Consigner qu'il n'est plus invoqué, et --why.",
    "one is either confirmed or withdrawn": "on confirme ou on retire, pas les deux",
    "give --confirm ID or --withdraw ID": "donner --confirm ID ou --withdraw ID",
    "{id} was withdrawn at {time}": "{id} a été retiré le {time}",
    "{value} is not a day": "{value} n'est pas un jour",
    "write for example 2026-11-23": "écrire par exemple 2026-11-23",
    "{value} is no length by the calendar": "{value} n'est pas une durée de calendrier",
    "write for example 3 months, 1 year, 2 weeks or 30d": "écrire par exemple 3 months, 1 year, 2 weeks ou 30d",
    "it ends on {until}, before it begins on {begin}": "il finit le {until}, avant de commencer le {begin}",
    "write the later day as `until`": "écrire le jour le plus tardif dans `until`",
    "{name} is a day of every contract": "{name} est une échéance de tout contrat",
    "give the step another name": "donner un autre nom à l'étape",
    "force majeure": "force majeure",
    "agreed": "accepté",
    "claimed: does not count": "invoqué : ne compte pas",
    "it is not said who of the client agrees": "il n'est pas dit qui, chez le client, accepte",
    "add --agreed-by NAME": "ajouter --agreed-by NOM",
    "it counts once somebody of the client agreed: continuity contract exclude --confirm {id}": (
        "il compte dès qu'une personne du client l'a accepté : continuity contract exclude --confirm {id}"
    ),
    "day": "jour",
    "done on": "fait le",
    "what is done": "ce qui est fait",
    "if it is ended": "s'il est résilié",
    "past": "passé",
    "Contracts": "Contrats",
    "{client}: contract: {what}": "{client} : contrat : {what}",
    "to put it on record: continuity contract done {step} --client {client} --as NAME": (
        "pour le consigner : continuity contract done {step} --client {client} --as NOM"
    ),
    "say that the contract ends, by this day at the latest": "notifier la fin du contrat, ce jour-là au plus tard",
    "the last day of the contract": "le dernier jour du contrat",
    "hand over the inventory: assets, devices, repositories, runbooks, and what is left out": (
        "remettre l'inventaire : actifs, équipements, dépôts, procédures, et ce qui est exclu"
    ),
    "agree on the plan: who takes over what, when, and who decides in between": (
        "convenir du plan : qui reprend quoi, quand, et qui décide entre-temps"
    ),
    "hand over the evidence log as an export, and verify it together": (
        "remettre le journal de preuves sous forme d'export, et le vérifier ensemble"
    ),
    "hand over a recovery kit and the keys, and note who received them": (
        "remettre un kit de reprise et les clés, et noter qui les a reçus"
    ),
    "have the successor restore from the copies with restic alone, and sign that it worked": (
        "faire restaurer les copies par le repreneur avec restic seul, et lui faire signer que cela a marché"
    ),
    "hand over the copies, the last point included, and have the successor count them": (
        "remettre les copies, dernier point compris, et les faire compter par le repreneur"
    ),
    "end the accesses of both sides, and set every shared secret anew": (
        "fermer les accès des deux côtés, et renouveler chaque secret partagé"
    ),
    "erase the client's data, and hand over the certificate of what is erased and what is not yet": (
        "effacer les données du client, et remettre le certificat de ce qui est effacé et de ce qui ne l'est pas encore"
    ),
    "the documents of {client} do not say until when its contract runs": (
        "les documents de {client} ne disent pas jusqu'à quand court son contrat"
    ),
    "add it: client: {{contract: {{term: {{begin: 2026-01-01, until: 2028-12-31}}}}}}": (
        "l'ajouter : client: {{contract: {{term: {{begin: 2026-01-01, until: 2028-12-31}}}}}}"
    ),
    "there is no step {name} in this contract": "il n'y a pas d'étape {name} dans ce contrat",
    "{day} is to come": "{day} est à venir",
    "say it once it was done": "le dire une fois que c'est fait",
    "{name} was done on {day}": "{name} a été fait le {day}",
    "what is on record is not changed": "ce qui est consigné ne se change pas",
    "the documents of {client} hold no contract": "les documents de {client} ne contiennent pas de contrat",
    "add `contract:` below `client:`": "ajouter `contract:` sous `client:`",
    "services": "services",
    "devices": "équipements",
    "without copies, on purpose": "sans copies, délibérément",
    "sub-processors": "sous-traitants",
    "left out": "exclu",
    "the client's part": "à la charge du client",
    "term": "durée",
    "way back": "réversibilité",
    "contract {reference} of {client}": "contrat {reference} de {client}",
    "  runs until {until}": "  court jusqu'au {until}",
    "  runs until {until}, and goes on where nobody says by {last_notice} that it ends": (
        "  court jusqu'au {until}, et se poursuit si personne ne notifie sa fin avant le {last_notice} inclus"
    ),
    "  terms on record {record}, {at}: {availability} %, {fee} {currency} a month": (
        "  conditions consignées {record}, {at} : {availability} %, {fee} {currency} par mois"
    ),
    "  {section} ({count}): {names}": "  {section} ({count}) : {names}",
    "  {section}: {text}": "  {section} : {text}",
    "  on record as it is: record {record}, {at}": "  consigné tel quel : enregistrement {record}, {at}",
    "  not on record as it is now: the service writes it, or continuity contract record": (
        "  pas consigné tel qu'il est : le service l'écrit, ou continuity contract record"
    ),
    "  force majeure {id}, {begin} to {end}: {why}; {by} agreed": (
        "  force majeure {id}, de {begin} à {end} : {why} ; acceptée par {by}"
    ),
    "  force majeure {id}, {begin} to {end}: {why}; claimed, does not count": (
        "  force majeure {id}, de {begin} à {end} : {why} ; invoquée, ne compte pas"
    ),
    "still waiting": "encore en attente",
    "  this month it waited for the client: {begin} to {end}, {incident}: {why}": (
        "  attente du client ce mois-ci : de {begin} à {end}, {incident} : {why}"
    ),
    "  way back: {count} step(s) from {day} on, {done} done": (
        "  réversibilité : {count} étape(s) à partir du {day}, dont {done} faite(s)"
    ),
    "  its days: continuity contract calendar": "  ses échéances : continuity contract calendar",
    "the terms are on record as they are now": "les conditions sont consignées telles qu'elles sont",
    "it is what was recorded last: nothing was written": "c'est ce qui a été consigné en dernier : rien n'a été écrit",
    "what the contract is about is on record: record {record}": (
        "le périmètre du contrat est consigné : enregistrement {record}"
    ),
    "{section}: {name} was added": "{section} : {name} ajouté",
    "{section}: {name} was removed": "{section} : {name} retiré",
    "{section}: {name} was changed": "{section} : {name} modifié",
}
