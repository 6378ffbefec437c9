"""French of the summary in an export (report.pdf), and of controls."""

from __future__ import annotations

REPORTING = {
    "{word}: {count}": "{word} : {count}",
    "no evidence in this period": "aucune preuve dans cette période",
    "Evidence of continuity: {client}": "Preuves de continuité : {client}",
    "This is a view for reading, made from signed records. It proves nothing by itself: the records are in the same "
    "export, and verify.py checks them without the help of those who made them.": (
        "Ceci est une vue pour la lecture, faite à partir d'enregistrements signés. Elle ne prouve rien par elle-même "
        ": les enregistrements sont dans le même export, et verify.py les vérifie sans l'aide de leurs auteurs."
    ),
    "value": "valeur",
    "log": "journal",
    "period asked for (UTC)": "période demandée (UTC)",
    "records, without a gap": "enregistrements, sans lacune",
    "first and last record dated (UTC)": "dates du premier et du dernier enregistrement (UTC)",
    "Signed head": "Tête signée",
    "The three lines of the checkpoint: whoever kept an earlier one can check that nothing was rewritten.": (
        "Les trois lignes du point de contrôle : qui en a gardé un plus ancien peut vérifier que rien n'a été réécrit."
    ),
    "Fingerprint of the key that signed it, to be compared with the one given to you by another way:": (
        "Empreinte de la clé qui l'a signé, à comparer avec celle qui vous a été remise par une autre voie :"
    ),
    "Anchors": "Ancrages",
    "class": "classe",
    "by whom": "par qui",
    "records covered by the newest": "enregistrements couverts par le dernier",
    "its time (UTC)": "sa date (UTC)",
    "time (UTC)": "date et heure (UTC)",
    "From record {index} on, {count} record(s) are bounded by nobody outside: their dates are the operator's.": (
        "À partir de l'enregistrement {index}, {count} enregistrement(s) ne sont bornés par aucun tiers : leurs dates "
        "sont celles de l'opérateur."
    ),
    "Proven offline: verify.py checks it with the authority's or the witness's own key. Claimed: only who can look "
    "into the store sees it.": (
        "Prouvé hors ligne : verify.py le vérifie avec la clé de l'autorité ou du témoin. Déclaré : seul qui peut "
        "regarder dans le stockage le voit."
    ),
    "time-stamp": "horodatage",
    "cosignature of a witness": "cosignature d'un témoin",
    "locked object": "objet verrouillé",
    "proven offline": "prouvé hors ligne",
    "claimed": "déclaré",
    "Completeness": "Complétude",
    "Jobs are announced before they fall due: {announced} announced, {ended} ended, {open} not ended yet.": (
        "Les tâches sont annoncées avant leur échéance : {announced} annoncée(s), {ended} terminée(s), {open} pas "
        "encore terminée(s)."
    ),
    "Runs that began and did not end: {count}.": "Exécutions commencées et non terminées : {count}.",
    "Records that were erased, with only their commitments left: {count}.": (
        "Enregistrements effacés, dont seuls restent les engagements : {count}."
    ),
    "Findings of the verification: {count}; summary.json lists them.": (
        "Constats de la vérification : {count} ; summary.json les énumère."
    ),
    "Jobs and runs in the period": "Tâches et exécutions de la période",
    "count": "nombre",
    "outcomes": "issues",
    "No job or run ended in this period.": "Aucune tâche ni exécution ne s'est terminée dans cette période.",
    "Promises and what was measured": "Promesses et mesures",
    "objective": "objectif",
    "promised": "promis",
    "newest figure": "dernier chiffre",
    "newest verdict": "dernier verdict",
    "verdicts in the period": "verdicts de la période",
    "Nothing was measured in this period.": "Rien n'a été mesuré dans cette période.",
    "Restore tests": "Tests de restauration",
    "Restore tests in the period: {count}.": "Tests de restauration de la période : {count}.",
    "What did not succeed": "Ce qui n'a pas réussi",
    "Jobs and runs that did not succeed: {count}.": "Tâches et exécutions qui n'ont pas réussi : {count}.",
    "{count} more stand in records.csv.": "{count} autre(s) figurent dans records.csv.",
    "Evidence relevant to controls": "Preuves en rapport avec des exigences",
    "This maps records to what auditors ask for. It says that evidence is there and where, not that anybody complies "
    "with anything; controls.csv names each kind of evidence and its records.": (
        "Ceci met des enregistrements en regard de ce que demandent les auditeurs. Cela dit que des preuves existent "
        "et où, non que quiconque satisfait à quoi que ce soit ; controls.csv nomme chaque sorte de preuve et ses "
        "enregistrements."
    ),
    "reference": "référence",
    "about": "objet",
    "newest (UTC)": "la plus récente (UTC)",
    "outcomes and verdicts": "issues et verdicts",
    "How to verify": "Comment vérifier",
    "With Python 3.9 or newer and nothing else, in the folder where this export was unpacked:": (
        "Avec Python 3.9 ou plus récent et rien d'autre, dans le dossier où cet export a été décompressé :"
    ),
    "Take the fingerprint from the operator by another way, not from this page; README.txt says what each file is.": (
        "Obtenez l'empreinte de l'opérateur par une autre voie, non de cette page ; README.txt dit ce qu'est chaque "
        "fichier."
    ),
    "{value} is not a kind of record": "{value} n'est pas une sorte d'enregistrement",
    "write for example plan, or vault.* for all that begin with vault.": (
        "écrire par exemple plan, ou vault.* pour tout ce qui commence par vault."
    ),
    "  for people: {report} (PDF/A); for auditors' lists: {controls}": (
        "  pour la lecture : {report} (PDF/A) ; pour les grilles des auditeurs : {controls}"
    ),
    "  without {report}, which needs Typst: pip install 'continuity[reports]'": (
        "  sans {report}, qui demande Typst : pip install 'continuity[reports]'"
    ),
    "reports need Typst": "les rapports ont besoin de Typst",
    "install it: pip install 'continuity[reports]'": "l'installer : pip install 'continuity[reports]'",
    "Typst refuses the report: {why}": "Typst refuse le rapport : {why}",
    "please report this": "merci de le signaler",
}
