"""A repository brought back to what it was: plans, times and what came of it."""

from __future__ import annotations

REWINDING = {
    "locked for far longer than anybody of ours asks": "verrouillé bien plus longtemps que personne ici ne le demande",
    "Bring the repository NAME back to what it was at TIME, from the versions that its store kept, and prove it.": (
        "Ramener le dépôt NAME à ce qu'il était à TIME, à partir des versions que son stockage a "
        "gardées, et le prouver."
    ),
    "Delete markers are removed, and what was written over is copied forward; nothing is destroyed. The "
    "plan is shown first. Then all of it is read and the newest points are restored. Without --to, a "
    "time is proposed.": (
        "Les marqueurs de suppression sont retirés, et ce qui a été écrasé est recopié par-dessus ; "
        "rien n'est détruit. Le plan est montré d'abord. Ensuite tout est relu et les points les plus "
        "récents sont restaurés. Sans --to, une heure est proposée."
    ),
    "What it was then, by the store's clock.": "Ce qu'il était alors, à l'horloge du stockage.",
    "And hide what came later in index/, keys/ and snapshots/.": (
        "Et masquer ce qui est arrivé plus tard dans index/, keys/ et snapshots/."
    ),
    "Show the plan, and change nothing.": "Montrer le plan, et ne rien changer.",
    "Do not ask: the repository's name once more.": "Ne pas demander : le nom du dépôt, encore une fois.",
    "Type the repository's name to do this ({name})": "Taper le nom du dépôt pour le faire ({name})",
    "a rewind is confirmed by the repository's name, and nothing was changed": (
        "un retour en arrière se confirme par le nom du dépôt ; rien n'a été changé"
    ),
    "type it when asked, or add --yes {name}": "le taper quand il est demandé, ou ajouter --yes {name}",
    "repository {name}: this kind of place keeps no versions to go back to": (
        "dépôt {name} : ce genre d'emplacement ne garde aucune version à laquelle revenir"
    ),
    "restore from another copy: continuity points": "restaurer depuis une autre copie : continuity points",
    "repository {name}: its document names no keys of the recovery role": (
        "dépôt {name} : son document ne nomme aucune clé du rôle recovery"
    ),
    "let the bucket's owner apply `continuity storage policy {name}` with a user for it, and name that "
    "user's keys: roles: {{recovery: {{access_key: …, secret_key: …}}}}": (
        "faire appliquer par le propriétaire du bucket `continuity storage policy {name}` avec un "
        "utilisateur pour ce rôle, et nommer les clés de celui-ci : roles: {{recovery: {{access_key: …, "
        "secret_key: …}}}}"
    ),
    "{time} lies in the future: it is {now} at the store": ("{time} est dans le futur : il est {now} au stockage"),
    "name a time of the store's own clock, from before the attack": (
        "nommer une heure de l'horloge du stockage, d'avant l'attaque"
    ),
    "{repository} had no repository of restic at {time}: nothing would be left of it": (
        "{repository} ne contenait aucun dépôt restic à {time} : il n'en resterait rien"
    ),
    "name a later time; without --to, times are proposed": (
        "nommer une heure plus tardive ; sans --to, une heure est proposée"
    ),
    "repository {name}: the store refuses to bring anything back ({said}, first for {key})": (
        "dépôt {name} : le stockage refuse de ramener quoi que ce soit ({said}, d'abord pour {key})"
    ),
    "the recovery role ends at a date: let the bucket's owner apply `continuity storage policy {name} "
    "--until TIME` again": (
        "le rôle recovery finit à une date : faire appliquer de nouveau `continuity storage policy "
        "{name} --until TIME` par le propriétaire du bucket"
    ),
    "{repository}: {left} object(s) are still not what they were; the store refused {refused} ({said})": (
        "{repository} : {left} objet(s) ne sont toujours pas ce qu'ils étaient ; le stockage en a "
        "refusé {refused} ({said})"
    ),
    "mend what the store says, and run the same command again: it does what is left": (
        "corriger ce que dit le stockage, et relancer la même commande : elle fait ce qui reste"
    ),
    "{count} object(s) that came after that time were left in index/, keys/ and snapshots/, and may be the cause": (
        "{count} objet(s) arrivés après cette heure sont restés dans index/, keys/ et snapshots/, et "
        "peuvent en être la cause"
    ),
    "{repository}: {count} object(s) cannot be had back, the first is {key}: no version has any content": (
        "{repository} : {count} objet(s) ne peuvent revenir, le premier est {key} : aucune version n'a de contenu"
    ),
    "compare with another copy: continuity points; a stranger may have marked what never was": (
        "comparer avec une autre copie : continuity points ; un inconnu a pu marquer ce qui n'a jamais existé"
    ),
    "{repository}: {count} recovery point(s) of then are not there any more: {points}": (
        "{repository} : {count} point(s) de reprise d'alors n'y sont plus : {points}"
    ),
    "look for them in another copy: continuity points": "les chercher dans une autre copie : continuity points",
    "  what happened until {time} counts as undone by the rewind that succeeded then; was that to a wrong "
    "time, choose an earlier one from the table": (
        "  ce qui est arrivé jusqu'à {time} compte comme défait par le retour en arrière qui a réussi alors ; s'il "
        "visait une mauvaise heure, en choisir une plus ancienne dans le tableau"
    ),
    "hide them, which can be undone: the same command with --hide-newer": (
        "les masquer, ce qui peut être défait : la même commande avec --hide-newer"
    ),
    "no recovery point from before that time is known in {repository}: nothing was restored to compare": (
        "aucun point de reprise d'avant cette heure n'est connu dans {repository} : rien n'a été restauré pour comparer"
    ),
    "restore one by hand: continuity restore … --from {repository}": (
        "en restaurer un à la main : continuity restore … --from {repository}"
    ),
    "its process died before it ended; the same command does what is left": (
        "son processus est mort avant sa fin ; la même commande fait ce qui reste"
    ),
    "{repository} as it was at {time}:": "{repository} tel qu'il était à {time} :",
    "  the store's clock is {seconds} s ahead of ours; times here are the store's": (
        "  l'horloge du stockage avance de {seconds} s sur la nôtre ; les heures sont ici celles du stockage"
    ),
    "  {snapshots} snapshot(s) were there": "  {snapshots} instantané(s) y étaient",
    "  {count} object(s) are as they were": "  {count} objet(s) sont tels qu'ils étaient",
    "  {count} object(s), {bytes}, are hidden: their delete markers are removed": (
        "  {count} objet(s), {bytes}, sont masqués : leurs marqueurs de suppression sont retirés"
    ),
    "  {count} object(s), {bytes}, were written over: the version of then is copied on top": (
        "  {count} objet(s), {bytes}, ont été écrasés : la version d'alors est recopiée par-dessus"
    ),
    "  {count} object(s) came later: they are hidden by delete markers, and can be had back": (
        "  {count} objet(s) sont arrivés plus tard : ils sont masqués par des marqueurs de suppression, "
        "et peuvent revenir"
    ),
    "  {count} object(s), {bytes}, came later, and stay": (
        "  {count} objet(s), {bytes}, sont arrivés plus tard, et restent"
    ),
    "  {count} object(s) cannot be had back: nothing is left behind their delete markers, or never was": (
        "  {count} objet(s) ne peuvent pas revenir : il n'y a plus rien derrière leurs marqueurs de "
        "suppression, ou il n'y a jamais rien eu"
    ),
    "      {key}: version {version} of {time}": "      {key} : version {version} de {time}",
    "      {key}: of {time}": "      {key} : de {time}",
    "  {count} of what came later is in index/, keys/ or snapshots/, which restic reads whole: with "
    "--hide-newer it is hidden": (
        "  {count} de ce qui est arrivé plus tard se trouve dans index/, keys/ ou snapshots/, que "
        "restic lit en entier : avec --hide-newer c'est masqué"
    ),
    "  {done} object(s) brought back or hidden, {refused} refused, {left} left": (
        "  {done} objet(s) ramenés ou masqués, {refused} refusés, {left} restants"
    ),
    "  in {time}, checks and restores included": "  en {time}, contrôles et restaurations compris",
    "  copies may keep the lock of what they were copied from: lock them anew, continuity storage lock {name}": (
        "  les copies peuvent garder le verrou de leur original : les verrouiller de nouveau, continuity storage lock "
        "{name}"
    ),
    "brought back to what it was": "ramené à ce qu'il était",
    "every version listed anew by the store: what differs from then": (
        "toutes les versions listées de nouveau par le stockage : ce qui diffère d'alors"
    ),
    "restic check --read-data, with an empty cache": "restic check --read-data, avec un cache vide",
    "hour": "heure",
    "added": "ajouté",
    "hidden": "masqués",
    "written over": "écrasés",
    "by us": "par nous",
    "  first that no run of ours explains: {key} was hidden at {time}": (
        "  le premier qu'aucune de nos exécutions n'explique : {key} a été masqué à {time}"
    ),
    "  first that no run of ours explains: {key} was written over at {time}": (
        "  le premier qu'aucune de nos exécutions n'explique : {key} a été écrasé à {time}"
    ),
    "nothing was hidden or written over in {repository} but by runs of ours": (
        "dans {repository}, rien n'a été masqué ni écrasé, sinon par nos exécutions"
    ),
    "  the plan: continuity storage rewind {name} --to {time} --dry-run": (
        "  le plan : continuity storage rewind {name} --to {time} --dry-run"
    ),
    "  newest clean point of {asset}: {snapshot} of {time}": (
        "  point sain le plus récent de {asset} : {snapshot} de {time}"
    ),
    "    changes of its source are suspicious since {time}": (
        "    les changements de sa source sont suspects depuis {time}"
    ),
}
