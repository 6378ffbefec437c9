"""French for what moves a service between machines: addresses, upstreams, names."""

MOVING = {
    "{value} is not an address with its prefix": "{value} n'est pas une adresse avec son préfixe",
    "write for example 192.0.2.10/24": "écrire par exemple 192.0.2.10/24",
    "{value} is not the name of a network interface": "{value} n'est pas le nom d'une interface réseau",
    "see: ip link": "voir : ip link",
    "{machine}: {program} failed: {said}": "{machine} : {program} a échoué : {said}",
    "do it by hand there, and see": "le faire à la main là-bas, et regarder",
    "{machine}: changing addresses needs the rights of root (CAP_NET_ADMIN, CAP_NET_RAW)": (
        "{machine} : changer d'adresse demande les droits de root (CAP_NET_ADMIN, CAP_NET_RAW)"
    ),
    "log in there as root, or run continuity as root where it is this machine": (
        "s'y connecter en root, ou lancer continuity en root si c'est cette machine"
    ),
    "{machine} holds {address} on another interface: {interface}": (
        "{machine} porte {address} sur une autre interface : {interface}"
    ),
    "name that interface": "nommer cette interface",
    "{machine} has no network interface named {interface}": "{machine} n'a pas d'interface réseau nommée {interface}",
    "see what it has: ip link": "voir ce qu'elle a : ip link",
    "{machine} still holds {address}": "{machine} porte encore {address}",
    "{machine} does not hold {address}": "{machine} ne porte pas {address}",
    "see: ip address": "voir : ip address",
    "giving up {address} would take {others} from {machine}, too": (
        "rendre {address} retirerait aussi {others} à {machine}"
    ),
    "there, first: sysctl -w net.ipv4.conf.all.promote_secondaries=1": (
        "là-bas, d'abord : sysctl -w net.ipv4.conf.all.promote_secondaries=1"
    ),
    "{machine} does not look for duplicates on {interface} (accept_dad is 0)": (
        "{machine} ne cherche pas les doublons sur {interface} (accept_dad vaut 0)"
    ),
    "there: sysctl -w net.ipv6.conf.all.accept_dad=1; or see yourself that nobody holds it, then `force`": (
        "là-bas : sysctl -w net.ipv6.conf.all.accept_dad=1 ; ou constater que personne ne la porte, puis `force`"
    ),
    "another machine answers for {address} (hardware address {hardware})": (
        "une autre machine répond pour {address} (adresse matérielle {hardware})"
    ),
    "have it give the address up first: two holders are two primaries; only `force: true` overrules": (
        "la lui faire rendre d'abord : deux porteurs, c'est deux primaires ; seul `force: true` passe outre"
    ),
    "fence needs a service to stop": "fence demande un service à arrêter",
    "name what takes writes there: service": "nommer ce qui accepte des écritures là-bas : service",
    "give exactly one of file, socket": "donner exactement un des deux : file, socket",
    "file: what nginx includes; socket: HAProxy's, of level admin": (
        "file : ce que nginx inclut ; socket : celle de HAProxy, de niveau admin"
    ),
    "{name} is missing": "il manque {name}",
    "which backend of HAProxy": "quel backend de HAProxy",
    "{name}: {value} is no name and no address": "{name} : {value} n'est ni un nom ni une adresse",
    "{value} is not an address with a port": "{value} n'est pas une adresse avec un port",
    "write for example 192.0.2.12:8080": "écrire par exemple 192.0.2.12:8080",
    "nginx of {machine} did not take {to} over, and goes on as before: {said}": (
        "nginx de {machine} n'a pas repris {to}, et continue comme avant : {said}"
    ),
    "see what it says; the file stands as it stood": "voir ce qu'il dit ; le fichier est comme il était",
    "nobody knows whether nginx of {machine} took {to} over: {said}": (
        "personne ne sait si nginx de {machine} a repris {to} : {said}"
    ),
    "see there what stands in {file}, and before it in {before}; then: nginx -t, nginx -s reload": (
        "voir là-bas ce que contient {file}, et avant lui {before} ; puis : nginx -t, nginx -s reload"
    ),
    "nginx of {machine} cannot switch: {said}": "nginx de {machine} ne peut pas basculer : {said}",
    "see there: nginx -t": "voir là-bas : nginx -t",
    "{file} is no file of {machine}": "{file} n'est pas un fichier de {machine}",
    "write it there, and include it in nginx": "l'y écrire, et l'inclure dans nginx",
    "nginx of {machine} does not read {file}": "nginx de {machine} ne lit pas {file}",
    "include it in its configuration": "l'inclure dans sa configuration",
    "{file} of {machine} is not ours to write": "{file} de {machine} n'est pas à nous",
    "where it may be overwritten, make this its first line: {marker}": (
        "s'il peut être remplacé, en faire la première ligne : {marker}"
    ),
    "HAProxy of {machine} has no server {server} in {backend}": (
        "HAProxy de {machine} n'a pas de serveur {server} dans {backend}"
    ),
    "its servers: {names}": "ses serveurs : {names}",
    "HAProxy of {machine} goes on otherwise: {said}": "HAProxy de {machine} fait autrement : {said}",
    "the socket must be of level admin; see: show servers state": (
        "la socket doit être de niveau admin ; voir : show servers state"
    ),
    "HAProxy of {machine} does not answer on {socket}: {said}": (
        "HAProxy de {machine} ne répond pas sur {socket} : {said}"
    ),
    "give it a socket in its configuration: stats socket {socket} level admin": (
        "lui donner une socket dans sa configuration : stats socket {socket} level admin"
    ),
    "fence needs a device: on": "fence demande un équipement : on",
    "name the machine that is to serve no more": "nommer la machine qui ne doit plus servir",
    "address and interface go together": "address et interface vont ensemble",
    "give both, or none": "donner les deux, ou aucun",
    "{server} says {said} for {name}, though it took the change": (
        "{server} dit {said} pour {name}, bien qu'il ait accepté le changement"
    ),
    "another type may stand in its way (CNAME); see: dig @{server} {name} ANY": (
        "un autre type peut l'empêcher (CNAME) ; voir : dig @{server} {name} ANY"
    ),
    "{value} is no value of the type {type}": "{value} n'est pas une valeur du type {type}",
    "{server} is not a name server of {zone}": "{server} n'est pas un serveur de noms de {zone}",
    "name the primary of the zone: dig SOA {zone}": "nommer le primaire de la zone : dig SOA {zone}",
    "{name} was changed by somebody else in this moment": "{name} vient d'être changé par quelqu'un d'autre",
    "look what it is now": "regarder ce qu'il en est maintenant",
    "the name server {server} does not do it: {code}": "le serveur de noms {server} ne le fait pas : {code}",
    "REFUSED: this key may not; NOTAUTH: not its zone; its log says more": (
        "REFUSED : cette clé n'en a pas le droit ; NOTAUTH : pas sa zone ; son journal en dit plus"
    ),
    "the name server {server} does not accept the key {key}: {cause}": (
        "le serveur de noms {server} n'accepte pas la clé {key} : {cause}"
    ),
    "compare name, algorithm and secret with those of the server, and both clocks": (
        "comparer nom, algorithme et secret avec ceux du serveur, et les deux horloges"
    ),
    "the name server {server} is not reached: {cause}": "le serveur de noms {server} n'est pas joint : {cause}",
    "see that it listens there, on TCP too": "vérifier qu'il y écoute, en TCP aussi",
    "{name} is not in the zone {zone}": "{name} n'est pas dans la zone {zone}",
    "write it without a dot at its end": "l'écrire sans point à la fin",
    "a change of a name that is not signed is nobody's": "un changement de nom sans signature n'est de personne",
    "give key_name and key; or `unsigned: yes`, where the server trusts addresses and nothing else": (
        "donner key_name et key ; ou `unsigned: yes`, là où le serveur ne se fie qu'aux adresses"
    ),
    "the key's name, as the server knows it": "le nom de la clé, tel que le serveur le connaît",
    "algorithm is one of {names}": "algorithm est l'un de {names}",
    "make a new key: tsig-keygen": "faire une clé neuve : tsig-keygen",
    "the key {name} is not base64": "la clé {name} n'est pas en base64",
    "as tsig-keygen prints it": "telle que tsig-keygen l'affiche",
    "{name} says where it is, never what it is": "{name} dit où il est, jamais ce qu'il est",
}
