"""Tickets: what a desk is told, and what it did not take."""

from __future__ import annotations

TICKETS = {
    "{by} sees to it": "{by} s'en occupe",
    "{by}: {text}": "{by} : {text}",
    "clocks stopped: {text}": "délais suspendus : {text}",
    "clocks run again": "les délais courent de nouveau",
    "the incident is open again: {reason}": "l'incident est de nouveau ouvert : {reason}",
    "its cause is gone; its report is still to be written": "sa cause a disparu ; son rapport reste à écrire",
    "over: {text}": "terminé : {text}",
    "{client}: {severity} incident {id}: {subject}": "{client} : incident {severity} {id} : {subject}",
    "the documents no longer name a ticket desk for {client}": (
        "les documents ne nomment plus de service de tickets pour {client}"
    ),
    "ticket {number} opened ({desk})": "ticket {number} ouvert ({desk})",
    "ticket {number} solved ({desk})": "ticket {number} résolu ({desk})",
    "ticket: {number} ({desk})": "ticket : {number} ({desk})",
    "{count} line(s) of the ticket are not at the desk: {error}": (
        "{count} ligne(s) du ticket ne sont pas arrivées : {error}"
    ),
    "to {value}, a secret would travel for everybody to read": "vers {value}, un secret circulerait lisible de tous",
    "write https://…": "écrire https://…",
    "a desk of kind {kind} needs `{key}`": "un service de tickets du type {kind} a besoin de `{key}`",
    "add `{key}: {{vault: …}}`": "ajouter `{key}: {{vault: …}}`",
    "a desk of kind {kind} knows no `{key}`": "un service de tickets du type {kind} ne connaît pas `{key}`",
    "remove it, or mend `kind`": "le retirer, ou corriger `kind`",
    "the ticket desk did not take it: {why}": "le service de tickets ne l'a pas pris : {why}",
    "check `tickets`: its address, its secrets, what its user may do; it is tried again by itself": (
        "vérifier `tickets` : son adresse, ses secrets, les droits de son utilisateur ; un nouvel essai suit tout seul"
    ),
    "what answered is no GLPI, or one that says something else than its documentation": (
        "ce qui a répondu n'est pas un GLPI, ou dit autre chose que sa documentation"
    ),
    "check the address of `tickets`: https://…/apirest.php, and that its REST API is enabled": (
        "vérifier l'adresse de `tickets` : https://…/apirest.php, et que son API REST est activée"
    ),
}
