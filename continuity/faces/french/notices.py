"""Alerts: what the messages say, where they go, and what became of them."""

from __future__ import annotations

NOTICES = {
    # kinds of alert
    "backup failed": "sauvegarde en échec",
    "restore test missed": "test de restauration manqué",
    "verification missed": "vérification manquée",
    "locks missed": "verrous manquants",
    "points not removed": "points non supprimés",
    "space not given back": "place non rendue",
    "RPO missed": "PDMA (RPO) manquée",
    "not protected": "non protégé",
    "jobs missed": "tâches manquées",
    "fault of the service": "défaut du service",
    # messages
    "it ended as {outcome}: {reason}": "résultat : {outcome} : {reason}",
    "it ran, and {objective} was missed: {reason}": "exécuté, mais {objective} n'est pas tenu : {reason}",
    "the newest copy is older than promised: {reason}": "la dernière copie est plus vieille que promis : {reason}",
    "the copies break the rule {rule}: {reason}": "les copies enfreignent la règle {rule} : {reason}",
    "{client}: {what}: {subject}": "{client} : {what} : {subject}",
    "{client}: well again: {what}: {subject}": "{client} : rétabli : {what} : {subject}",
    "{client}: {wrong} wrong, {well} well again": "{client} : {wrong} en défaut, {well} rétabli(s)",
    "{subject}: {label} since {since}, well again since {well}": (
        "{subject} : {label} depuis le {since}, rétabli depuis le {well}"
    ),
    "{subject}: {label} since {since}, still so ({count} times): {said}": (
        "{subject} : {label} depuis le {since}, toujours en cours ({count} fois) : {said}"
    ),
    "{subject}: {label} since {since} ({count} times): {said}": (
        "{subject} : {label} depuis le {since} ({count} fois) : {said}"
    ),
    "{subject}: {label}, {since}: {said}": "{subject} : {label}, le {since} : {said}",
    "… and {count} more; see `continuity status`": "… et {count} de plus ; voir `continuity status`",
    "sent by continuity at {at}": "envoyé par continuity le {at}",
    "the service is well again": "le service est rétabli",
    # delivery
    "there was no answer in {seconds:.0f} s": "aucune réponse en {seconds:.0f} s",
    "internal error while sending: {kind}": "erreur interne pendant l'envoi : {kind}",
    "internal error: {what}": "erreur interne : {what}",
    "notifications wait: {error} ({hint})": "les notifications attendent : {error} ({hint})",
    "the notification {name} was not delivered, tried again: {title}: {error}": (
        "la notification {name} n'a pas été remise, nouvel essai prévu : {title} : {error}"
    ),
    "the notification {name} is given up after three days: {title}: {error}": (
        "la notification {name} est abandonnée après trois jours : {title} : {error}"
    ),
    "what became of a notification could not be written, it may be sent twice: {error}": (
        "le sort d'une notification n'a pas pu être écrit, elle sera peut-être envoyée deux fois : {error}"
    ),
    "the documents no longer name the notification {client}/{name}": (
        "les documents ne nomment plus la notification {client}/{name}"
    ),
    "notifications need the library Apprise, which is not installed": (
        "les notifications demandent la bibliothèque Apprise, qui n'est pas installée"
    ),
    "install it: pip install 'continuity[notify]'": "l'installer : pip install 'continuity[notify]'",
    "the URL of a notification is not one that Apprise knows: {scheme}://…": (
        "l'URL d'une notification n'est pas de celles qu'Apprise connaît : {scheme}://…"
    ),
    "see the list of services of Apprise; mind the spelling of its first word": (
        "voir la liste des services d'Apprise ; vérifier l'orthographe du premier mot"
    ),
    "the {scheme} service did not take the message: {said}": "le service {scheme} n'a pas pris le message : {said}",
    "it said nothing": "il n'a rien dit",
    "check the service, the URL and the network: continuity notification test": (
        "vérifier le service, l'URL et le réseau : continuity notification test"
    ),
    # documents
    "no entry of `alerts` names it, and no level of the escalation: nothing is sent there": (
        "ni une entrée d'`alerts` ni un niveau de l'escalade ne la nomme : rien n'y est envoyé"
    ),
    "{value} never ends: nothing would ever be told": "{value} ne finit jamais : rien ne serait jamais signalé",
    "write for example 22:00-06:00": "écrire par exemple 22:00-06:00",
    # the command
    "Who is told when something is wrong, and a test of it.": "Qui est prévenu en cas de problème, et un essai.",
    "Who is told when something is wrong; without a verb, the list of destinations and of the last messages.": (
        "Qui est prévenu en cas de problème ; sans verbe, la liste des destinations et des derniers messages."
    ),
    "List the destinations, what each is told of, and what became of the last messages.": (
        "Liste les destinations, ce qui est signalé à chacune, et le sort des derniers messages."
    ),
    "Send a test message to the destinations NAMES (all, without names), and say what their services answered.": (
        "Envoie un message d'essai aux destinations NAMES (toutes, sans nom), et dit ce que leurs services ont répondu."
    ),
    "Exits 3 where some were not delivered, 4 where none was.": (
        "Sort avec 3 si certains n'ont pas été remis, 4 si aucun."
    ),
    "continuity: a test message": "continuity : un message d'essai",
    "If you can read this, alerts reach you.": "Si vous lisez ceci, les alertes vous parviennent.",
    "{name}: {service} took the message": "{name} : {service} a pris le message",
    "there is no notification named {name}": "il n'y a pas de notification nommée {name}",
    "the documents name no notification": "les documents ne nomment aucune notification",
    "add `notifications` and `alerts`: docs/how-to/alerts.md": (
        "ajouter `notifications` et `alerts` : docs/how-to/alerts.md"
    ),
    "URLs": "URL",
    "told of": "signale",
    "  {at} {name}: {state}: {title}{error}": "  {at} {name} : {state} : {title}{error}",
    "waits": "en attente",
    "sent": "envoyé",
    "given up": "abandonné",
}
