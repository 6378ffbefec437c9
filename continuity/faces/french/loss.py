"""What if this were lost: `policy explain --loss`."""

from __future__ import annotations

LOSS = {
    # reasons
    "{thing} was seen on {part}, which is lost as well": "{thing} a été observé sur {part}, perdu également",
    "no copy of it is left": "il n'en reste aucune copie",
    "sources of kind {kind} are not read yet: nothing of it was ever backed up": (
        "les sources de type {kind} ne sont pas encore lues : rien n'en a jamais été sauvegardé"
    ),
    "the data time of the recovery point lies in the future: a clock was wrong": (
        "l'heure des données du point de restauration est dans le futur : une horloge était fausse"
    ),
    "{repository}: the credential can delete its {gone} point(s), and no lock on them is known": (
        "{repository} : l'identifiant permet d'effacer ses {gone} point(s), et aucun verrou n'en est connu"
    ),
    "{repository}: {kept} point(s) are locked, as the store reports; {gone} can be deleted": (
        "{repository} : {kept} point(s) sont verrouillés, selon le stockage ; {gone} peuvent être effacés"
    ),
    "{repository}: its server refused a deletion when it was last asked, so its points stay": (
        "{repository} : son serveur a refusé un effacement la dernière fois qu'on l'a demandé, ses points restent donc"
    ),
    "the lock of {repository} is of mode governance: a privileged credential can lift it": (
        "le verrou de {repository} est en mode governance : un identifiant privilégié peut le lever"
    ),
    "no restore from {repository} was measured": "aucune restauration depuis {repository} n'a été mesurée",
    "only {count} restore(s) of it from {repository} were measured; a forecast needs {needed}": (
        "seulement {count} restauration(s) en ont été mesurées depuis {repository} ; une prévision en demande {needed}"
    ),
    "no restore of it from {repository} was measured: the time is that of other assets there ({count})": (
        "aucune restauration n'en a été mesurée depuis {repository} : la durée est celle d'autres actifs de ce dépôt "
        "({count})"
    ),
    "its restore is likely to end after {typical}, {target} was promised": (
        "sa restauration finirait probablement après {typical}, {target} était promis"
    ),
    "its restore may end after {slow}, {target} was promised": (
        "sa restauration peut finir après {slow}, {target} était promis"
    ),
    "its point is {ratio:.1f} times as large as the largest that was restored and measured": (
        "son point est {ratio:.1f} fois plus gros que le plus gros dont la restauration a été mesurée"
    ),
    "it comes back after others, whose time is not proven": (
        "il revient après d'autres, dont la durée n'est pas prouvée"
    ),
    "what comes back from one repository comes one after the other, the most critical first": (
        "ce qui revient d'un même dépôt revient l'un après l'autre, le plus critique d'abord"
    ),
    "times are those of restores alone, where they were measured: people and new machines add theirs": (
        "les durées sont celles des seules restaurations, là où elles furent mesurées : les personnes et de nouvelles "
        "machines ajoutent les leurs"
    ),
    "this server is lost with its vault: the copies open only with a vault and a key kept elsewhere": (
        "ce serveur est perdu avec son coffre : les copies ne s'ouvrent qu'avec un coffre et une clé gardés ailleurs"
    ),
    "that a server only appends is not kept of the past: there only locks count": (
        "du passé, on ne garde pas qu'un serveur ne fait qu'ajouter : seuls les verrous y comptent"
    ),
    # names
    "no site, repository, host, device or credential is named {name}": (
        "aucun site, dépôt, hôte, périphérique ou identifiant ne s'appelle {name}"
    ),
    "several things are named {name}": "plusieurs choses s'appellent {name}",
    "no asset was named": "aucun actif n'a été nommé",
    "name an asset, or what is lost: --loss NAME": "nommer un actif, ou ce qui est perdu : --loss NOM",
    # help
    "Tell what comes back if this site, repository, host or credential is lost.": (
        "Dire ce qui revient si ce site, ce dépôt, cet hôte ou cet identifiant est perdu."
    ),
    "With --loss: at this moment of the past (RFC 3339), from what was recorded.": (
        "Avec --loss : à ce moment du passé (RFC 3339), d'après ce qui a été enregistré."
    ),
    "With --loss: text or Markdown.": "Avec --loss : texte ou Markdown.",
    "With --loss: for ASSET, or for all, what would come back, to what data time, in how long, from which copy, and "
    "what of that is unproven. Ends with 1 unless all that is concerned is proven to come back as promised.": (
        "Avec --loss : pour ASSET, ou pour tous, ce qui reviendrait, à quelle heure de données, en combien de temps, "
        "depuis quelle copie, et ce qui n'en est pas prouvé. Finit par 1, sauf si tout ce qui est concerné revient "
        "comme promis, preuves à l'appui."
    ),
    # the page
    "If the site {name} were lost at {time}": "Si le site {name} était perdu le {time}",
    "If the repository {name} were lost at {time}": "Si le dépôt {name} était perdu le {time}",
    "If the host {name} were lost at {time}": "Si l'hôte {name} était perdu le {time}",
    "If the device {name} were lost at {time}": "Si le périphérique {name} était perdu le {time}",
    "If the credential {name} fell into wrong hands at {time}": (
        "Si l'identifiant {name} tombait en de mauvaises mains le {time}"
    ),
    "from what was recorded by then, held against today's documents": (
        "d'après ce qui était enregistré alors, comparé aux documents d'aujourd'hui"
    ),
    "it opens the repositories {repositories}": "il ouvre les dépôts {repositories}",
    "lost with it: the repositories {repositories}; the data of {data}": (
        "perdus avec : les dépôts {repositories} ; les données de {data}"
    ),
    "not concerned: {assets}": "non concernés : {assets}",
    "nothing of what was asked about is lost with it": "rien de ce qui est demandé n'est perdu avec",
    "To be read with it": "À lire avec",
    "its data": "ses données",
    "from": "depuis",
    "data of": "données du",
    "data lost": "données perdues",
    "back in": "de retour en",
    "verdict": "verdict",
    "lost": "perdues",
    "still there": "toujours là",
    "{asset} ({policy}), {title}: {verdict}": "{asset} ({policy}), {title} : {verdict}",
    "its data is lost": "ses données sont perdues",
    "its data is still there; copies of it are lost": "ses données sont toujours là ; des copies en sont perdues",
    "nothing comes back": "rien ne revient",
    "from {repository}: point {snapshot}, {size}, data of {time}": (
        "depuis {repository} : point {snapshot}, {size}, données du {time}"
    ),
    "locked until {time}, as the store reports": "verrouillé jusqu'au {time}, selon le stockage",
    "none of the points that are left was ever restored or read in full": (
        "aucun des points qui restent n'a jamais été restauré ni lu en entier"
    ),
    "proven: point {snapshot} of {repository}, data of {time}": (
        "prouvé : point {snapshot} de {repository}, données du {time}"
    ),
    "proven: it was restored or read in full at {time}": "prouvé : il a été restauré ou lu en entier le {time}",
    "data lost, from what is proven": "données perdues, d'après ce qui est prouvé",
    "{name}: {actual}, {target} promised: {verdict}{reason}": "{name} : {actual}, {target} promis : {verdict}{reason}",
    "the restore itself: {typical}, an indication from {count} restore(s)": (
        "la restauration elle-même : {typical}, indication d'après {count} restauration(s)"
    ),
    "the restore itself: {typical}; 9 in 10 take {fast} to {slow}, from {count} restore(s)": (
        "la restauration elle-même : {typical} ; 9 sur 10 prennent de {fast} à {slow}, d'après {count} restauration(s)"
    ),
    "before it, others from there take {length}": "avant elle, d'autres depuis le même dépôt prennent {length}",
    "until it is replaced, {rule}: copies {copies}, media {media}, off site {offsite}, immutable {immutable}, "
    "errors {errors}: {verdict}": (
        "d'ici son remplacement, {rule} : copies {copies}, supports {media}, hors site {offsite}, immuables "
        "{immutable}, erreurs {errors} : {verdict}"
    ),
}
