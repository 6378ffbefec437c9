"""French of anchors: time-stamps, locked repositories, and what the documents ask for of them."""

ANCHORS = {
    "{value} is no web address": "{value} n'est pas une adresse web",
    "write for example http://tsa.example.org": "écrire par exemple http://tsa.example.org",
    "{value} is not the public key of a witness": "{value} n'est pas la clé publique d'un témoin",
    "copy the whole line: NAME+HEX+BASE64": "recopier toute la ligne : NAME+HEX+BASE64",
}
