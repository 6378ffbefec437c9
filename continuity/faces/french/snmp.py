"""French for checks over SNMP."""

SNMP = {
    "SNMP needs the library gufo-snmp: pip install 'continuity[snmp]'": (
        "SNMP demande la bibliothèque gufo-snmp : pip install 'continuity[snmp]'"
    ),
    "it does not accept the user {user} with these passwords and algorithms": (
        "il n'accepte pas l'utilisateur {user} avec ces mots de passe et algorithmes"
    ),
    "it answers, and not to the user {user}: is the privacy password its own, with its algorithm?": (
        "il répond, mais pas à l'utilisateur {user} : mot de passe de chiffrement, algorithme ?"
    ),
    "it answers with what is no SNMP, or is not signed by these keys": (
        "il répond par autre chose que du SNMP, ou sans la signature de ces clés"
    ),
    "it answered with an error: {cause}": "il a répondu par une erreur : {cause}",
    "{host} has no address": "{host} n'a pas d'adresse",
    "a table of it has no end": "une de ses tables n'a pas de fin",
    "warming up: it has not counted for long enough to tell": (
        "mise en route : il n'a pas encore compté assez longtemps pour le dire"
    ),
    "it tells no such figure": "il ne donne pas ce chiffre",
    "it has no {name}; it has: {names}": "il n'a pas de {name} ; il a : {names}",
    "the interface {name} is down": "l'interface {name} est à l'arrêt",
    "{oid} is no OID": "{oid} n'est pas un OID",
    "write numbers with points between": "écrire des nombres séparés par des points",
    "{metric} is no metric that is known": "{metric} n'est pas une mesure connue",
    "{names}; or give its oid": "{names} ; ou donner son oid",
    "version is 2 or 3": "version est 2 ou 3",
    "SNMP version {version} needs {name}": "SNMP version {version} demande {name}",
    "privacy needs auth, too": "privacy demande aussi auth",
    "give both, each with protocol and password": "donner les deux, chacun avec protocol et password",
    "{part} is one of {names}": "{part} est l'un de {names}",
}
