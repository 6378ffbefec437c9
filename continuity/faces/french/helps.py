"""The help of the commands and of their options; names that stand in capitals stay as they are typed."""

from __future__ import annotations

HELP = {
    "Compare with the last point, with the last full one, or read every file again.": (
        "Comparer au dernier point, au dernier point complet, ou relire tous les fichiers."
    ),
    "What is stored is deduplicated whatever the kind, and each point restores alone. A full backup, and an archive, "
    "which is a full one marked to be kept, trust no size and no time stamp of a file.": (
        "Quel que soit le type, ce qui est stocké est dédupliqué et chaque point se restaure seul. Une sauvegarde "
        "complète, et une archive, qui est une complète marquée comme à conserver, ne se fient ni à la taille ni à "
        "l'horodatage d'un fichier."
    ),
    "Usage: ": "Utilisation : ",
    "Options": "Options ",
    "Commands": "Commandes ",
    "required": "obligatoire",
    "default: ": "défaut\u00a0: ",
    "Show this message and exit.": "Afficher cette aide.",
    "Show the version and exit.": "Afficher la version.",
    "The document, or a directory of documents.": "Le document, ou un répertoire de documents.",
    "Open the vault with this key file.": "Ouvrir le coffre avec ce fichier de clé.",
    "Print JSON on stdout, and nothing else there.": "Écrire du JSON sur la sortie standard, et rien d'autre.",
    "Speak French or English.": "Parler français ou anglais.",
    "Say more.": "En dire plus.",
    "Say only what went wrong.": "Ne dire que ce qui a échoué.",
    "Backups promised, rehearsed, measured and proven.": "Des sauvegardes promises, répétées, mesurées et prouvées.",
    "Write a starter configuration, or create what is missing.": (
        "Écrire une configuration de départ, ou créer ce qui manque."
    ),
    "Write a starter configuration; with one already there, create only what is missing.": (
        "Écrire une configuration de départ ; s'il y en a déjà une, créer seulement ce qui manque."
    ),
    "Run it any number of times: state, vault, keys, repositories and buckets that exist are left as they are.": (
        "À relancer autant de fois que voulu : l'état, le coffre, les clés, les dépôts et les compartiments qui "
        "existent "
        "restent tels quels."
    ),
    "The whole loop on this machine with real data, in about a minute.": (
        "Toute la boucle sur cette machine, avec de vraies données, en une minute environ."
    ),
    "Show the whole loop on this machine: back up to three places, attack, lose, restore, measure, prove.": (
        "Montrer toute la boucle sur cette machine : sauvegarder en trois endroits, attaquer, perdre, restaurer, "
        "mesurer, prouver."
    ),
    "It starts servers of its own on the loopback interface and removes everything it made.": (
        "Démarre ses propres serveurs sur l'interface de bouclage, et supprime à la fin tout ce qui a été créé."
    ),
    "Work in this new directory.": "Travailler dans ce nouveau répertoire.",
    "Leave it running to look around, until Ctrl-C.": "Laisser tout en marche pour regarder, jusqu'à Ctrl-C.",
    "Show what is promised; without a verb, the list of policies.": (
        "Montrer ce qui est promis ; sans verbe, la liste des politiques."
    ),
    "Check the documents: every mistake, every promise that cannot be kept, and what is not acted upon yet.": (
        "Contrôler les documents : chaque erreur, chaque promesse intenable, et ce qui n'agit pas encore."
    ),
    "List the policies, the documents' own above the shipped ones.": (
        "Lister les politiques ; celles des documents priment sur celles qui sont fournies."
    ),
    "Show every value of the policy NAME, and which document and line set it.": (
        "Montrer chaque valeur de la politique NAME, avec le document et la ligne qui la fixent."
    ),
    "Back up assets to every repository of their policy.": "Sauvegarder les actifs dans tous leurs dépôts.",
    "Back up ASSETS (all that are active, without names) to every repository of their policy.": (
        "Sauvegarder les actifs ASSETS (sans nom : tous ceux qui sont actifs) dans chaque dépôt de leur politique."
    ),
    "Accept a source without files that had some before.": (
        "Accepter une source désormais sans fichiers, alors qu'elle en avait."
    ),
    "List the recovery points, newest data first: of ASSET, or of all.": (
        "Lister les points de restauration de l'actif ASSET, ou de tous, les données les plus récentes d'abord."
    ),
    "A point is what a repository listed when it was last asked; `continuity storage check` asks again.": (
        "Un point est ce qu'un dépôt a listé la dernière fois qu'il a été interrogé ; `continuity storage check` "
        "l'interroge à nouveau."
    ),
    "Only those of this repository.": "Seulement ceux de ce dépôt.",
    "Only data of this time or newer.": "Seulement les données de cet instant ou plus récentes.",
    "Only data of this time or older.": "Seulement les données de cet instant ou plus anciennes.",
    "Restore an asset into a new directory and compare it.": (
        "Restaurer un actif dans un nouveau répertoire, et le comparer."
    ),
    "Restore ASSET into the new directory DIR, and compare every file with its hash taken from the source.": (
        "Restaurer l'actif ASSET dans le nouveau répertoire DIR, et comparer chaque fichier à l'empreinte prise à la "
        "source."
    ),
    "A new directory.": "Un nouveau répertoire.",
    "Data as of this time; the newest without it.": "Les données telles qu'à cet instant ; sinon les plus récentes.",
    "From this repository; else the first reachable.": "Depuis ce dépôt ; sinon le premier qui est joignable.",
    "Only this absolute path (may be repeated).": "Seulement ce chemin absolu (option répétable).",
    "Restore tests: a point of each asset, into a sandbox, compared.": (
        "Tests de restauration : un point de chaque actif, dans un bac à sable, comparé."
    ),
    "Test the recovery of ASSETS (all, without names): restore a point into a sandbox, compare it, remove it.": (
        "Tester la restauration des actifs ASSETS (sans nom : tous) : restaurer un point dans un bac à sable, "
        "le comparer, "
        "le supprimer."
    ),
    "Each test takes the repository that was tested longest ago, and a point as the policy says. An unattended test "
    "measures technical recovery time; it proves the copy, not the people.": (
        "Chaque test prend le dépôt testé il y a le plus longtemps, et un point comme le dit la politique. Un "
        "test sans "
        "intervention humaine mesure la durée technique de restauration ; il prouve la copie, non l'équipe."
    ),
    "From this repository, whichever is due.": "Depuis ce dépôt, quel que soit celui dont c'est le tour.",
    "Choose the point by this seed, to repeat a recorded choice.": (
        "Choisir le point avec cette graine, pour répéter un choix enregistré."
    ),
    "Check the structure and the data of repositories.": "Contrôler la structure et les données des dépôts.",
    "Have restic check the repositories of ASSETS (all, without names) and read back the slice that is due.": (
        "Faire contrôler par restic les dépôts des actifs ASSETS (sans nom : tous), et relire la tranche due."
    ),
    "The policy's `verify.share` says how large a slice is; what was covered so far is shown.": (
        "Le `verify.share` de la politique dit la taille d'une tranche ; la part déjà couverte est affichée."
    ),
    "Only this repository (may be repeated).": "Seulement ce dépôt (répétable).",
    "Read every byte now, not just the slice that is due.": "Relire tout maintenant, pas seulement la tranche due.",
    "Objectives held against what is really achieved.": "Les objectifs face à ce qui est réellement atteint.",
    "Hold each asset's objectives against what is really achieved: RPO, proven RPO, RTO, 3-2-1-1-0.": (
        "Confronter les objectifs de chaque actif à ce qui est réellement atteint : PDMA (RPO), PDMA prouvée, DMIA "
        "(RTO), 3-2-1-1-0."
    ),
    "Exits 1 while anything is missed, the last backup did not succeed or changes are suspicious; what is unproven is "
    "shown as such, never as met, and so is a runbook that nobody walked to its end in its period. The past is held "
    "against today's documents, and what was not recorded then is unproven.": (
        "Code de retour 1 tant qu'un objectif est manqué, que la dernière sauvegarde n'a pas réussi ou que des "
        "changements sont suspects ; ce qui n'est pas prouvé est montré comme tel, jamais comme tenu, de même une "
        "procédure que personne n'a déroulée jusqu'au bout dans sa période. Le passé est comparé aux documents "
        "d'aujourd'hui, et ce qui n'était pas enregistré alors n'est pas prouvé."
    ),
    "Where copies live: list, check the locks the store reports.": (
        "Où vivent les copies : lister, relire les verrous du stockage."
    ),
    "Where copies live; without a verb, the list of repositories.": (
        "Où vivent les copies ; sans verbe, la liste des dépôts."
    ),
    "List the repositories as declared.": "Lister les dépôts tels qu'ils sont déclarés.",
    "What a stranger can verify: list, verify, export.": "Ce qu'un tiers peut vérifier : lister, vérifier, exporter.",
    "Show what a stranger can verify; without a verb, the records.": (
        "Montrer ce qu'un tiers peut vérifier ; sans verbe, les enregistrements."
    ),
    "Export one client's evidence of one period as a zip that verifies without us.": (
        "Exporter les preuves d'un client sur une période, dans un zip qui se vérifie sans nous."
    ),
    "The client whose log it is; needed where there are several.": (
        "Le client dont c'est le journal ; obligatoire s'il y en a plusieurs."
    ),
    "The zip to write.": "Le zip à écrire.",
    "List the records of the logs, in order.": "Lister les enregistrements des journaux, dans l'ordre.",
    "Only records of this time or newer.": "Seulement les enregistrements de cet instant ou plus récents.",
    "Only records of this time or older.": "Seulement les enregistrements de cet instant ou plus anciens.",
    "Secrets at rest: list, get, set, rotate, export.": (
        "Les secrets au repos : lister, lire, sceller, renouveler, exporter."
    ),
    "Secrets at rest; without a verb, the names of the entries.": (
        "Les secrets au repos ; sans verbe, les noms des entrées."
    ),
    "List the names of the entries, never their values.": "Lister les noms des entrées, jamais leurs valeurs.",
    "Take the secret from this file.": "Prendre le secret dans ce fichier.",
    "Replace the secret that is there.": "Remplacer le secret existant.",
}
