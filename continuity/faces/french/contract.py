"""What breaks a promise of storage, or keeps it from concerning a place: the words of `storage validate`."""

from __future__ import annotations

#: What a check found.
CONTRACT = {
    "it is not a Repository": "ce n'est pas un Repository",
    "capabilities say object_lock={said}, the port says otherwise": (
        "les capacités disent object_lock={said}, le port dit autre chose"
    ),
    "preparing a fresh place did not say that it made something": (
        "la préparation d'un emplacement neuf n'a pas dit qu'elle avait créé quelque chose"
    ),
    "preparing it again said that it made something": ("le préparer une seconde fois a dit avoir créé quelque chose"),
    "an empty place does not look empty": "un emplacement vide ne paraît pas vide",
    "an empty place lists snapshots": "un emplacement vide liste des instantanés",
    "restic's init succeeded and the place is not seen as initialised": (
        "init de restic a réussi et l'emplacement n'est pas vu comme initialisé"
    ),
    "preparing a repository in use said that it made something": (
        "la préparation d'un dépôt en service a dit avoir créé quelque chose"
    ),
    "preparing a repository in use broke it": "la préparation d'un dépôt en service l'a endommagé",
    "two probes observed two domains": "deux examens ont observé deux domaines",
    "nothing was observed that could fail together": "rien n'a été observé qui puisse tomber ensemble",
    "the credential was not observed": "l'identifiant n'a pas été observé",
    "free space is {seen}": "l'espace libre est {seen}",
    "half a repository looks like {seen}": "la moitié d'un dépôt est vue comme {seen}",
    "two snapshots were made, {count} are listed": "deux instantanés ont été faits, {count} sont listés",
    "restic lists {listed}, the place {named}": "restic liste {listed}, l'emplacement {named}",
    "the file came back as {answer}": "le fichier est revenu ainsi : {answer}",
    "restic accepted a wrong password": "restic a accepté un mauvais mot de passe",
    "restic said: {text}": "restic a dit : {text}",
    "the probe holds the place responsible": "l'examen en tient l'emplacement pour responsable",
    "two calls gave two addresses": "deux appels ont donné deux adresses",
    "a secret is shown {count} times": "un secret est montré {count} fois",
    "after forget {count} are listed": "après forget, {count} sont listés",
    "{look} gives no remedy": "{look} ne donne aucun remède",
    "{look} succeeded": "{look} a réussi",
    "{look} took {taken:.0f} s": "{look} a pris {taken:.0f} s",
    "the refusal gives no remedy": "le refus ne donne aucun remède",
    "the weaker place was accepted": "l'emplacement plus faible a été accepté",
    "the weaker place was changed": "l'emplacement plus faible a été modifié",
    "its capabilities do not say so": "ses capacités ne le disent pas",
    "a look at it finds {seen}": "un examen trouve {seen}",
    "{key} was deleted": "{key} a été supprimé",
    "a snapshot is gone": "un instantané a disparu",
    "the config is gone": "la configuration a disparu",
    "the store says {state}": "le stockage dit {state}",
    "the store's mode is {mode}": "le mode du stockage est {mode}",
    "the store's period is {period}": "la durée du stockage est {period}",
    "nothing is listed under {missing}": "rien n'est listé sous {missing}",
    "{key} is not locked": "{key} n'est pas verrouillé",
    "{key} is locked for less": "{key} est verrouillé pour moins longtemps",
    "{key} was destroyed": "{key} a été détruit",
    "{key} is not there any more": "{key} n'est plus là",
    "restic's forget had no effect": "forget de restic n'a eu aucun effet",
    "after forget the place does not look whole": "après forget, l'emplacement ne paraît pas entier",
    "{count} versions are gone": "{count} versions ont disparu",
    "restic {verb} failed: {text}": "restic {verb} a échoué : {text}",
    "it raised {kind}: {error}": "une exception {kind} est sortie : {error}",
}
