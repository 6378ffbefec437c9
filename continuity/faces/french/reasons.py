"""Why a promise is kept, missed or not proven: objectives, copies, comparisons, locks."""

from __future__ import annotations

_OBJECTIVES = {
    "the policy {policy} promises no {objective}": "la politique {policy} ne promet pas de {objective}",
    "too few repositories outside the source's failure domain list a recovery point; needed: {needed}": (
        "trop peu de dépôts hors du domaine de défaillance de la source listent un point de restauration ; il "
        "en faut {needed}"
    ),
    "the newest recovery point that counts is {age} old, {target} was promised": (
        "le point de restauration le plus récent qui compte remonte à {age}, pour un objectif de {target}"
    ),
    "no recovery point outside the source's failure domain was restored or read in full yet": (
        "aucun point de restauration hors du domaine de défaillance de la source n'a encore été restauré ni "
        "relu en entier"
    ),
    "the newest recovery point that was restored or read in full is {age} old, {target} was promised": (
        "le point de restauration le plus récent qui a été restauré ou relu en entier remonte à {age}, pour un "
        "objectif de {target}"
    ),
    "no drill has measured it; the last restore took {technical} without its people": (
        "aucun exercice ne l'a mesurée ; la dernière restauration a pris {technical}, sans l'équipe"
    ),
    "nothing was restored yet, and no drill has measured it": (
        "rien n'a encore été restauré, et aucun exercice ne l'a mesurée"
    ),
    "the technical restore alone took {technical}, {target} was promised": (
        "la restauration technique a pris à elle seule {technical}, pour un objectif de {target}"
    ),
    "the last drill took {actual}, {target} was promised": (
        "le dernier exercice a pris {actual}, pour un objectif de {target}"
    ),
}

_COPIES = {
    "a lab: failure domains are taken as declared, not as observed": (
        "laboratoire : les domaines de défaillance sont pris tels que déclarés, non tels qu'observés"
    ),
    "{repository} lists no recovery point": "{repository} ne liste aucun point de restauration",
    "{repository} shares its device with {other}: they are one failure domain": (
        "{repository} partage son disque avec {other} : c'est un seul domaine de défaillance"
    ),
    "{repository} shares its host with {other}: they are one failure domain": (
        "{repository} partage son hôte avec {other} : c'est un seul domaine de défaillance"
    ),
    "{repository} shares its endpoint with {other}: they are one failure domain": (
        "{repository} partage son point d'accès avec {other} : c'est un seul domaine de défaillance"
    ),
    "{repository} shares its credential with {other}: they are one failure domain": (
        "{repository} partage ses identifiants avec {other} : c'est un seul domaine de défaillance"
    ),
    "{repository} is on the device of the production data: they are one failure domain": (
        "{repository} est sur le disque des données de production : c'est un seul domaine de défaillance"
    ),
    "{repository} is on the host of the production data: they are one failure domain": (
        "{repository} est sur l'hôte des données de production : c'est un seul domaine de défaillance"
    ),
    "{repository} is at the endpoint of the production data: they are one failure domain": (
        "{repository} est au même point d'accès que les données de production : c'est un seul domaine de défaillance"
    ),
    "{repository} opens with the credential of the production data: one failure domain": (
        "{repository} s'ouvre avec les identifiants des données de production : un seul domaine de défaillance"
    ),
    "{repository} is declared at another site and lies on the host of the production data: not off site": (
        "{repository} est déclaré sur un autre site et se trouve sur l'hôte des données de production : pas hors site"
    ),
    "the failure domain of {repository} was not observed yet": (
        "le domaine de défaillance de {repository} n'a pas encore été observé"
    ),
    "the failure domain of the production data was not observed": (
        "le domaine de défaillance des données de production n'a pas été observé"
    ),
    "copies in separate failure domains, production included: {found}; asked for: {needed}": (
        "copies dans des domaines de défaillance distincts, production comprise : {found} ; demandées : {needed}"
    ),
    "kinds of medium: {found}; asked for: {needed}": ("types de support : {found} ; demandés : {needed}"),
    "copies off site: {found}; asked for: {needed}": ("copies hors site : {found} ; demandées : {needed}"),
    "immutable copies, as the store reports them: {found}; asked for: {needed}": (
        "copies immuables, d'après le stockage : {found} ; demandées : {needed}"
    ),
    "the lock of {repository} was not read back from the store yet": (
        "le verrou de {repository} n'a pas encore été relu auprès du stockage"
    ),
    "the store reports no lock on the newest point of {repository}": (
        "le stockage n'annonce aucun verrou sur le point le plus récent de {repository}"
    ),
    "the lock of {repository} ended at {until}": "le verrou de {repository} a pris fin le {until}",
    "the lock of {repository} ends at {until}, before {required}": (
        "le verrou de {repository} prend fin le {until}, avant le {required}"
    ),
    "the last verification of {repository} found errors: {errors}": (
        "la dernière vérification de {repository} a trouvé des erreurs : {errors}"
    ),
    "{repository} was never verified": "{repository} n'a jamais été vérifié",
}

_FINDINGS = {
    "the policy {policy} promises no RPO": "la politique {policy} ne promet pas de PDMA (RPO)",
    "the policy {policy} promises no RTO": "la politique {policy} ne promet pas de DMIA (RTO)",
    "copies of {asset} in separate failure domains: {found}, the policy {policy} asks for {needed}": (
        "copies de {asset} dans des domaines de défaillance distincts : {found}, la politique {policy} en "
        "demande {needed}"
    ),
    "kinds of medium of the copies of {asset}: {found}, the policy {policy} asks for {needed}": (
        "types de support des copies de {asset} : {found}, la politique {policy} en demande {needed}"
    ),
    "copies of {asset} off site: {found}, the policy {policy} asks for {needed}": (
        "copies de {asset} hors site : {found}, la politique {policy} en demande {needed}"
    ),
    "copies of {asset} under a lock: {found}, the policy {policy} asks for {needed}": (
        "copies de {asset} sous verrou : {found}, la politique {policy} en demande {needed}"
    ),
    "{repository} locks for {period}, the policy {policy} promises {promised} for {asset}": (
        "{repository} verrouille pendant {period}, la politique {policy} promet {promised} pour {asset}"
    ),
    "the lock of {repository} is of mode governance: a privileged credential can lift it": (
        "le verrou de {repository} est en mode governance : un identifiant privilégié peut le lever"
    ),
    "{repository} declares a lock, and the adapter {adapter} cannot lock": (
        "{repository} déclare un verrou, et l'adaptateur {adapter} ne sait pas verrouiller"
    ),
    "an RPO counted on {needed} repositories cannot be reached with {found}": (
        "une PDMA comptée sur {needed} dépôt(s) ne peut être atteinte avec {found}"
    ),
    "the image {image} is to boot in tests of {asset}, and none of its paths holds it": (
        "l'image {image} doit démarrer lors des tests de {asset}, et aucun de ses chemins ne la contient"
    ),
    "`snapshot` cannot stand beside the path / of {asset}: each of its backups is refused": (
        "`snapshot` ne va pas avec le chemin / de {asset} : chacune de ses sauvegardes est refusée"
    ),
    "{repository} and {other} are the same place": "{repository} et {other} sont le même emplacement",
    "the policy {policy} backs up every {every}, its RPO is {rpo}": (
        "la politique {policy} sauvegarde toutes les {every}, sa PDMA est de {rpo}"
    ),
    "the policy {policy} keeps points for about {kept} and promises them immutable for {promised}": (
        "la politique {policy} garde les points environ {kept} et les promet immuables pendant {promised}"
    ),
    "the policy {policy} asks for no number of copies": "la politique {policy} ne demande aucun nombre de copies",
}

_CHECKED = {
    "{count} file(s) equal their SHA-256 taken from the source": (
        "{count} fichier(s) identique(s) au SHA-256 pris à la source"
    ),
    "{count} file(s) differ: {names}": "{count} fichier(s) différent(s) : {names}",
    "{count} file(s) are missing: {names}": "{count} fichier(s) manquant(s) : {names}",
    "{count} file(s) changed during the backup": "{count} fichier(s) modifié(s) pendant la sauvegarde",
    "{count} file(s) are not in the manifest": "{count} fichier(s) absent(s) du manifeste",
    "{count} file(s) of the manifest are not in the snapshot": (
        "{count} fichier(s) du manifeste absent(s) de l'instantané"
    ),
    "the canary is not in the restored data": "le témoin n'est pas dans les données restaurées",
    "the canary in the restored data is another run's": (
        "le témoin trouvé dans les données restaurées est celui d'une autre exécution"
    ),
    "the store lists no object that could be locked": "le stockage ne liste aucun objet qui puisse être verrouillé",
    "{count} object(s) are not locked, or hidden": "{count} objet(s) non verrouillé(s), ou masqué(s)",
    "{count} object(s) are not locked until {needed}, or hidden": (
        "{count} objet(s) non verrouillé(s) jusqu'au {needed}, ou masqué(s)"
    ),
    "this kind of place has no locks": "ce type d'emplacement n'a pas de verrous",
    "not locked": "non verrouillé",
    "hidden by a delete marker": "masqué par un marqueur de suppression",
    "locked less long than the policy asks": "verrouillé moins longtemps que la politique ne le demande",
    "the bucket has no Object Lock": "le compartiment n'a pas d'Object Lock",
    "the bucket locks nothing by default": "le compartiment ne verrouille rien par défaut",
    "the bucket locks by default in {mode} mode": "le compartiment verrouille par défaut en mode {mode}",
    "the bucket's default retention is shorter than promised": (
        "la rétention par défaut du compartiment est plus courte que promis"
    ),
}

_KINDS = {
    "the repository lists no earlier point to compare with, so every file was read": (
        "le dépôt ne liste aucun point antérieur auquel comparer : tous les fichiers ont été lus"
    ),
    "the earlier point to compare with was removed meanwhile, so every file was read": (
        "le point antérieur auquel comparer a été supprimé entre-temps : tous les fichiers ont été lus"
    ),
}

_AFTER_A_CRASH = {
    "its process died before it ended": "son processus est mort avant la fin",
    "its process died before it ended; {count} of {places} copies were complete and adopted": (
        "son processus est mort avant la fin ; {count} copie(s) sur {places} étaient complètes et ont été adoptées"
    ),
    "its process died before it ended; what it had staged was removed": (
        "son processus est mort avant la fin ; ce qu'il avait préparé a été supprimé"
    ),
    "its process died before it ended; its sandbox was removed": (
        "son processus est mort avant la fin ; son bac à sable a été supprimé"
    ),
    "no snapshot of this run": "aucun instantané de cette exécution",
}

REASONS = _OBJECTIVES | _COPIES | _FINDINGS | _CHECKED | _KINDS | _AFTER_A_CRASH
