"""What the doctor says, and what storage policies are printed with."""

from __future__ import annotations

_ACCESS = {
    "repository {name} at {endpoint}: the store's answers carry no date": (
        "dépôt {name} à {endpoint} : les réponses du stockage ne portent pas de date"
    ),
    "compare the clocks by hand: the dates of locks are the store's": (
        "comparer les horloges à la main : les dates des verrous sont celles du stockage"
    ),
}

_POLICY = {
    "Print the store's access policy for the repository NAME: what each role may do, and nothing more.": (
        "Afficher la politique d'accès du stockage pour le dépôt NAME : ce que chaque rôle peut faire, et rien de plus."
    ),
    "The policy replaces the one that the store has: whoever owns the bucket applies it whole.": (
        "La politique remplace celle du stockage : le propriétaire du compartiment l'applique en entier."
    ),
    "Only this role; may be repeated.": "Seulement ce rôle ; peut être répété.",
    "The user that holds a role; may be repeated.": "L'utilisateur qui tient un rôle ; peut être répété.",
    "When pruner and recovery end; a day from now if not said.": (
        "La fin des rôles pruner et recovery ; dans un jour si rien n'est dit."
    ),
    "repository {name}: this kind of place has no access policies": (
        "dépôt {name} : ce type d'emplacement n'a pas de politiques d'accès"
    ),
    "restrict its user on the server itself: a directory of its own, and no shell": (
        "restreindre son utilisateur sur le serveur même : un répertoire à lui, et pas de shell"
    ),
    "several repositories are named {name}": "plusieurs dépôts se nomment {name}",
    "--principal {text} is not ROLE=ARN": "--principal {text} n'est pas ROLE=ARN",
    "roles: {names}": "rôles : {names}",
    "note: {names}: made-up names; give yours with --principal ROLE=ARN": (
        "note : {names} : noms inventés ; donner les vôtres par --principal ROLE=ARN"
    ),
}

DOCTOR = _ACCESS | _POLICY
