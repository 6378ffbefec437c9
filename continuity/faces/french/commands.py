"""What the commands say, and how they answer a line that cannot be understood."""

from __future__ import annotations

SAID = {
    "  {repository}: {kind} instead of {wanted}: {reason}": "  {repository} : {kind}, et non {wanted} : {reason}",
    "incremental": "incrémentale",
    "differential": "différentielle",
    "full": "complète",
    "archive": "archive",
    "error: {message}": "erreur : {message}",
    "hint: {hint}": "conseil : {hint}",
    # the command line itself
    "there is no command {name}": "commande inconnue : {name}",
    "commands: {names}": "commandes : {names}",
    "there is no option {what}": "option inconnue : {what}",
    "{what} is missing": "{what} manque",
    "there is an argument too many: {what}": "argument en trop : {what}",
    "{what} needs a value": "{what} demande une valeur",
    "{what} needs {count} values": "{what} demande {count} valeurs",
    "{what} takes no value": "{what} ne prend pas de valeur",
    "{what}: {value} is not one of the choices": "{what} : {value} ne fait pas partie des choix",
    "{what}: {value} is not a number": "{what}\u00a0: {value} n'est pas un nombre",
    "{what}: {value} is not in the range {range}": "{what}\u00a0: {value} n'est pas dans l'intervalle {range}",
    "{what} is not valid: {said}": "{what} n'est pas valide : {said}",
    "see: {command} --help": "voir : {command} --help",
    "{value} is not a time with a zone": "{value} n'est pas un instant avec son fuseau",
    "write for example 2026-11-23T02:20:00Z": "écrire par exemple 2026-11-23T02:20:00Z",
    "interrupted": "interrompu",
    "the same command, run again, begins cleanly": "la même commande, relancée, repart proprement",
    "this is a fault of continuity itself: {kind}: {what}": "défaut de continuity lui-même : {kind} : {what}",
    "run it again with -v and report what it prints; the run, if one had begun, is recorded as aborted": (
        "relancer avec -v et signaler ce qui s'affiche ; si une exécution avait commencé, elle est enregistrée comme "
        "interrompue"
    ),
    # init
    "{path}: a starter configuration was written.": "{path} : une configuration de départ a été écrite.",
    "Next: edit it, then continuity init{given} again, to create what it names.": (
        "Ensuite : la modifier, puis relancer continuity init{given} pour créer ce qu'elle nomme."
    ),
    "\nNext: continuity policy check{given}, then continuity backup{given}": (
        "\nEnsuite : continuity policy check{given}, puis continuity backup{given}"
    ),
    "failed   {what}": "échec    {what}",
    "created  {what}": "créé     {what}",
    "present  {what}": "présent  {what}",
    "state directory {path}": "répertoire d'état {path}",
    "vault {path}": "coffre {path}",
    "the server's own log {client}, signed by the key {fingerprint}": (
        "journal du serveur lui-même, {client}, signé par la clé {fingerprint}"
    ),
    "log of {client}, signed by the key {fingerprint}": "journal du client {client}, signé par la clé {fingerprint}",
    "repository {client}/{name}": "dépôt {client}/{name}",
    "Choose a passphrase for the vault": "Choisir une phrase de passe pour le coffre",
    "Vault passphrase": "Phrase de passe du coffre",
    "Secret": "Secret",
    # policy
    "{name}: {title} (digest {digest})": "{name} : {title} (empreinte {digest})",
    "{path}: {clients} client(s), {assets} asset(s), of which {active} are backed up; {findings} finding(s)": (
        "{path} : {clients} client(s), {assets} actif(s), dont {active} sauvegardé(s) ; {findings} constat(s)"
    ),
    "inactive: {where}: {path}: {why}": "inactif : {where} : {path} : {why}",
    "{severity}: {where}: {subject}: {reason}": "{severity} : {where} : {subject} : {reason}",
    # runs
    "{subject}: {outcome}": "{subject} : {outcome}",
    "  {repository}: {outcome}": "  {repository} : {outcome}",
    "  {mark} {objective}: {verdict}{reason}": "  {mark} {objective} : {verdict}{reason}",
    "  {mark} {subject}: {objective}: {verdict}{reason}": "  {mark} {subject} : {objective} : {verdict}{reason}",
    "{subject}: {outcome} (run {run})": "{subject} : {outcome} (exécution {run})",
    "      measured by: {how}": "      mesure : {how}",
    "  {repository}: point {snapshot}, {bytes}": "  {repository} : point {snapshot}, {bytes}",
    "  {repository}: {outcome}, point {snapshot}, {new} new and {changed} changed file(s), {added} stored, "
    "{seconds:.1f} s": (
        "  {repository} : {outcome}, point {snapshot}, {new} fichier(s) nouveau(x) et {changed} modifié(s), "
        "{added} stockés, {seconds:.1f} s"
    ),
    "  {mark} {objective}: {actual}, {target} promised: {verdict}{reason}": (
        "  {mark} {objective} : {actual}, objectif {target} : {verdict}{reason}"
    ),
    "restored into {path}": "restauré dans {path}",
    "No recovery point is known. Make one: continuity backup": (
        "Aucun point de restauration n'est connu. Pour en créer un : continuity backup"
    ),
    # status
    "{asset} ({policy}): {title}": "{asset} ({policy}) : {title}",
    "  {name:<12} {target:>8} promised, {actual:>12} achieved: {verdict}{reason}": (
        "  {name:<12} objectif {target:>8}, réalisé {actual:>12} : {verdict}{reason}"
    ),
    "  {rule:<12} copies {copies}, media {media}, off site {offsite}, immutable {immutable}, errors {errors}: "
    "{verdict}": (
        "  {rule:<12} copies {copies}, supports {media}, hors site {offsite}, immuables {immutable}, "
        "erreurs {errors} : {verdict}"
    ),
    "  last backup: none yet": "  dernière sauvegarde : aucune pour l'instant",
    "  last backup: {outcome}, {time}{reason}": "  dernière sauvegarde : {outcome}, {time}{reason}",
    "  restore tests: none in a year; none of {points} point(s) was tested": (
        "  tests de restauration : aucun en un an ; aucun des {points} point(s) n'a été testé"
    ),
    "  restore tests: {tests} in a year, {failures} failed, {points_tested} of {points} point(s) tested": (
        "  tests de restauration : {tests} en un an, {failures} échec(s), {points_tested} point(s) testé(s) sur "
        "{points}"
    ),
    "  restore tests: 0 failures in {tests}, {points_tested} of {points} point(s) tested: at most {bound:.0%} would "
    "fail (95 % confidence)": (
        "  tests de restauration : 0 échec sur {tests}, {points_tested} point(s) testé(s) sur {points} : "
        "{bound:.0%} au "
        "plus échoueraient (confiance 95 %)"
    ),
    "{asset}: inactive, {kind} sources are not read yet": (
        "{asset} : inactif, les sources {kind} ne sont pas encore lues"
    ),
    # storage, vault
    "    {key}: {why} ({until})": "    {key} : {why} ({until})",
    "  {listed} recovery point(s) listed by the place itself": (
        "  {listed} point(s) de restauration listé(s) par le dépôt lui-même"
    ),
    "  {locked} of {objects} objects locked as the store reports, first until {first}, needed until {needed}": (
        "  {locked} objets sur {objects} verrouillés d'après le stockage ; première échéance {first}, "
        "requise jusqu'au {needed}"
    ),
    "{name} is sealed in {path}": "{name} est scellé dans {path}",
    # evidence
    "{path}: records {start} to {end} of {log}": "{path} : enregistrements {start} à {end} de {log}",
    "  verify it anywhere: python3 verify.py --key-fingerprint {fingerprint}": (
        "  à vérifier n'importe où : python3 verify.py --key-fingerprint {fingerprint}"
    ),
    "{log}: {verdict}, {size} record(s), signed by {fingerprint}": (
        "{log} : {verdict}, {size} enregistrement(s), signé par {fingerprint}"
    ),
    "  not anchored yet: nothing outside this server bounds when these records were made": (
        "  pas encore ancré : rien hors de ce serveur n'atteste la date de ces enregistrements"
    ),
    "  run {run} has begun and not ended": "  l'exécution {run} a commencé et n'est pas terminée",
}
