"""When disks and repositories will be full: `device forecast`."""

from __future__ import annotations

FORETELLING = {
    "Tell when the disks of NAMES, devices or repositories, will be full (all, without names), and how good that is.": (
        "Dire quand les disques de NAMES, équipements ou dépôts, seront pleins (tous, sans nom), et ce que cela vaut."
    ),
    (
        "Each rests on the peaks of whole days; what is full within 30 days goes on record, and is held against what "
        "comes. Exits 1 where one may be full within 14 days (`supervision: forecast: warn`), or is."
    ): (
        "Chacune repose sur les pics de jours entiers ; ce qui sera plein sous 30 jours est consigné, puis confronté à "
        "ce qui arrive. Code 1 si l'un peut être plein sous 14 jours (`supervision: forecast: warn`), ou l'est."
    ),
    "not foreseeable: {points} day(s) seen since it began or jumped, and {needed} are needed": (
        "non prévisible : {points} jour(s) vus depuis le début ou un saut, il en faut {needed}"
    ),
    "not foreseeable: in {points} day(s) seen it does not surely grow": (
        "non prévisible : en {points} jour(s) vus, la croissance n'est pas sûre"
    ),
    "not soon, by {points} day(s) seen": "pas de sitôt, d'après {points} jour(s) vus",
    "it is": "il l'est",
    "{size} left": "{size} restants",
    "{full} (between {earliest} and {latest})": "{full} (entre {earliest} et {latest})",
    "{points} points over {days} days": "{points} points sur {days} jours",
    "{name} will be full about {full}, between {earliest} and {latest}, by its peaks of {points} days": (
        "{name} sera plein vers le {full}, entre le {earliest} et le {latest}, d'après ses pics de {points} jours"
    ),
    "{name}: it begins before the one before it ended": "{name} : cela commence avant la fin du précédent",
    "full at": "plein à",
    "rests on": "repose sur",
    (
        "{client}: foretold and come: {hit} within their interval, {early} earlier, {late} later; {never} never came, "
        "{averted} were averted, {unseen} nobody saw, {waiting} wait; {unforetold} came unforetold"
    ): (
        "{client} : annoncés et arrivés : {hit} dans leur intervalle, {early} plus tôt, {late} plus tard ; {never} "
        "jamais arrivés, {averted} évités, {unseen} que personne n'a vus, {waiting} en attente ; {unforetold} arrivés "
        "sans annonce"
    ),
    "  precision {precision}, recall {recall}, foretold {lead_days_median} day(s) ahead (median)": (
        "  précision {precision}, rappel {recall}, annoncés {lead_days_median} jour(s) à l'avance (médiane)"
    ),
}
