"""Why work is planned, and whether a schedule can keep its promise."""

from __future__ import annotations

_PLANS = {
    "the schedule of the policy {policy}": "la planification de la politique {policy}",
    "no schedule: every {every}, half of the RPO of {rpo} less {worst} measured, so that one may fail": (
        "sans planification : toutes les {every}, la moitié de la PDMA de {rpo} moins {worst} mesurées, pour qu'une "
        "sauvegarde puisse échouer"
    ),
    "no schedule: every {every}, half of the RPO of {rpo}; no backup was measured yet": (
        "sans planification : toutes les {every}, la moitié de la PDMA de {rpo} ; aucune sauvegarde n'a encore été "
        "mesurée"
    ),
    "the policy {policy} has neither a schedule nor an RPO: every day": (
        "la politique {policy} n'a ni planification ni PDMA : tous les jours"
    ),
    "the restore tests of the policy {policy}": "les tests de restauration de la politique {policy}",
    "the verification of the policy {policy}": "la vérification de la politique {policy}",
    "{repository} promises locks: they are read back every day": (
        "{repository} promet des verrous : ils sont relus chaque jour"
    ),
    "there was none yet": "il n'y en a pas encore eu",
    "runs were missed since {first}; this one makes up for them": (
        "des exécutions ont été manquées depuis le {first} ; celle-ci les rattrape"
    ),
    "retry {number} of {count}": "nouvel essai {number} sur {count}",
}

_FINDINGS = {
    "the policy {policy} backs up every {every}: it is done every {shortest}, not more often": (
        "la politique {policy} sauvegarde toutes les {every} : ce sera toutes les {shortest}, pas plus souvent"
    ),
    "the window and the blackout of the policy {policy} leave no hour in which a backup may start": (
        "la fenêtre et les heures interdites de la politique {policy} ne laissent aucune heure où commencer une "
        "sauvegarde"
    ),
    "the schedule of the policy {policy} never comes": "la planification de la politique {policy} n'arrive jamais",
    "the policy {policy} leaves {gap} between two backups ({begins} to {ends}), its RPO is {rpo}": (
        "la politique {policy} laisse {gap} entre deux sauvegardes ({begins} à {ends}), sa PDMA est de {rpo}"
    ),
    "the policy {policy} leaves {gap} between two backups ({begins} to {ends}), and one took {worst}: its RPO is "
    "{rpo}": (
        "la politique {policy} laisse {gap} entre deux sauvegardes ({begins} à {ends}), et l'une a pris {worst} : sa "
        "PDMA est de {rpo}"
    ),
    "a backup took {worst}, the policy {policy} leaves {longest} at a time to start in": (
        "une sauvegarde a pris {worst}, la politique {policy} laisse {longest} d'affilée pour commencer"
    ),
}

_COMMAND = {
    "Show what falls due in the next hours, and why: what was missed first, as the daemon would start it.": (
        "Montrer ce qui arrive à échéance dans les prochaines heures, et pourquoi : d'abord ce qui a été manqué, comme "
        "le service le lancerait."
    ),
    "With ASSETS, their work and that of the repositories which hold them. Times are those of the client's time "
    "zone.": (
        "Avec ASSETS, leur travail et celui des dépôts qui les gardent. Les heures sont celles du fuseau horaire du "
        "client."
    ),
    "How far to look ahead; 48 by default.": "Combien d'heures regarder en avant ; 48 par défaut.",
    "backup": "sauvegarde",
    "restore": "restauration",
    "restore test": "test de restauration",
    "verification": "vérification",
    "lock check": "contrôle des verrous",
    "due": "échéance",
    "job": "tâche",
    "reason": "raison",
    "{jobs} job(s) of {lines} line(s) of work in {hours} h": (
        "{jobs} tâche(s) de {lines} ligne(s) de travail en {hours} h"
    ),
}

PLANNING = _PLANS | _FINDINGS | _COMMAND
