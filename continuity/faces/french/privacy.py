"""Personal data: the register, breaches, the journal of accesses, erasure."""

from __future__ import annotations

PRIVACY = {
    "Personal data, as the GDPR asks: register, journal, breach, erase.": (
        "Données personnelles, comme le demande le RGPD : register, journal, breach, erase."
    ),
    "Keep the records that the GDPR asks for, with what proves them.": (
        "Tenir les registres que demande le RGPD, avec ce qui les prouve."
    ),
    "Write the records of processing (GDPR, article 30) of a client.": (
        "Écrire le registre des activités de traitement (RGPD, article 30) d'un client."
    ),
    "Purposes, people and recipients are those of the documents, retention is the policies', and each measure of"
    " security names the run that shows it. What nobody declared is listed, and ends the command with exit code 1.": (
        "Les finalités, les personnes et les destinataires sont ceux des documents, la conservation est celle des"
        " politiques, et chaque mesure de sécurité nomme l'exécution qui la montre. Ce que personne n'a déclaré est"
        " énuméré, et la commande se termine alors par le code 1."
    ),
    "Whose, where there are several clients.": "De qui, s'il y a plusieurs clients.",
    "Records of processing: {client}": "Registre des activités de traitement : {client}",
    "GDPR, article 30 - as of {time} (UTC)": "RGPD, article 30 - au {time} (UTC)",
    "not declared": "non déclaré",
    "processor (article 30(2))": "sous-traitant (article 30, paragraphe 2)",
    "controller (article 30(1))": "responsable du traitement (article 30, paragraphe 1)",
    "whoever runs this server is": "qui exploite ce serveur est",
    "controller": "responsable du traitement",
    "processor": "sous-traitant",
    "data protection officer": "délégué à la protection des données",
    "impact assessment (AIPD)": "analyse d'impact (AIPD)",
    "Activities": "Activités",
    "No activity was declared.": "Aucune activité n'a été déclarée.",
    "activity": "activité",
    "purpose": "finalité",
    "assets": "actifs",
    "data": "données",
    "whose data": "personnes concernées",
    "recipients": "destinataires",
    "How long copies are kept, by the policies": "Durée de conservation des copies, selon les politiques",
    "points kept": "points conservés",
    "not removable before": "non supprimable avant",
    "all: the policy removes none": "tous : la politique n'en supprime aucun",
    "the last {count}": "les {count} derniers",
    "{count} hourly": "{count} horaires",
    "{count} daily": "{count} quotidiens",
    "{count} weekly": "{count} hebdomadaires",
    "{count} monthly": "{count} mensuels",
    "{count} yearly": "{count} annuels",
    "{classes}: the oldest reaches {days} days": "{classes} : le plus ancien atteint {days} jours",
    "{days} days": "{days} jours",
    "Who else works on the data": "Qui d'autre travaille sur les données",
    "No sub-processor was declared.": "Aucun sous-traitant ultérieur n'a été déclaré.",
    "country": "pays",
    "Transfers out of the European Union": "Transferts hors de l'Union européenne",
    "none, as declared": "aucun, comme déclaré",
    "safeguards": "garanties",
    "Measures of security, as they were last shown": "Mesures de sécurité, telles que montrées en dernier",
    "measure": "mesure",
    "shown at (UTC)": "montrée le (UTC)",
    "records": "enregistrements",
    "A measure without a run that shows it is unproven. Records are named by their number in the log.": (
        "Une mesure qu'aucune exécution ne montre n'est pas prouvée. Les enregistrements sont désignés par leur numéro"
        " dans le journal."
    ),
    "encrypted and authenticated before it leaves the source (restic: AES-256-CTR, Poly1305-AES)": (
        "chiffré et authentifié avant de quitter la source (restic : AES-256-CTR, Poly1305-AES)"
    ),
    "no object can be removed or changed before its lock ends ({mode}, {days} days)": (
        "aucun objet ne peut être supprimé ni modifié avant la fin de son verrou ({mode}, {days} jours)"
    ),
    "structure and data are read back and verified": "la structure et les données sont relues et vérifiées",
    "copies are restored and compared with what was backed up": (
        "les copies sont restaurées et comparées à ce qui a été sauvegardé"
    ),
    "{path}: written": "{path} : écrit",
    "Why somebody gets to see this data: for the journal.": "Pourquoi quelqu'un voit ces données : pour le registre.",
    "Show who restored data, looked into it, had secrets shown or took evidence away: when, and why.": (
        "Montrer qui a restauré des données, les a parcourues, a fait afficher des secrets ou emporté des preuves :"
        " quand, et pourquoi."
    ),
    "It is read from the log of each client, which is signed and cannot be shortened. Runs that the database knows and"
    " the log does not are told, and end the command with exit code 1.": (
        "C'est une lecture du journal de chaque client, qui est signé et que rien ne raccourcit. Les exécutions que la"
        " base connaît et pas le journal sont signalées, et la commande se termine alors par le code 1."
    ),
    "Only what this user of the system did.": "Seulement ce qu'a fait cet utilisateur du système.",
    "Give people other names, and leave out their words.": "Donner aux personnes d'autres noms, sans leurs mots.",
    "With --pseudonyms people have other names, the same ones each time; why they did it, and where they put it, is"
    " left out, for they may have named anybody there.": (
        "Avec --pseudonyms, les personnes ont d'autres noms, toujours les mêmes ; pourquoi elles l'ont fait et où elles"
        " l'ont mis est omis, car elles ont pu y nommer n'importe qui."
    ),
    "Print CSV.": "Afficher du CSV.",
    "who": "qui",
    "restored": "restauré",
    "kit tested": "kit essayé",
    "looked into": "parcouru",
    "secret shown": "secret affiché",
    "secret set": "secret posé",
    "secrets exported": "secrets exportés",
    "secrets changed": "secrets changés",
    "kit made": "kit fait",
    "evidence exported": "preuves exportées",
    "keys destroyed": "clés détruites",
    "{count} record(s) were erased: what they said is gone": (
        "{count} enregistrement(s) effacés : ce qu'ils disaient n'existe plus"
    ),
    "the log does not tell of the run {run}": "le journal ne dit rien de l'exécution {run}",
    "What nobody declared": "Ce que personne n'a déclaré",
    "The documents do not say it, and nothing here was guessed. The keys that would say it:": (
        "Les documents ne le disent pas, et rien ici n'a été deviné. Les clés qui le diraient :"
    ),
}
