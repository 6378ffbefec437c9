"""French for slow lines and busy places: tries, turns, what may pass."""

ENDURANCE = {
    "the server of {name} could not answer: {said}": "le serveur de {name} n'a pas pu répondre : {said}",
    "wait until it is well, or see its own log": "attendre qu'il aille bien, ou consulter son propre journal",
    "      attempt {number}: {outcome} after {seconds:.1f} s{reason}": (
        "      tentative {number} : {outcome} après {seconds:.1f} s{reason}"
    ),
    "all {count} turn(s) at {place} were taken for {minutes:g} minutes, by run {runs}": (
        "les {count} places à {place} sont restées prises pendant {minutes:g} minutes, par l'exécution {runs}"
    ),
    "wait for it to end, or allow more there: `at_once`": (
        "attendre qu'elle se termine, ou en permettre davantage à cet endroit : `at_once`"
    ),
    "another limit of bandwidth began to hold for {name}: restic was ended, to go on under it": (
        "une autre limite de débit a commencé à s'appliquer à {name} : restic a été arrêté, pour continuer avec elle"
    ),
    "nothing to do: what was stored is taken up": "rien à faire : ce qui était enregistré est repris",
}
