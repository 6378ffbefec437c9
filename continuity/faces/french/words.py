"""Words: outcomes, verdicts, phases, figures and how they were obtained, headings."""

from __future__ import annotations

WORDS = {
    "; ": "\u00a0; ",
    # outcomes of a run (une exécution) and of a copy
    "succeeded": "réussie",
    "incomplete": "incomplète",
    "failed": "échouée",
    "aborted": "interrompue",
    "skipped": "sautée",
    "not_run": "non exécutée",
    "failed_to_start": "non démarrée",
    # verdicts, severities
    "met": "tenu",
    "missed": "manqué",
    "unproven": "non prouvé",
    "valid": "valide",
    "invalid": "invalide",
    "error": "erreur",
    "warning": "avertissement",
    # phases of a restore
    "decided": "décidé",
    "provisioned": "préparé",
    "restored": "restauré",
    "verified": "vérifié",
    "usable": "utilisable",
    # figures
    "RPO": "RPO (PDMA)",
    "RPO proven": "PDMA prouvée",
    "RTO": "RTO (DMIA)",
    "technical recovery time": "durée technique de restauration",
    "content": "contenu",
    "points listed": "points de restauration listés",
    "immutability": "immuabilité",
    "canary": "témoin",
    "checks": "contrôles",
    "readable data": "lisibilité des données",
    # how they were obtained
    "time now - data time of the newest point that enough repositories list": (
        "heure actuelle − heure des données du point le plus récent que suffisamment de dépôts listent"
    ),
    "a drill with its people": "un exercice mené par l'équipe",
    "an unattended restore": "une restauration sans intervention humaine",
    "nothing yet": "rien pour l'instant",
    "wanted time - data time of the point whose canary was found in the restored data (sidecar)": (
        "instant demandé − heure des données du point dont le témoin a été retrouvé dans les données restaurées "
        "(sidecar)"
    ),
    "boot-time clock from declaration to data in place, unattended": (
        "horloge de la machine, de la déclaration aux données en place, sans intervention humaine"
    ),
    "SHA-256 of each restored file against the manifest taken from the source": (
        "SHA-256 de chaque fichier restauré, comparé au manifeste pris à la source"
    ),
    "names in snapshots/, from the place itself": "noms présents dans snapshots/, lus dans le dépôt lui-même",
    "retention of every current object, from the store": "rétention de chaque objet courant, lue auprès du stockage",
    "restic check --read-data": "restic check --read-data",
    "wanted time - data time of the point, as recorded (no canary)": (
        "instant demandé − heure des données du point, telle qu'enregistrée (sans témoin)"
    ),
    "the asset's own commands, in isolation on the restored data": (
        "les commandes propres à l'actif, isolées, sur les données restaurées"
    ),
    # headings
    "adapter": "adaptateur",
    "asset": "actif",
    "at": "date",
    "bytes": "octets",
    "client": "client",
    "copies": "copies",
    "credential": "identifiants",
    "data time": "heure des données",
    "device": "équipement",
    "document": "document",
    "entry": "entrée",
    "index": "index",
    "key": "clé",
    "kind": "type",
    "lock": "verrou",
    "locked until": "verrouillé jusqu'au",
    "medium": "support",
    "notification": "notification",
    "outcome": "issue",
    "policy": "politique",
    "repository": "dépôt",
    "set by": "fixé par",
    "site": "site",
    "snapshot": "instantané",
    "subject": "sujet",
    "value": "valeur",
}
