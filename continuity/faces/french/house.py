"""What is wrong with this server itself, as incidents tell it."""

from __future__ import annotations

HOUSE = {
    "the log is not what was signed: {problem}": "le journal n'est pas ce qui a été signé : {problem}",
    "the log cannot be held against its keys: {problem}": "le journal ne peut être confronté à ses clés : {problem}",
    "the log has records, and its key {path} is gone": "le journal a des traces, et sa clé {path} a disparu",
    "only {mib} MiB are free where the state is: soon nothing can be recorded": (
        "il ne reste que {mib} Mio là où est l'état : bientôt rien ne pourra plus être consigné"
    ),
    "from {since} to {until} nothing could be recorded: {error}": (
        "de {since} à {until}, rien n'a pu être consigné : {error}"
    ),
    "the logs could not be verified: {why}": "les journaux n'ont pas pu être vérifiés : {why}",
}
