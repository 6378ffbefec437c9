"""French for canaries by mode: planted, sidecar, freshness."""

CANARIES = {
    "wanted time - data time of the point whose canary was found in the restored data (planted)": (
        "instant demandé − heure des données du point dont le témoin a été retrouvé dans les données restaurées (semé)"
    ),
    "wanted time - data time of the point, as recorded (its canary is heard in restore tests)": (
        "instant demandé − heure des données du point, telle qu'enregistrée "
        "(son témoin est entendu en test de restauration)"
    ),
    "wanted time - newest time stamp in the restored data (freshness)": (
        "instant demandé − horodatage le plus récent dans les données restaurées (fraîcheur)"
    ),
    "data time - newest time stamp in the restored data (freshness)": (
        "heure des données − horodatage le plus récent dans les données restaurées (fraîcheur)"
    ),
    "the row that was planted before the backup, looked for in the restored data": (
        "la ligne semée avant la sauvegarde, cherchée dans les données restaurées"
    ),
    "the canary in the restored data is another run's, or none": (
        "le témoin dans les données restaurées est celui d'une autre exécution, ou il n'y en a pas"
    ),
    "the canary was not looked for, since the restored data could not be opened": (
        "le canari n'a pas été cherché, car les données restaurées n'ont pas pu être ouvertes"
    ),
    "the canary could not be looked for in the restored data: {cause}": (
        "le témoin n'a pas pu être cherché dans les données restaurées : {cause}"
    ),
    "the newest time stamp in the restored data is {stamp}": (
        "l'horodatage le plus récent dans les données restaurées est {stamp}"
    ),
    "the newest time stamp in the restored data is {stamp}: it has no zone and was read in {zone}": (
        "l'horodatage le plus récent dans les données restaurées est {stamp} : "
        "il n'a pas de fuseau et a été lu en {zone}"
    ),
    "the restored data holds no time stamp where the newest was looked for": (
        "les données restaurées ne contiennent aucun horodatage là où le plus récent était cherché"
    ),
    "the newest time stamp in the restored data is {stamp}, {age} older than the data should be, {target} was "
    "promised: the application wrote nothing, or what was backed up is stale": (
        "l'horodatage le plus récent dans les données restaurées est {stamp}, {age} plus ancien que les données "
        "ne devraient l'être, {target} étaient promis : l'application n'a rien écrit, "
        "ou ce qui a été sauvegardé est périmé"
    ),
    "the newest time stamp in the restored data is {stamp}, later than the backup: a clock is wrong": (
        "l'horodatage le plus récent dans les données restaurées est {stamp}, postérieur à la sauvegarde : "
        "une horloge est fausse"
    ),
    "the newest time stamp was asked for, and {answer} is none": (
        "l'horodatage le plus récent était demandé, et {answer} n'en est pas un"
    ),
    "the newest time stamp in the restored data is {stamp}, and the policy promises no RPO": (
        "l'horodatage le plus récent dans les données restaurées est {stamp}, et la politique ne promet pas de PDMA"
    ),
    "the canary cannot be planted in {place}: {cause}": "le témoin ne peut pas être semé dans {place} : {cause}",
    "let this user write there, or choose another `canary`: sidecar, freshness or none": (
        "autoriser cet utilisateur à y écrire, ou choisir un autre `canary` : sidecar, freshness ou none"
    ),
    "this source (kind {kind}) can have no such canary ({asked}): it has {has} instead": (
        "cette source (type {kind}) ne peut pas avoir ce témoin ({asked}) : elle a {has} à la place"
    ),
}
