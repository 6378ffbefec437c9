"""Breaches of personal data: who is to be told, until when, and what is still owed."""

from __future__ import annotations

BREACHES = {
    "What came of it, in a sentence.": "Ce qu'il en est résulté, en une phrase.",
    "Close BREACH; refused while something is owed.": "Clore BREACH ; refusé tant qu'il reste quelque chose à faire.",
    "Those that were closed, too.": "Aussi celles qui ont été closes.",
    "List the breaches that are open, and what is left of the time for telling whom.": (
        "Lister les violations ouvertes, et ce qui reste du délai pour prévenir chacun."
    ),
    "What it is likely to mean for them.": "Ce que cela signifie probablement pour elles.",
    "Whom to ask: the data protection officer, or somebody else.": (
        "À qui s'adresser : le délégué à la protection des données, ou quelqu'un d'autre."
    ),
    "What was done about it, and what is to be done.": "Ce qui a été fait, et ce qui doit l'être.",
    "What happened to the data: lost, altered, disclosed; how.": (
        "Ce qui est arrivé aux données : perdues, altérées, divulguées ; comment."
    ),
    "Whose data and how many people and records, as far as it is known.": (
        "De qui sont les données, combien de personnes et de fichiers, pour autant qu'on le sache."
    ),
    "Why the authority was not told within 72 hours.": "Pourquoi l'autorité n'a pas été prévenue en 72 heures.",
    "How it is judged; needs --why.": "Comment il est jugé ; demande --why.",
    "Why it is judged like that.": "Pourquoi il est jugé ainsi.",
    "Where a risk for people is unlikely, the authority need not be told (33(1)); where it is high, they are (34).": (
        "Si un risque pour les personnes est improbable, l'autorité n'a pas à être prévenue (33, paragraphe 1) ; s'il"
        " est élevé, elles le sont (34)."
    ),
    "Write down what is known of BREACH, as article 33(3) asks, or how its risk is judged; the newest counts.": (
        "Consigner ce que l'on sait de BREACH, comme le demande l'article 33, paragraphe 3, ou comment son risque est"
        " jugé ; le plus récent compte."
    ),
    "When; now, if not said.": "Quand ; maintenant, si rien n'est dit.",
    "How: by telephone, by a form, to whom.": "Comment : par téléphone, par un formulaire, à qui.",
    "The number that they gave it.": "Le numéro qu'ils lui ont donné.",
    "Who was told: the client, the supervisory authority, those whose data it is.": (
        "Qui a été prévenu : le client, l'autorité de contrôle, les personnes concernées."
    ),
    "Write down that somebody was told of BREACH; it sends nothing. Too late ends with exit code 1.": (
        "Consigner que quelqu'un a été prévenu de BREACH ; rien n'est envoyé. Trop tard se termine par le code 1."
    ),
    "When we became aware of it; now, if not said.": (
        "Quand nous en avons eu connaissance ; maintenant, si rien n'est dit."
    ),
    "Whose data, where there are several clients.": "De qui sont les données, s'il y a plusieurs clients.",
    "What happened, in a sentence.": "Ce qui s'est passé, en une phrase.",
    "Open a breach: the clocks run from the moment when we became aware of it.": (
        "Ouvrir une violation : les délais courent du moment où nous en avons eu connaissance."
    ),
    "The contract says how soon the client is told (`breach_notice`), the law gives 72 hours for the authority.": (
        "Le contrat dit en combien de temps le client est prévenu (`breach_notice`), la loi donne 72 heures pour"
        " l'autorité."
    ),
    "Show all of BREACH: its clocks, who was told and when, what a notification must hold, what is still owed.": (
        "Montrer tout de BREACH : ses délais, qui a été prévenu et quand, ce qu'une notification doit contenir, ce qui"
        " reste à faire."
    ),
    "Keep breaches of personal data and their clocks (GDPR, articles 33, 34); without a verb, those that are open.": (
        "Tenir les violations de données personnelles et leurs délais (RGPD, articles 33 et 34) ; sans verbe, celles"
        " qui sont ouvertes."
    ),
    "reasons": "raisons",
    "see: continuity privacy breach list": "voir : continuity privacy breach list",
    "there is no breach {id}": "il n'y a pas de violation {id}",
    "open another one: continuity privacy breach open": "en ouvrir une autre : continuity privacy breach open",
    "the breach {id} is closed": "la violation {id} est close",
    "write when it was": "écrire quand c'était",
    "{time} is to come": "{time} est à venir",
    "nobody was aware of {id} before {aware}": "personne n'avait connaissance de {id} avant {aware}",
    "see --at": "voir --at",
    "something is still owed for {id}: {left}": "il reste à faire pour {id} : {left}",
    "see: continuity privacy breach show {id}": "voir : continuity privacy breach show {id}",
    "a personal data breach: the {whom} is to be told by {due}: continuity privacy breach show {id}": (
        "violation de données personnelles : prévenir ({whom}) avant {due} : continuity privacy breach show {id}"
    ),
    "half of the time is gone: the {whom} is to be told by {due}: continuity privacy breach show {id}": (
        "la moitié du délai est passée : prévenir ({whom}) avant {due} : continuity privacy breach show {id}"
    ),
    "the {whom} should have been told by {due}: continuity privacy breach show {id}": (
        "il fallait prévenir ({whom}) avant {due} : continuity privacy breach show {id}"
    ),
    "name a fact; --risk and --why go together": "nommer un fait ; --risk et --why vont ensemble",
    "nothing that can be written down": "rien qui puisse être consigné",
    "LATE: {text}": "EN RETARD : {text}",
    "authority": "autorité",
    "aware since (UTC)": "connue depuis (UTC)",
    "breach": "violation",
    "risk": "risque",
    "the client was not told": "le client n'a pas été prévenu",
    "nobody judged the risk: continuity privacy breach note {id} --risk … --why …": (
        "personne n'a jugé le risque : continuity privacy breach note {id} --risk … --why …"
    ),
    "the authority was not told, and no one judged that a risk is unlikely": (
        "l'autorité n'a pas été prévenue, et personne n'a jugé qu'un risque est improbable"
    ),
    "the risk is high, and those whose data it is were not told": (
        "le risque est élevé, et les personnes concernées n'ont pas été prévenues"
    ),
    "not written down: what happened to the data (33(3)(a))": (
        "non consigné : ce qui est arrivé aux données (33, paragraphe 3, point a)"
    ),
    "not written down: whose data, how many people and records (33(3)(a))": (
        "non consigné : de qui sont les données, combien de personnes et de fichiers (33, paragraphe 3, point a)"
    ),
    "not written down: whom to ask (33(3)(b))": "non consigné : à qui s'adresser (33, paragraphe 3, point b)",
    "not written down: the likely consequences (33(3)(c))": (
        "non consigné : les conséquences probables (33, paragraphe 3, point c)"
    ),
    "not written down: the measures taken (33(3)(d))": "non consigné : les mesures prises (33, paragraphe 3, point d)",
    "the authority was told late, or not yet, and nobody wrote down why (33(1))": (
        "l'autorité a été prévenue en retard, ou pas encore, et personne n'a consigné pourquoi (33, paragraphe 1)"
    ),
    "not judged": "non jugé",
    "unlikely": "improbable",
    "high": "élevé",
    "{whom}: {used} of {allowed} used, due {due}: {stands}": (
        "{whom} : {used} de {allowed} écoulés, échéance {due} : {stands}"
    ),
    "the contract states no delay for telling the client; the law says: without undue delay": (
        "le contrat ne donne aucun délai pour prévenir le client ; la loi dit : dans les meilleurs délais"
    ),
    "{whom} told at {at} by {by}: {how} (reference {reference}; on record since {recorded})": (
        "{whom} : prévenu le {at} par {by} : {how} (référence {reference} ; consigné le {recorded})"
    ),
    "risk: {risk}: {why}": "risque : {risk} : {why}",
    "{fact}: {text}": "{fact} : {text}",
    "closed at {at} by {by}: {why}": "clos le {at} par {by} : {why}",
    "personal data breach": "violation de données personnelles",
    "people": "personnes",
    "nature": "nature",
    "contact": "contact",
    "consequences": "conséquences",
    "measures": "mesures",
}
