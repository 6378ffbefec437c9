"""French for checks, and for the probes of drills."""

PROBES = {
    "the check": "le contrôle",
    "there is no check named {kind}": "il n'y a pas de contrôle nommé {kind}",
    "{name} is missing, or no parameter of the check {kind}": (
        "{name} manque, ou n'est pas un paramètre du contrôle {kind}"
    ),
    "its parameters: {names}": "ses paramètres : {names}",
    "{path} holds no certificates that could be trusted": (
        "{path} ne contient aucun certificat auquel faire confiance"
    ),
    "its certificate is not accepted: {cause}": "son certificat n'est pas accepté : {cause}",
    "its certificate ended on {day}": "son certificat a expiré le {day}",
    "{said}, certificate until {day}": "{said}, certificat jusqu'au {day}",
    "HTTP {code} to {where}": "HTTP {code} vers {where}",
    "its answer was cut off": "sa réponse a été coupée",
    "as its clients see it, the service never came back": "vu de ses clients, le service n'est jamais revenu",
    "its clients saw an outage before the fault, too": "ses clients ont vu une coupure avant la panne aussi",
    "too many polls were due and not asked: this machine was too busy to see for its clients": (
        "trop de sondages dus n'ont pas été faits : cette machine était trop occupée pour voir à la place des clients"
    ),
    "the later of what clients see, {client} s after the fault, and what the steps say, {steps} s": (
        "le plus tard entre ce que voient les clients, {client} s après la panne, et les étapes, {steps} s"
    ),
    "what clients see, from the fault; the steps say {steps} s": (
        "ce que voient les clients depuis la panne ; les étapes disent {steps} s"
    ),
    "an outage that clients saw once the service had been usable again": (
        "une coupure vue par les clients une fois le service redevenu utilisable"
    ),
    "  {probe}: {polls} polls, one each {every} s; {lost} lost, {late} not asked in time": (
        "  {probe} : {polls} sondages, un toutes les {every} s ; {lost} perdus, {late} pas faits à temps"
    ),
    "    and {count} outages more": "    et {count} coupures de plus",
    "    outage since {since}, not seen to end: {polls} polls; {said}": (
        "    coupure depuis {since}, dont la fin n'a pas été vue : {polls} sondages ; {said}"
    ),
    "    outage of {seconds:.2f} s since {since}: {polls} polls; {said}": (
        "    coupure de {seconds:.2f} s depuis {since} : {polls} sondages ; {said}"
    ),
    "outage after it was usable": "coupure après le retour en service",
    "  {written} rows written until the fault, and not looked for": (
        "  {written} lignes écrites jusqu'à la panne, et pas recherchées"
    ),
    "  {written} rows written until the fault, {found} there afterwards; the newest of {newest}": (
        "  {written} lignes écrites jusqu'à la panne, {found} présentes ensuite ; la plus récente de {newest}"
    ),
    "canary_rows are written until the fault, and {drill} has none": (
        "canary_rows s'écrivent jusqu'à la panne, et {drill} n'en a pas"
    ),
    "give it a fault, or leave canary_rows out": "lui donner une panne, ou omettre canary_rows",
    "no row could be written before the fault": "aucune ligne n'a pu être écrite avant la panne",
    "the rows that were written could not be looked for": "les lignes écrites n'ont pas pu être recherchées",
    "none of the rows that were written before the fault is there": (
        "aucune des lignes écrites avant la panne n'est présente"
    ),
    "the first of the rows that were written before the fault is not there": (
        "la première des lignes écrites avant la panne n'est pas présente"
    ),
    "the fault - the newest of the rows written until then up to which all are there afterwards": (
        "la panne - la plus récente des lignes écrites jusque-là avant laquelle aucune ne manque ensuite"
    ),
    "{server} is no address of a name server": "{server} n'est pas l'adresse d'un serveur de noms",
    "write an IP address": "écrire une adresse IP",
    "{host} is no address, and no name": "{host} n'est ni une adresse ni un nom",
    "write an IP address, or the name of a host": "écrire une adresse IP, ou le nom d'une machine",
    "the name {host} was not resolved in time": "le nom {host} n'a pas été résolu à temps",
    "this user may not ping: widen net.ipv4.ping_group_range, or grant CAP_NET_RAW": (
        "cet utilisateur n'a pas le droit de ping : élargir net.ipv4.ping_group_range, ou donner CAP_NET_RAW"
    ),
    "nobody asked for its clients while the drill was put down, after its fault": (
        "personne n'a interrogé pour ses clients pendant que l'exercice était suspendu, après la panne"
    ),
    "the drill was taken up again after the fault: which rows were written before it is not known any more": (
        "l'exercice a été repris après la panne : les lignes écrites avant elle ne sont plus connues"
    ),
}
