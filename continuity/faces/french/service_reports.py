"""Reports of the service: `report monthly`, `quarterly`, `annual`, `sla report`."""

from __future__ import annotations

SERVICE_REPORTS = {
    "What a month, a quarter or a year came to: monthly, quarterly, annual.": (
        "Ce qu'a donné un mois, un trimestre ou une année : monthly, quarterly, annual."
    ),
    "Write what a month, a quarter or a year came to: availability, penalties, backups, drills, what is unproven.": (
        "Écrire ce qu'a donné un mois, un trimestre ou une année : disponibilité, pénalités, sauvegardes, exercices, ce"
        " qui n'est pas prouvé."
    ),
    "Write the report of a MONTH such as 2026-10; without one, of the last that is over.": (
        "Écrire le rapport d'un MONTH tel que 2026-10 ; sans mois, du dernier qui est terminé."
    ),
    "Each figure names the records that it rests on by their index in the log. A report that is written to a file is"
    " recorded with its hash.": (
        "Chaque chiffre nomme les enregistrements sur lesquels il repose, par leur index dans le journal. Un rapport"
        " écrit dans un fichier est consigné avec son empreinte."
    ),
    "Write the service review of a QUARTER such as 2026-Q3; without one, of the last that is over.": (
        "Écrire la revue de service d'un QUARTER tel que 2026-Q3 ; sans trimestre, du dernier qui est terminé."
    ),
    "Its months side by side, the drills with the figures of their minutes, corrective actions opened, ended,"
    " overdue.": (
        "Ses mois côte à côte, les exercices avec les chiffres de leurs procès-verbaux, les actions correctives"
        " ouvertes, terminées, en retard."
    ),
    "Write the report of a YEAR such as 2026; without one, of the last that is over.": (
        "Écrire le rapport d'une YEAR telle que 2026 ; sans année, de la dernière qui est terminée."
    ),
    "Twelve months with their totals, the tests and drills of the year, the life of the contract, sub-processors. A"
    " month that nobody saw is unproven, and never counts as reached.": (
        "Douze mois avec leurs totaux, les tests et exercices de l'année, la vie du contrat, les sous-traitants. Un"
        " mois que personne n'a vu est non prouvé et ne compte jamais comme atteint."
    ),
    "Write what the contract came to in a MONTH, for the client; without one, in the last that is over.": (
        "Écrire ce qu'a donné le contrat sur un MONTH, pour le client ; sans mois, sur le dernier qui est terminé."
    ),
    "It is the contract's part of `report monthly`: the same figures, without backups and drills.": (
        "C'est la partie contractuelle de `report monthly` : les mêmes chiffres, sans sauvegardes ni exercices."
    ),
    "Whose report it is; needed where there are several.": "De qui est le rapport ; requis s'il y en a plusieurs.",
    "Markdown, one HTML file, or PDF/A (the extra [reports]); without it, by the ending of the file.": (
        "Markdown, un fichier HTML, ou PDF/A (l'extra [reports]) ; sans cette option, d'après la fin du nom de fichier."
    ),
    "{value} is no quarter": "{value} n'est pas un trimestre",
    "{value} is no year": "{value} n'est pas une année",
    "write it as {like}": "l'écrire comme {like}",
    "{span} has not begun": "{span} n'a pas commencé",
    "name one that has, or none for the last that is over": (
        "en nommer un qui a commencé, ou aucun pour le dernier qui est terminé"
    ),
    "no report is written as {form}": "aucun rapport ne s'écrit en {form}",
    "one of: {forms}": "au choix : {forms}",
    "{path}: the report of {span} of {client}": "{path} : le rapport de {client} sur {span}",
    # titles and frame
    "Service report of {span}: {client}": "Rapport de MCO, {span} : {client}",
    "Service review, {span}: {client}": "Revue de service, {span} : {client}",
    "Service report of the year {span}: {client}": "Rapport annuel de MCO, {span} : {client}",
    "The contract in {span}: {client}": "Le contrat, {span} : {client}",
    "quarter {number} of {year}": "trimestre {number} de {year}",
    "{client}, report made on {time} ({zone})": "{client}, rapport établi le {time} ({zone})",
    "Services: {met} met, {missed} missed, {unproven} unproven.": (
        "Services : {met} tenu(s), {missed} manqué(s), {unproven} non prouvé(s)."
    ),
    "Promises of services, month by month: {met} met, {missed} missed, {unproven} unproven.": (
        "Engagements des services, mois par mois : {met} tenu(s), {missed} manqué(s), {unproven} non prouvé(s)."
    ),
    "Penalty: {owed}.": "Pénalité : {owed}.",
    "The month is not over: all of it is as of now.": "Le mois n'est pas terminé : tout est donné à ce jour.",
    "It is not over: all of it is as of now.": "La période n'est pas terminée : tout est donné à ce jour.",
    # months
    "January {year}": "janvier {year}",
    "February {year}": "février {year}",
    "March {year}": "mars {year}",
    "April {year}": "avril {year}",
    "May {year}": "mai {year}",
    "June {year}": "juin {year}",
    "July {year}": "juillet {year}",
    "August {year}": "août {year}",
    "September {year}": "septembre {year}",
    "October {year}": "octobre {year}",
    "November {year}": "novembre {year}",
    "December {year}": "décembre {year}",
    # availability
    "Availability of the services": "Disponibilité des services",
    "No service with a promise is on record: no availability can be proven.": (
        "Aucun service avec engagement n'est consigné : aucune disponibilité ne peut être prouvée."
    ),
    "{service}: no check decides whether it is up (up_when).": (
        "{service} : aucun contrôle ne décide s'il est disponible (up_when)."
    ),
    "left out by agreement": "exclu par accord",
    "The days of the month, left to right, a strip for each service; empty: up.": (
        "Les jours du mois, de gauche à droite, une bande par service ; vide : disponible."
    ),
    "Failures, repairs, error rate": "Pannes, rétablissements, taux d'erreur",
    "failures": "pannes",
    "between failures (MTBF)": "entre pannes (MTBF)",
    "to restore (MTTR)": "pour rétablir (MTTR)",
    "error rate": "taux d'erreur",
    "MTBF is the time up by failures, MTTR the time down by failures. The error rate is, of the time that the deciding"
    " check saw within the promised hours, the share in which it failed, by time.": (
        "Le MTBF est le temps disponible par panne, le MTTR le temps indisponible par panne. Le taux d'erreur est, du"
        " temps que le contrôle décisif a vu dans les heures promises, la part où il échouait, en durée."
    ),
    "Time that is left out": "Temps exclu",
    "maintenance window": "fenêtre de maintenance",
    "effect": "effet",
    "None: there was no agreed window and no force majeure.": ("Aucun : ni fenêtre convenue, ni force majeure."),
    "Incidents": "Incidents",
    "promise": "engagement",
    "running": "en cours",
    "answered": "pris en charge",
    "Time to the first intervention, from the opening to the first answer, by the clock on the wall: {mean} on average"
    " over {count} of {all_} incident(s).": (
        "Délai de première intervention, de l'ouverture à la première prise en charge, en temps calendaire : {mean} en"
        " moyenne sur {count} de {all_} incident(s)."
    ),
    # work
    "Backups": "Sauvegardes",
    "No backup is on record, by the documents of today, of: {names}.": (
        "Aucune sauvegarde n'est consignée, d'après les documents d'aujourd'hui, de : {names}."
    ),
    "no backup is on record": "aucune sauvegarde n'est consignée",
    "Repositories and locks": "Dépôts et verrous",
    "not run": "non exécutés",
    "no end": "sans fin",
    "No work of this kind is on record.": "Aucun travail de ce genre n'est consigné.",
    "Objectives: RPA and RTA": "Objectifs : PDMA et DMIA atteintes",
    "fell due": "échus",
    "isolated": "isolé",
    "on what is in use": "sur ce qui est en service",
    "worst": "pire",
    "Nothing was measured in this month: what was promised is unproven.": (
        "Rien n'a été mesuré ce mois-ci : ce qui était promis n'est pas prouvé."
    ),
    "Nothing was measured: what was promised is unproven.": (
        "Rien n'a été mesuré : ce qui était promis n'est pas prouvé."
    ),
    "run": "exécution",
    "No drill ended.": "Aucun exercice ne s'est terminé.",
    "The minutes of each: continuity drill report RUN.": ("Le procès-verbal de chacun : continuity drill report RUN."),
    "Drills that are due": "Exercices dus",
    "at the latest": "au plus tard",
    "planned for": "prévu le",
    "last held": "tenu pour la dernière fois",
    "last proven": "prouvé pour la dernière fois",
    "Neither documents nor policies ask for a drill.": ("Ni les documents ni les politiques ne demandent d'exercice."),
    # money, actions, supervision
    "The figures of the contract are as of now: no statement of this month is recorded yet.": (
        "Les chiffres du contrat sont donnés à ce jour : aucun relevé de ce mois n'est encore consigné."
    ),
    "The figures of the contract are those of record {record}.": (
        "Les chiffres du contrat sont ceux de l'enregistrement {record}."
    ),
    "The figures of the contract are those of record {record}, which replaces record {replaces}: {why}": (
        "Les chiffres du contrat sont ceux de l'enregistrement {record}, qui remplace l'enregistrement {replaces} :"
        " {why}"
    ),
    "Penalty": "Pénalité",
    "nobody saw it for {length}": "personne ne l'a vu pendant {length}",
    "Penalties": "Pénalités",
    "penalty": "pénalité",
    "cap of the quarter": "plafond du trimestre",
    "owed": "dû",
    "not recorded yet": "pas encore consigné",
    "No penalty is agreed upon.": "Aucune pénalité n'est convenue.",
    "Owed for this month: {owed}; before the cap of the quarter ({cap}): {amount}.": (
        "Dû pour ce mois : {owed} ; avant le plafond du trimestre ({cap}) : {amount}."
    ),
    "In all: {owed} owed of fees of {fee}.": "En tout : {owed} dus sur {fee} de redevances.",
    "Unproven, and not counted: {names}.": "Non prouvés, et non comptés : {names}.",
    "None was open, and none was ended.": "Aucune n'était ouverte, aucune ne s'est terminée.",
    "What supervision did not see": "Ce que la supervision n'a pas vu",
    "Supervision of this month is not summed up: what it saw is unproven.": (
        "La supervision de ce mois n'est pas récapitulée : ce qu'elle a vu n'est pas prouvé."
    ),
    "Checks: {checks}. Time seen, all checks together: {seen}; nobody asked or nothing was heard: {blind}; behind"
    " something that was down: {beyond} (records {records}).": (
        "Contrôles : {checks}. Temps vu, tous contrôles confondus : {seen} ; personne n'a demandé ou rien n'a été"
        " entendu : {blind} ; derrière un équipement en panne : {beyond} (enregistrements {records})."
    ),
    "{count} more check(s) were blind for a shorter time.": (
        "{count} autre(s) contrôle(s) sont restés aveugles moins longtemps."
    ),
    "What is unproven": "Ce qui n'est pas prouvé",
    "Nothing of what this report says is unproven.": "Rien de ce que dit ce rapport n'est non prouvé.",
    "has not begun": "n'a pas commencé",
    "less than half of its time was seen, or nothing was promised": (
        "moins de la moitié de son temps a été vue, ou rien n'était promis"
    ),
    "the whole month": "le mois entier",
    "it is not over": "il n'est pas terminé",
    "supervision": "supervision",
    "no record sums it up": "aucun enregistrement ne la récapitule",
    "availability of {service}": "disponibilité de {service}",
    "no record says how it ended": "aucun enregistrement ne dit comment cela s'est terminé",
    "Where each figure is from": "D'où vient chaque chiffre",
    "This is a view for reading, made from signed records of the log {log}; the numbers beside figures are their"
    " indices there. Verdicts are those that were recorded. An export holds the records, and these find the"
    " contract's figures again without us:": (
        "Ceci est une vue pour la lecture, faite d'enregistrements signés du journal {log} ; les nombres à côté des"
        " chiffres en sont les index. Les verdicts sont ceux qui ont été consignés. Un export contient les"
        " enregistrements, et ces commandes retrouvent les chiffres du contrat sans nous :"
    ),
    "seen": "vu",
    "overdue": "en retard",
    "incidents": "incidents",
    "statement": "relevé",
    "month": "mois",
    "time": "heure",
    "ended": "terminé",
    "verdicts": "verdicts",
    "how": "comment",
    # several months
    "In percent; × missed, ? unproven. Each is that of its month's statement: see Penalties for its record.": (
        "En pour cent ; × manqué, ? non prouvé. Chacun est celui du relevé de son mois : voir Pénalités pour son"
        " enregistrement."
    ),
    "Down and unseen by month, all services together; the whole width is {longest}.": (
        "Indisponible et non vu par mois, tous services confondus ; toute la largeur vaut {longest}."
    ),
    "GTI held": "GTI tenue",
    "GTI on average": "GTI en moyenne",
    "GTR held": "GTR tenue",
    "GTR on average": "GTR en moyenne",
    "Backups, restore tests and other work": "Sauvegardes, tests de restauration et autres travaux",
    "Cited are records of what did not succeed; the report of each month names those of the rest.": (
        "Les index sont ceux de ce qui n'a pas réussi ; le rapport de chaque mois nomme les autres."
    ),
    "The worst of each month; × was missed at least once, ? was never met. Records: of the last month.": (
        "Le pire de chaque mois ; × manqué au moins une fois, ? jamais tenu. Enregistrements : du dernier mois."
    ),
    "Opened: {opened}. Ended: {ended}. Overdue at the end: {overdue}.": (
        "Ouvertes : {opened}. Terminées : {ended}. En retard à la fin : {overdue}."
    ),
    "Life of the contract": "Vie du contrat",
    "The documents do not say until when the contract runs.": (
        "Les documents ne disent pas jusqu'à quand court le contrat."
    ),
    "It ends on {until}: notice was given on {noticed}.": "Il finit le {until} : préavis donné le {noticed}.",
    "It runs until {until}.": "Il court jusqu'au {until}.",
    "It runs until {until}, and goes on where nobody says by {last_notice} that it ends.": (
        "Il court jusqu'au {until}, et continue si personne ne dit d'ici le {last_notice} qu'il finit."
    ),
    "Sub-processors": "Sous-traitants",
    "The documents name none.": "Les documents n'en nomment aucun.",
}
