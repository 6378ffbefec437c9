"""French of the server's own log: the heads that it holds, and what the commands say of it."""

SERVERLOG = {
    "From this time, or from the beginning of this day; the log's beginning without it.": (
        "Depuis cet instant, ou depuis le début de ce jour ; sinon depuis le début du journal."
    ),
    "Before this time, or to the end of this day, which is included; the log's end without it.": (
        "Avant cet instant, ou jusqu'à la fin de ce jour, compris ; sinon jusqu'à la fin du journal."
    ),
    "A day is written as 2026-11-01, and begins and ends in the time zone of the client's documents.": (
        "Un jour s'écrit 2026-11-01 ; il commence et finit dans le fuseau horaire des documents du client."
    ),
    "Withhold what names people; people.csv gives them other names.": (
        "Retenir ce qui nomme des personnes ; people.csv leur donne d'autres noms."
    ),
    "With --pseudonyms, a record that names somebody shows its commitment alone: the export verifies, and does not"
    " prove what that record said.": (
        "Avec --pseudonyms, un enregistrement qui nomme quelqu'un ne montre que son engagement : l'export se vérifie,"
        " et ne prouve pas ce que disait cet enregistrement."
    ),
    "{value} is not a day that can be reckoned with": "{value} n'est pas un jour avec lequel on puisse compter",
    "it holds a head of {size} records after one of {before}: the log was cut, rolled back or made anew": (
        "il tient une tête de {size} enregistrements après une de {before} : le journal a été tronqué, ramené à un "
        "état antérieur ou refait"
    ),
    "  the log of the server, {log}, holds heads of it, of up to {size} records: they agree": (
        "  le journal du serveur, {log}, en tient des têtes, jusqu'à {size} enregistrements : elles concordent"
    ),
    "{log}: the server's own log goes on, too": "{log} : le journal du serveur lui-même reprend aussi",
    "Only this client's log; @server: the server's own.": "Ce seul client ; @server : le journal du serveur lui-même.",
    "Whose log it is, needed where there are several clients; @server: the server's.": (
        "De qui est le journal, à dire où il y a plusieurs clients ; @server : celui du serveur."
    ),
    # anchors that fail
    "{name} was to hold {key}, version {version}, until {until}, and does not": (
        "{name} devait détenir {key}, version {version}, jusqu'au {until}, et ne le détient pas"
    ),
    "log not anchored": "journal non ancré",
    "it took no head of the log since {since}: {cause}": "n'a pris aucune tête du journal depuis {since} : {cause}",
    "{client}: the log can be signed": "{client} : le journal peut être signé",
}
