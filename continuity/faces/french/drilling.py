"""French for what drills look at, when they end by themselves, and for those that come unannounced."""

DRILLING = {
    "a backup is of an asset, or fills a repository": "une sauvegarde est celle d'un actif, ou remplit un dépôt",
    "give it one of them: asset, repository": "lui donner l'un des deux : asset, repository",
    "no asset has a copy in {name}": "aucun actif n'a de copie dans {name}",
    "see continuity status": "voir continuity status",
    "{failed} of {count} assets were not backed up: {why}": "{failed} actifs sur {count} non sauvegardés : {why}",
    "mend what is wrong with each, and do this step again": (
        "réparer ce qui ne va pas pour chacun, et refaire cette étape"
    ),
    "the backup {run} of {asset} ended {outcome}: {reason}": (
        "la sauvegarde {run} de {asset} a fini {outcome} : {reason}"
    ),
    "not every copy of {asset} was ever read: whether they are whole is not known": (
        "les copies de {asset} n'ont pas toutes été relues un jour : on ne sait pas si elles sont entières"
    ),
    "read them first, by `read: yes`, or before: continuity verify --all": (
        "les relire d'abord, par `read: yes`, ou avant : continuity verify --all"
    ),
    "the probes of an isolated drill would see what is in use, not what it brings back": (
        "les sondes d'un exercice isolé verraient ce qui est en service, pas ce qu'il ramène"
    ),
    "leave probes out, and look by checks, which look within; or write `mode: live`": (
        "ôter probes et vérifier par checks, qui regardent à l'intérieur ; ou écrire `mode: live`"
    ),
    "{drill} cannot be isolated: its probes ask what is in use": (
        "{drill} ne peut pas être isolé : ses sondes interrogent ce qui est en service"
    ),
    "agreed window": "fenêtre convenue",
    "from its beginning until all of it was taken down, held against the end of the agreed window": (
        "de son début jusqu'à ce que tout soit démonté, rapporté à la fin de la fenêtre convenue"
    ),
    "the agreed window had closed before all of it was taken down": (
        "la fenêtre convenue était close avant que tout soit démonté"
    ),
    "  its agreed window closed at {time}: end it soon": "  sa fenêtre convenue est close depuis {time} : y mettre fin",
    "nothing that was observed": "rien d'observé",
    "the same device": "le même disque",
    "the same host": "le même hôte",
    "the same endpoint": "le même point d'accès",
    "the same credential": "le même identifiant",
    "not known: one of both was never looked at": "inconnu : l'un des deux n'a jamais été examiné",
    "What came back": "Ce qui est revenu",
    "data time (UTC)": "date des données (UTC)",
    "shares with its source": "partage avec sa source",
    "No recovery point was brought back by a restore of this server.": (
        "Aucun point de restauration n'a été ramené par une restauration de ce serveur."
    ),
    "What shares a device, a host or a key with its source may fall together with it.": (
        "Ce qui partage un disque, un hôte ou une clé avec sa source peut tomber avec elle."
    ),
    "cut off, in doubt": "interrompu, incertain",
    "cut off while it was undone": "interrompu pendant son annulation",
    "an isolated drill breaks nothing that anybody could be surprised by": (
        "un exercice isolé ne met rien en panne qui puisse surprendre quelqu'un"
    ),
    "leave faults out, or write `mode: live`": "ôter faults, ou écrire `mode: live`",
    "from the first message that was taken until somebody was recorded as seeing to it": (
        "du premier message accepté jusqu'à ce que quelqu'un soit noté comme s'en occupant"
    ),
    "nobody said that he sees to it": "personne n'a dit s'en occuper",
    "nobody was called": "personne n'a été appelé",
    "nobody could be told: no message was taken": "personne n'a pu être prévenu : aucun message n'a été accepté",
    "the fault was never seen": "la panne n'a jamais été vue",
    "the fault was never seen: normal life went on as before, nobody was called, and it was mended at once": (
        "la panne n'a jamais été vue : tout a marché comme avant, personne n'a été appelé, et elle a été réparée "
        "aussitôt"
    ),
    "try by hand whether the fault breaks what steady_state looks at, or give it more time: seen_within": (
        "essayer à la main si la panne touche ce que regarde steady_state, ou lui donner plus de temps : seen_within"
    ),
    "the contract promises no time to intervene for a service of this criticality": (
        "le contrat ne promet aucun délai d'intervention pour un service de cette criticité"
    ),
    "the window of {drill} is open: a blind drill is agreed to before": (
        "la fenêtre de {drill} est ouverte : un exercice à l'aveugle se convient avant"
    ),
    "agree on another window, and begin before it opens": (
        "convenir d'une autre fenêtre, et commencer avant qu'elle s'ouvre"
    ),
    "there is no time left for {drill} in its window": "il ne reste plus de temps pour {drill} dans sa fenêtre",
    "give it up: --abort REASON": "l'abandonner : --abort RAISON",
    "no window of {drill} is still to open: a blind drill is drawn before": (
        "aucune fenêtre de {drill} n'est encore à venir : un exercice à l'aveugle est tiré au sort avant"
    ),
    "{drill} cannot be blind without {missing}": "{drill} ne peut pas être à l'aveugle sans {missing}",
    "see docs/how-to/blind-drills.md": "voir docs/how-to/blind-drills.md",
    "the sealed plan of run {run} is not there, or is another: {cause}": (
        "le plan scellé de l'exécution {run} n'est pas là, ou en est un autre : {cause}"
    ),
    "give it up: continuity drill resume {run} --abort REASON; and mend what it broke by hand": (
        "l'abandonner : continuity drill resume {run} --abort RAISON ; et réparer à la main ce qu'il a mis en panne"
    ),
    "the moment that was drawn is over: the drill did not go on until then": (
        "le moment tiré au sort est passé : l'exercice n'a pas continué jusque-là"
    ),
    "nobody was called in run {run}": "personne n'a été appelé dans l'exécution {run}",
    "no blind drill with the run {run} goes on": "aucun exercice à l'aveugle d'exécution {run} n'est en cours",
    "a name is needed": "un nom est nécessaire",
    "write who it is: --as NAME": "écrire qui c'est : --as NOM",
    "{name} sees to it: run {run}": "{name} s'en occupe : exécution {run}",
    "drawn, and sealed until it is over: one of {count} fault(s), between {begins} and {ends}": (
        "tiré au sort, et scellé jusqu'à la fin : une panne sur {count}, entre {begins} et {ends}"
    ),
    "  its plan is committed to as SHA-256 {commitment}": "  son plan est engagé par le SHA-256 {commitment}",
    "Draw one of its faults, and when, before its next window opens.": (
        "Tirer au sort une de ses pannes, et son moment, avant que sa prochaine fenêtre s'ouvre."
    ),
    "Who sees to it, as he was heard.": "Qui s'en occupe, comme on l'a entendu.",
    (
        "Write down that NAME of those on call sees to what the blind drill RUN broke: the time until then is the GTI."
    ): "Noter que NOM, d'astreinte, s'occupe de ce que l'exercice à l'aveugle RUN a cassé : ce délai est la GTI.",
    "record": "enregistrement",
    "RUN is the reference of the message that they got.": "RUN est la référence du message qu'ils ont reçu.",
    "time to intervene (GTI)": "garantie d'intervention (GTI)",
}
