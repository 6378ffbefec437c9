"""Contracts: `sla show`, `penalties`, `dispute`, `restate`, `verify`."""

from __future__ import annotations

SLA = {
    "What a contract promised, what was reached, what it costs: show, penalties.": (
        "Ce qu'un contrat promettait, ce qui a été atteint, ce que cela coûte : show, penalties."
    ),
    "Look at what a contract promised and what was reached; without a verb, the month that runs.": (
        "Voir ce qu'un contrat promettait et ce qui a été atteint ; sans verbe, le mois en cours."
    ),
    "Whose contract it is; needed where there are several.": "De qui est le contrat ; requis s'il y en a plusieurs.",
    "Why, in a sentence.": "Pourquoi, en une phrase.",
    "Show what a MONTH such as 2026-10 came to: availability by service, GTI and GTR, what is owed.": (
        "Montrer le résultat d'un MONTH tel que 2026-10 : disponibilité par service, GTI et GTR, ce qui est dû."
    ),
    "The month that runs, without one. A month that is over is shown as it was recorded; time that nobody saw is"
    " undetermined, never up. Ends with 1 where a promise was missed, or is unproven in a month that is over.": (
        "Sans mois, celui en cours. Un mois terminé est montré tel qu'il a été consigné ; le temps que personne n'a vu"
        " est indéterminé, jamais disponible. Finit par 1 si une promesse est manquée, ou non prouvée dans un mois"
        " terminé."
    ),
    "As a table for a spreadsheet (RFC 4180).": "En tableau pour un tableur (RFC 4180).",
    "Show how the penalty of a MONTH is reckoned, to the cent, and which records each figure rests on.": (
        "Montrer comment la pénalité d'un MONTH se calcule, au centime, et sur quels enregistrements repose chaque"
        " chiffre."
    ),
    "Record that the statement of MONTH is disputed, within the time that the contract allows for it.": (
        "Consigner que le relevé de MONTH est contesté, dans le délai que le contrat accorde."
    ),
    "Reckon the disputed statement of MONTH anew by what the log says now, and record it beside the old one.": (
        "Recalculer le relevé contesté de MONTH d'après ce que dit le journal maintenant, et le consigner à côté de"
        " l'ancien."
    ),
    "The key's fingerprint that you were given.": "L'empreinte de la clé qu'on vous a remise.",
    "Find every statement of an EXPORT again from its records alone, to the same cent.": (
        "Retrouver chaque relevé d'un EXPORT d'après ses seuls enregistrements, au même centime."
    ),
    "No documents and no database are read. Ends with 1 where a figure differs, or the export cannot prove one.": (
        "Ni documents ni base ne sont lus. Finit par 1 si un chiffre diffère, ou si l'export ne peut le prouver."
    ),
    "{path} is no export that can be read": "{path} n'est pas un export lisible",
    "the contract of {client} says nothing of disputes": "le contrat de {client} ne dit rien des contestations",
    "its document names the time for them: penalties: {{dispute: 30d}}": (
        "son document en nomme le délai : penalties: {{dispute: 30d}}"
    ),
    "the statement of {month} could be disputed until {until}": (
        "le relevé de {month} pouvait être contesté jusqu'au {until}"
    ),
    "it is final; what you agree on now belongs into a later month": (
        "il est définitif ; ce dont vous convenez maintenant relève d'un mois ultérieur"
    ),
    "nobody disputes the statement of {month}": "personne ne conteste le relevé de {month}",
    "record why first: continuity sla dispute {month} --reason TEXT": (
        "consigner d'abord pourquoi : continuity sla dispute {month} --reason TEXT"
    ),
    "there is no statement of {month} yet": "il n'y a pas encore de relevé de {month}",
    "the service records it once the month is over and its supervision is summed up": (
        "le service le consigne une fois le mois terminé et sa supervision récapitulée"
    ),
    "docs/how-to/sla.md says what one holds": "docs/how-to/sla.md dit ce qu'un contrat contient",
    "{client} has no contract in its documents": "{client} n'a pas de contrat dans ses documents",
    "name a month such as 2026-10": "nommer un mois tel que 2026-10",
    "{month} has not begun": "{month} n'a pas commencé",
    "write it as 2026-10": "l'écrire comme 2026-10",
    "{value} is no month": "{value} n'est pas un mois",
    "disputed: the statement of {month} (record {record})": "contesté : le relevé de {month} (enregistrement {record})",
    "  reckon it anew by what the log says now: continuity sla restate {month} --reason TEXT": (
        "  le recalculer d'après ce que dit le journal maintenant : continuity sla restate {month} --reason TEXTE"
    ),
    "{path} holds no statement of a month": "{path} ne contient aucun relevé mensuel",
    "unproven: whose key signed it; give --key-fingerprint": (
        "non prouvé : à qui est la clé qui l'a signé ; donner --key-fingerprint"
    ),
    "{path} does not verify: {why}": "{path} ne se vérifie pas : {why}",
    "differs": "différent",
    "found again": "retrouvé",
    "found again, as far as this export goes": "retrouvé, autant que cet export le permet",
    "{month} (record {record}): {cost}: {verdict}": "{month} (enregistrement {record}) : {cost} : {verdict}",
    "{month}, as recorded at {at} (record {record})": "{month}, tel que consigné le {at} (enregistrement {record})",
    "  it replaces record {record}: {why} ({by})": "  il remplace l'enregistrement {record} : {why} ({by})",
    "{month}, by what is known now: no statement is recorded yet": (
        "{month}, d'après ce qui est connu maintenant : aucun relevé n'est encore consigné"
    ),
    "{month}, so far: the month is not over": "{month}, jusqu'ici : le mois n'est pas terminé",
    "  terms of {reference} from {begin} (record {record})": (
        "  conditions de {reference} à partir du {begin} (enregistrement {record})"
    ),
    "  {service}: no check decides whether it is up (up_when)": (
        "  {service} : aucun contrôle ne décide s'il est disponible (up_when)"
    ),
    "  {service}: {mttr} to restore on average (MTTR), {mtbf} between failures (MTBF)": (
        "  {service} : {mttr} pour rétablir en moyenne (MTTR), {mtbf} entre deux pannes (MTBF)"
    ),
    "  {service}: the window from {begin} to {end} does not count: nobody of the client agreed to it": (
        "  {service} : la plage du {begin} au {end} ne compte pas : personne chez le client ne l'a acceptée"
    ),
    "  {service}: the window from {begin} to {end} does not count: it was declared at {declared}": (
        "  {service} : la fenêtre du {begin} au {end} ne compte pas : elle a été déclarée le {declared}"
    ),
    "  {service}: {length} of force majeure left out": "  {service} : {length} de force majeure non comptés",
    "{title}: held for {held} of {promised} incident(s), {missed} missed, {running} running; {mean} on average": (
        "{title} : tenu pour {held} incident(s) sur {promised}, {missed} manqué(s), {running} en cours ; {mean} en"
        " moyenne"
    ),
    "the contract says nothing of penalties": "le contrat ne dit rien de pénalités",
    "another statement of {month} was written meanwhile": "un autre relevé de {month} a été écrit entre-temps",
    "look at it, then decide: continuity sla show {month}": "le regarder, puis décider : continuity sla show {month}",
    "the contract does not run in this month": "le contrat ne court pas ce mois-là",
    "penalty: {owed}": "pénalité : {owed}",
    "  {amount} before the cap of the quarter, which is {cap}": (
        "  {amount} avant le plafond du trimestre, qui est de {cap}"
    ),
    "  unproven, and not counted: {names}": "  non prouvé, et non compté : {names}",
    "no service is described in the documents: no availability can be proven": (
        "aucun service n'est décrit dans les documents : aucune disponibilité ne peut être prouvée"
    ),
    "  of the same quarter: {month}, {owed} owed of a fee of {fee} (record {record})": (
        "  du même trimestre : {month}, {owed} dus pour une redevance de {fee} (enregistrement {record})"
    ),
    "  without a statement, reckoned with the fee of this month: {months}": (
        "  sans relevé, comptés avec la redevance de ce mois : {months}"
    ),
    "The cap counts months without a statement with the fee of this one: {months}.": (
        "Le plafond compte les mois sans relevé avec la redevance de celui-ci : {months}."
    ),
    "In another currency, and not part of the cap: {months}.": "Dans une autre monnaie, et hors du plafond : {months}.",
    "Not decided by then: {intervene} GTI, {resolve} GTR. They count in the month that decides.": (
        "Pas encore décidés à la fin : {intervene} GTI, {resolve} GTR. Ils comptent dans le mois qui les décide."
    ),
    "  in another currency, and not part of the cap: {months}": (
        "  dans une autre monnaie, et hors du plafond : {months}"
    ),
    "no check decides whether it is up (up_when): its availability stays unproven": (
        "aucun contrôle ne décide s'il est disponible (up_when) : sa disponibilité reste non prouvée"
    ),
    "its figures are not what its inputs come to: {figure} is {recorded}, and comes to {found}": (
        "ses chiffres ne sont pas ceux que donnent ses données : {figure} est {recorded}, et donne {found}"
    ),
    "the terms that it was reckoned by are not those of the records": (
        "les conditions de son calcul ne sont pas celles des enregistrements"
    ),
    "{check}: its changes are not those that the month's record of supervision vouches for": (
        "{check} : ses changements ne sont pas ceux que garantit l'enregistrement de supervision du mois"
    ),
    "{service}: what was left out is not what the records say": (
        "{service} : ce qui a été exclu n'est pas ce que disent les enregistrements"
    ),
    "the other months of its quarter are not those of the records": (
        "les autres mois de son trimestre ne sont pas ceux des enregistrements"
    ),
    "it is not of the form of a statement": "il n'a pas la forme d'un relevé",
    "this export begins at record {start}: what was said before may say otherwise": (
        "cet export commence à l'enregistrement {start} : ce qui a été dit avant peut dire autre chose"
    ),
    "records that were there when it was reckoned are not in what it was reckoned by": (
        "des enregistrements présents lors de son calcul n'y ont pas été pris en compte"
    ),
    "name the zip that continuity evidence export wrote": "nommer le zip que continuity evidence export a écrit",
    "the month was summed up, and there is no statement of it": (
        "le mois a été récapitulé, et il n'y en a pas de relevé"
    ),
    "it was reckoned by what was known before its month was summed up, or after it was written": (
        "il a été calculé d'après ce qui était connu avant la récapitulation de son mois, ou après son écriture"
    ),
    "the checks that it was reckoned by are not those that decide by its terms": (
        "les contrôles de son calcul ne sont pas ceux qui décident selon ses conditions"
    ),
    "its public holidays are not those of the country of its terms": (
        "ses jours fériés ne sont pas ceux du pays de ses conditions"
    ),
    "it replaces a statement that nobody disputed, or another one than it says": (
        "il remplace un relevé que personne n'a contesté, ou un autre que celui qu'il nomme"
    ),
    "its incidents are not those of the records": "ses incidents ne sont pas ceux des enregistrements",
    "record {record}, which it rests on, is not in this export": (
        "l'enregistrement {record}, sur lequel il repose, n'est pas dans cet export"
    ),
    "{check}: no record of the month vouches for its changes": (
        "{check} : aucun enregistrement du mois ne garantit ses changements"
    ),
    "down": "indisponible",
    "outages": "pannes",
    "nobody saw": "non vu",
    "maintenance": "maintenance",
    "evidence": "preuves",
    "fee": "redevance",
    "missing": "manque",
    "rate": "taux",
    "amount": "montant",
    "penalty steps": "paliers",
    "promised": "promis",
    "reached": "atteint",
}
