"""Checks that nobody asks: calls, messages of syslog, results that others report."""

from __future__ import annotations

from continuity.faces.french.traps import TRAPS

REPORTED = TRAPS | {
    "Ask the checks of NAMES once, now; nothing of it is written down, and what comes by itself is not asked.": (
        "Interroger une fois les contrôles de NAMES, maintenant ; rien n'en est consigné, et ce qui vient de soi-même "
        "n'est pas interrogé."
    ),
    "Where the service answers.": "Où le service répond.",
    "A call is a GET or POST, at the end of a job that must not stay away; a result is posted as JSON.": (
        "Un appel est un GET ou un POST, à la fin d'une tâche qui ne doit pas manquer ; un résultat est envoyé "
        "par POST, en JSON."
    ),
    "Show the addresses at which calls and results of DEVICE are taken. Whoever knows one can report that check.": (
        "Montrer les adresses où les appels et les résultats de DEVICE sont reçus. Qui en connaît une peut renseigner "
        "ce contrôle."
    ),
    "A figure and its unit: updates=97.1%.": "Un chiffre et son unité : updates=97.1%.",
    "A few words about it.": "Quelques mots à son sujet.",
    "Who or what measured it: told with the result.": "Qui ou quoi l'a mesuré : dit avec le résultat.",
    "How it is.": "Son état.",
    "Report a result that somebody else measured, for the CHECK (of the kind submitted) of DEVICE.": (
        "Transmettre un résultat mesuré par un autre, pour le contrôle CHECK (de type submitted) de DEVICE."
    ),
    "The limits of the check hold for its figures. The service takes it within a second, or when it runs again.": (
        "Les seuils du contrôle valent pour ses chiffres. Le service le prend dans la seconde, ou dès qu'il tourne à "
        "nouveau."
    ),
    "see whether the daemon runs": "voir si le service tourne",
    "{count} results wait for the service already": "{count} résultats attendent déjà le service",
    "the result could not be kept: {cause}": "le résultat n'a pas pu être conservé : {cause}",
    "see whether there is room on {path}": "voir s'il reste de la place sur {path}",
    "the key of the checks that others report cannot be used: {path}: {cause}": (
        "la clé des contrôles renseignés par d'autres est inutilisable : {path} : {cause}"
    ),
    "mend its rights, or remove it: each check then has a new address": (
        "corriger ses droits, ou la supprimer : chaque contrôle a alors une nouvelle adresse"
    ),
    "no check of {device} is of a kind that is reported": (
        "aucun contrôle de {device} n'est d'un type renseigné par d'autres"
    ),
    "declare one of the kind heartbeat or submitted": "en déclarer un de type heartbeat ou submitted",
    "{device} has no check {check} of the kind submitted": "{device} n'a pas de contrôle {check} de type submitted",
    "{check}: reported: {state}, {said}": "{check} : transmis : {state}, {said}",
    "kind": "type",
    "address": "adresse",
    "called": "appelé",
    "no such message": "aucun message de ce genre",
    "{program}: {text}": "{program} : {text}",
    "{count} messages came too fast or could not be read, and were dropped": (
        "{count} messages sont arrivés trop vite ou n'ont pas pu être lus, et ont été abandonnés"
    ),
    "no call for {allowed}": "aucun appel depuis {allowed}",
    "choose other ports under `supervision`, or see what listens there": (
        "choisir d'autres ports sous `supervision`, ou voir qui y écoute"
    ),
    "{said} (reported by {source})": "{said} (transmis par {source})",
    "write NAME=VALUE and its unit, such as updates=97.1%": "écrire NOM=VALEUR et son unité, par exemple updates=97.1%",
    "{text} is not a figure": "{text} n'est pas un chiffre",
    "a result without its source": "un résultat sans sa source",
    "say who or what measured it": "dire qui ou quoi l'a mesuré",
    "too many figures, or one of them twice": "trop de chiffres, ou l'un d'eux deux fois",
    "{most} at most, each by its own name": "{most} au plus, chacun sous son propre nom",
    "this is not a result": "ce n'est pas un résultat",
    'send {{"state": "ok", "source": "WSUS", "said": "…", "figures": ["updates=97.1%"]}}': (
        'envoyer {{"state": "ok", "source": "WSUS", "said": "…", "figures": ["updates=97.1%"]}}'
    ),
}
