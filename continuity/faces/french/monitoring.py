"""What watches the service: health, the dead-man ping, the monitoring plugin."""

from __future__ import annotations

MONITORING = {
    "A monitoring plugin for Nagios, Icinga and Centreon.": "Une sonde pour Nagios, Icinga et Centreon.",
    "Tell Nagios, Icinga or Centreon whether ASSETS (all that are active, without names) stand as promised.": (
        "Dire à Nagios, Icinga ou Centreon si les ASSETS (sans nom, tous ceux qui sont actifs) tiennent la promesse."
    ),
    "What is missed is critical; what is unproven, a last backup that did not succeed, or (without names) a runbook "
    "that is stale, a drill or a corrective action that is late, is a warning. Exits 0, 1, 2, or 3 where it could not "
    "be told.": (
        "Ce qui est manqué est critique ; ce qui n'est pas prouvé, une dernière sauvegarde non réussie ou (sans nom "
        "donné) une procédure périmée, un exercice ou une action corrective en retard, est un avertissement. Codes de "
        "sortie 0, 1, 2, ou 3 quand rien n'a pu être dit."
    ),
    "Do not warn while this is unproven; may be given several times.": (
        "Ne pas avertir tant que ceci n'est pas prouvé ; peut être répété."
    ),
    "Be critical while no daemon is active.": "Être critique tant qu'aucun service n'est actif.",
    "{name} is not backed up by this version": "{name} n'est pas sauvegardé par cette version",
    "there is nothing to watch: no asset is backed up by this version": (
        "il n'y a rien à surveiller : aucun actif n'est sauvegardé par cette version"
    ),
    "{bad} of {all} not as promised: {first}": "{bad} sur {all} hors de la promesse : {first}",
    "{all} as promised": "{all} comme promis",
    "last backup: {outcome}": "dernière sauvegarde : {outcome}",
    "no daemon is active: nothing falls due": "aucun service n'est actif : rien n'arrive à échéance",
    "the daemon is active": "le service est actif",
    "the dead-man ping does not get through: {cause}": "le signal de vie ne passe pas : {cause}",
    "the dead-man ping gets through again": "le signal de vie passe de nouveau",
    "no answer in time": "pas de réponse à temps",
    "the call before it has no answer yet": "l'appel précédent n'a pas encore de réponse",
    "the address of the ping is no web address": "l'adresse du signal de vie n'est pas une adresse web",
    "write http://… or https://…": "écrire http://… ou https://…",
    "{text} is not an address to listen on": "{text} n'est pas une adresse d'écoute",
    "write HOST:PORT, for example 127.0.0.1:9798, or none": "écrire HÔTE:PORT, par exemple 127.0.0.1:9798, ou none",
    "nothing can listen on {host}:{port}: {cause}": "impossible d'écouter sur {host}:{port} : {cause}",
    "name another address with --listen, or none": "indiquer une autre adresse avec --listen, ou none",
}
