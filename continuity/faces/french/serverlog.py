"""French of the server's own log: the heads that it holds, and what the commands say of it."""

SERVERLOG = {
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
}
