"""French for defects that a drill must notice."""

MUTATIONS = {
    "a step says that it is done, and did nothing": "une étape se dit faite, et n'a rien fait",
    "an older point comes back than the one that is wanted": "c'est un point plus ancien que celui voulu qui revient",
    "it comes back to another directory than the one that is told": (
        "cela revient dans un autre dossier que celui indiqué"
    ),
    "only a part of the paths comes back": "seule une partie des chemins revient",
    "no repository opens: its password is wrong": "aucun dépôt ne s'ouvre : le mot de passe est faux",
    "every copy is gone": "toutes les copies ont disparu",
    "every copy is damaged where its data lie": "toutes les copies sont abîmées là où sont leurs données",
    "one byte of one restored file is another": "un octet d'un fichier restauré est un autre",
    "one restored file is missing": "un fichier restauré manque",
    "one restored file ends in its middle": "un fichier restauré s'arrête en son milieu",
    "all restored files are empty": "tous les fichiers restaurés sont vides",
    "a name leads to an address where nobody answers": "un nom mène à une adresse où personne ne répond",
    "a name is not known": "un nom n'est pas connu",
    "the service does not start": "le service ne démarre pas",
    "something else than the service is started": "autre chose que le service est démarré",
    "nobody but root can read what came back": "personne d'autre que root ne peut lire ce qui est revenu",
    "what came back belongs to another user": "ce qui est revenu appartient à un autre utilisateur",
    "it takes longer than was promised": "cela dure plus longtemps que promis",
    "add a check that asks for what this step makes, in the place where people will look for it": (
        "ajouter un contrôle qui demande ce que fait cette étape, là où on ira le chercher"
    ),
    "add a step that opens the repository: what was not read proves no key": (
        "ajouter une étape qui ouvre le dépôt : ce qui n'a pas été lu ne prouve aucune clé"
    ),
    "add a step that reads the copy: what was not read proves no copy": (
        "ajouter une étape qui lit la copie : ce qui n'a pas été lu ne prouve aucune copie"
    ),
    "add a check that compares what came back: do: compare, expect: = 0": (
        "ajouter un contrôle qui compare ce qui est revenu : do: compare, expect: = 0"
    ),
    "add a check that asks the service by its name": "ajouter un contrôle qui interroge le service par son nom",
    "add a check that asks the service something only it can answer": (
        "ajouter un contrôle qui pose au service une question à laquelle lui seul sait répondre"
    ),
    "add a check that reads what came back as the user who will use it": (
        "ajouter un contrôle qui lit ce qui est revenu sous l'utilisateur qui s'en servira"
    ),
    "promise an RTO in the policy: nothing says how long it may take": (
        "promettre une DMIA dans la politique : rien ne dit combien de temps cela peut durer"
    ),
    "the engine does none of its steps": "le moteur ne fait aucune de ses étapes",
    "it reads no repository": "il ne lit aucun dépôt",
    "it brings no files back": "il ne restaure aucun fichier",
    "none of its steps goes by a name": "aucune de ses étapes ne passe par un nom",
    "it starts no service": "il ne démarre aucun service",
    "no RTO is promised": "aucune DMIA n'est promise",
    "{drill} changes what is outside of its sandbox, and defects are tried in a sandbox alone": (
        "{drill} touche à ce qui est hors de son bac à sable, et les défauts ne s'essaient que dedans"
    ),
    "write a drill of the same runbook that is isolated, and destroys nothing": (
        "écrire un exercice isolé de la même procédure, qui ne détruit rien"
    ),
    "{drill} does not come out even without a defect: {cause}": "{drill} n'aboutit pas, même sans défaut : {cause}",
    "see what it lacks: continuity drill run {drill}": "voir ce qui lui manque : continuity drill run {drill}",
    "{word} is nothing that can be broken": "{word} n'est rien que l'on sache abîmer",
    "Break only this: step, key, copy, data, … (repeatable).": (
        "N'abîmer que ceci : step, key, copy, data, … (répétable)."
    ),
    "Which file is broken is drawn by this number.": "Le fichier abîmé est tiré d'après ce nombre.",
    "Begin no further defect after so many minutes.": "Ne plus commencer de défaut après tant de minutes.",
    "Break one thing at a time in the sandbox of the drill NAME, and see whether the drill notices.": (
        "Abîmer une chose à la fois dans le bac à sable de l'exercice NAME, et voir si l'exercice le remarque."
    ),
    "Exit 0: it noticed every defect. Those that it missed are named, with the check that would notice them.": (
        "Code 0 : il a remarqué chaque défaut. Ceux qui lui ont échappé sont nommés, avec le contrôle qui les verrait."
    ),
    "  -       {what}: it could not be broken so here": "  -       {what} : impossible à abîmer ainsi ici",
    "  caught  {what}: {names}": "  vu      {what} : {names}",
    "  MISSED  {what}": "  ÉCHAPPÉ {what}",
    "  -       {part}: {why}": "  -       {part} : {why}",
    "  {count} defects were not tried: the time was over": (
        "  {count} défauts n'ont pas été essayés : le temps était écoulé"
    ),
    "no file of the point lies below {path}": "aucun fichier du point ne se trouve sous {path}",
    "one of: {names}": "au choix : {names}",
    "{caught} of {whole} defects caught": "{caught} défauts sur {whole} remarqués",
    "  {names}: {advice}": "  {names} : {advice}",
}
