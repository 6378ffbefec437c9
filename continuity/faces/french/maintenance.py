"""Agreed maintenance and force majeure: `maintenance`, `contract exclude`."""

from __future__ import annotations

#: Windows, and what is taken out of a contract's time.
MAINTENANCE = {
    "Agreed windows, declared before they begin: list, add, agree, end.": (
        "Plages convenues, déclarées avant leur début : lister, ajouter, accepter, finir."
    ),
    "Maintenance windows, announced or agreed to by the client; without a verb, those that are on or to come.": (
        "Les plages de maintenance, annoncées ou acceptées par le client ; sans verbe, celles en cours ou à venir."
    ),
    "List the windows that are on or to come, and whether they count.": (
        "Lister les plages en cours ou à venir, et si elles comptent."
    ),
    "Those that are over or withdrawn, too.": "Aussi celles qui sont finies ou retirées.",
    "Put a maintenance window of SERVICE on record before it begins.": (
        "Consigner une plage de maintenance de SERVICE avant son début."
    ),
    "While it lasts, no incident is opened for what is in it and nobody is called; its checks go on. Its time is taken "
    "out of the availability where somebody of the client agreed before it began: --agreed-by, or maintenance agree. "
    "Without, it is only announced and does not count; declared once it has begun, it is recorded, and neither counts "
    "nor keeps anybody from being called: both exit 1.": (
        "Tant qu'elle dure, aucun incident n'est ouvert pour ce qu'elle couvre, et personne n'est appelé ; les "
        "contrôles continuent. Son temps est retiré de la disponibilité si quelqu'un chez le client l'a acceptée avant "
        "son début : --agreed-by, ou maintenance agree. Sinon, elle n'est qu'annoncée et ne compte pas ; déclarée "
        "après son début, elle est consignée, ne compte pas et n'empêche aucun appel : code 1 dans les deux cas."
    ),
    "Put on record that the client agrees to WINDOW, before it begins: from then on it counts.": (
        "Consigner que le client accepte WINDOW, avant son début : dès lors, elle compte."
    ),
    "announced, not agreed: does not count": "annoncée, pas acceptée : ne compte pas",
    "nobody of the client agreed: its time is not taken out until somebody does, before it begins: "
    "continuity maintenance agree {id} --agreed-by NAME": (
        "personne chez le client ne l'a acceptée : son temps n'est pas retiré tant que personne ne l'accepte, avant "
        "son début : continuity maintenance agree {id} --agreed-by NOM"
    ),
    "the window {id} began at {time}: agreed to afterwards, it does not count": (
        "la plage {id} a commencé à {time} : acceptée après coup, elle ne compte pas"
    ),
    "a window is agreed to before it begins": "une plage s'accepte avant son début",
    "End WINDOW now, or withdraw it before it begins; what went by of it is not changed.": (
        "Finir WINDOW maintenant, ou la retirer avant son début ; ce qui en est passé ne change pas."
    ),
    "A device instead, and the services that it decides.": "Un équipement à la place, et les services qu'il décide.",
    "All that the client has instead.": "Tout ce qu'a le client à la place.",
    "When it begins, by the client's wall.": "Quand elle commence, à l'heure du client.",
    "When it ends.": "Quand elle finit.",
    "Who of the client agreed to it.": "Qui, chez le client, l'a accepté.",
    "Whose it is, needed where there are several clients.": "De qui il s'agit, nécessaire s'il y a plusieurs clients.",
    "window": "plage",
    "why": "pourquoi",
    "to come": "à venir",
    "on now": "en cours",
    "gone by": "passée",
    "withdrawn": "retirée",
    "declared late: does not count": "déclarée trop tard : ne compte pas",
    "all of {client}": "tout {client}",
    "device {device}": "équipement {device}",
    "no service is decided by it: no availability changes": (
        "aucun service n'en dépend pour être déclaré disponible : aucune disponibilité ne change"
    ),
    "it was declared once it had begun: it is on record, and its time is not taken out": (
        "elle a été déclarée après son début : elle est consignée, et son temps n'est pas retiré"
    ),
    "{client}: {about} is in maintenance until {until} ({id}: {why}): no incident is opened": (
        "{client} : {about} est en maintenance jusqu'à {until} ({id} : {why}) : aucun incident n'est ouvert"
    ),
    "it is not said from when, until when, and why": "il n'est pas dit depuis quand, jusqu'à quand, ni pourquoi",
    "give --from, --until and --why": "donner --from, --until et --why",
    "it is not said what it is about": "il n'est pas dit ce que cela concerne",
    "name one service, or --device NAME, or --all": "nommer un service, ou --device NOM, ou --all",
    "several devices are named {name}": "plusieurs équipements s'appellent {name}",
    "the window ends before it begins": "la plage finit avant de commencer",
    "give --from before --until": "donner --from avant --until",
    "the window {id} is over since {time}": "la plage {id} est finie depuis {time}",
    "what was agreed upon and went by is not changed": "ce qui a été convenu et qui est passé ne se change pas",
    "{time} is to come: nobody knows yet that it was force majeure": (
        "{time} est à venir : personne ne sait encore que c'était un cas de force majeure"
    ),
    "state it once it is over; what is planned is a window: continuity maintenance add": (
        "le déclarer une fois fini ; ce qui est prévu est une plage : continuity maintenance add"
    ),
    "{name} agreed to {id} already": "{name} a déjà accepté {id}",
    "there is no {name} in the log": "il n'y a pas de {name} dans le journal",
    "the clock shows {now}, and the log was written at {newest}": (
        "l'horloge indique {now}, et le journal a été écrit à {newest}"
    ),
    "set the clock of this machine, then run the command again": (
        "mettre à l'heure l'horloge de cette machine, puis relancer la commande"
    ),
    "there is no {time} in {zone}: the clock is put forward there": (
        "il n'y a pas de {time} à {zone} : l'horloge y est avancée"
    ),
    "{time} is twice in {zone}: the clock is put back there": (
        "{time} existe deux fois à {zone} : l'horloge y est retardée"
    ),
    "say which: {first} or {second}": "dire laquelle : {first} ou {second}",
    "{value} is not a time that can be reckoned with": "{value} n'est pas une heure avec laquelle on puisse calculer",
}
