"""``dns_update``: what a name means is changed at its name server (RFC 2136), signed (TSIG, RFC 8945), and read back.

The change names what was there before it as its condition: where somebody else changed it in between, nothing is done.
Whoever asked before keeps the old answer for as long as its TTL said; a short one is to be set in quiet times.
"""

from __future__ import annotations

from base64 import b64decode
from typing import TYPE_CHECKING, Any

from continuity.ground.errors import ContinuityError, NotProven, Refused, UsageError
from continuity.recovery.actions.asked import port, secret, shell, switch, whole
from continuity.recovery.actions.dns_change import TTL, Change, told
from continuity.recovery.actions.ports import Context, Performed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dns.tsig import Key

_PORT = 53
_ALGORITHMS = ("hmac-sha256", "hmac-sha384", "hmac-sha512")
_TYPES = ("A", "AAAA", "CNAME")


class DnsUpdateAction:
    """Has ``name`` in ``zone`` mean ``to`` (values with blanks between; empty: nothing) at ``server``; gives ``was``.

    Where it means that already there is no ``was``, for an earlier try may have changed it: an undo that counts on it
    fails, and says so. ``key`` says where the secret of ``key_name`` is; without one it goes unsigned, only where
    ``unsigned`` says so.
    """

    required: Sequence[str] = ("server", "zone", "name", "to")
    optional: Sequence[str] = ("port", "type", "ttl", "key_name", "key", "algorithm", "unsigned")
    changes = True

    def by_hand(self, parameters: Mapping[str, Any], _context: Context) -> str:
        """Return the command; the key is in a file there."""
        name, kind, ttl = parameters["name"], _type(parameters), whole(parameters, "ttl", TTL)
        lines = [f"server {parameters['server']} {_port(parameters)}", f"zone {parameters['zone']}"]
        lines += [f"update delete {name} {kind}"]
        lines += [f"update add {name} {ttl} {kind} {value}" for value in _values(parameters)]
        key = [] if "key" not in parameters else ["-k", f"{parameters.get('key_name', 'tsig')}.key"]
        return " | ".join([shell(["printf", "%s\\n", *lines, "send"]), shell(["nsupdate", *key])])

    def look(self, parameters: Mapping[str, Any], context: Context) -> ContinuityError | None:
        """Tell whether the server answers for the zone, and knows the key."""
        try:
            wanted = _wanted(parameters, context)
            wanted.values()
            wanted.refuse_foreign_zone()
        except ContinuityError as error:
            return error
        return None

    def perform(self, parameters: Mapping[str, Any], context: Context) -> Performed:
        """Change it. Raises ``Refused`` where somebody else did meanwhile, ``NotProven`` where it is not so then."""
        wanted = _wanted(parameters, context)
        wanted.refuse_foreign_zone()
        was = wanted.found()
        if changes := not wanted.is_so(was):
            wanted.change(was)
        now = wanted.found()
        if not wanted.is_so(now):
            raise NotProven(
                "{server} says {said} for {name}, though it took the change",
                hint="another type may stand in its way (CNAME); see: dig @{server} {name} ANY",
                server=wanted.server,
                said=told(now) or "-",
                name=wanted.name,
            )
        return Performed(answer=told(now), values={"was": told(was)} if changes else {})


def _wanted(parameters: Mapping[str, Any], context: Context) -> Change:
    import dns.exception
    import dns.name
    import dns.rdatatype

    kind = dns.rdatatype.from_text(_type(parameters))
    try:
        zone = dns.name.from_text(str(parameters["zone"]))
        name = dns.name.from_text(str(parameters["name"]), zone)
    except (dns.exception.DNSException, UnicodeError):
        raise UsageError("{name} is no name that DNS can have", name=parameters["name"]) from None
    if not name.is_subdomain(zone):
        raise UsageError(
            "{name} is not in the zone {zone}", hint="write it without a dot at its end", name=name, zone=zone
        )
    return Change(
        server=str(parameters["server"]),
        port=_port(parameters),
        zone=zone,
        name=name,
        kind=kind,
        texts=_values(parameters),
        ttl=whole(parameters, "ttl", TTL) if "ttl" in parameters else None,
        key=_key(parameters, context),
    )


def _key(parameters: Mapping[str, Any], context: Context) -> Key | None:
    import dns.tsig

    if "key" not in parameters:
        if not switch(parameters, "unsigned"):
            raise Refused(
                "a change of a name that is not signed is nobody's",
                hint="give key_name and key; or `unsigned: yes`, where the server trusts addresses and nothing else",
            )
        return None
    if "key_name" not in parameters:
        raise UsageError("{name} is missing", hint="the key's name, as the server knows it", name="key_name")
    algorithm = str(parameters.get("algorithm", _ALGORITHMS[0]))
    if algorithm not in _ALGORITHMS:
        raise UsageError(
            "algorithm is one of {names}", hint="make a new key: tsig-keygen", names=", ".join(_ALGORITHMS)
        )
    try:
        return dns.tsig.Key(
            str(parameters["key_name"]), b64decode(secret(parameters, "key", context).strip(), validate=True), algorithm
        )
    except ValueError:  # its message may hold the secret
        raise UsageError(
            "the key {name} is not base64", hint="as tsig-keygen prints it", name=parameters["key_name"]
        ) from None


def _type(parameters: Mapping[str, Any]) -> str:
    kind = str(parameters.get("type", "A")).upper()
    if kind not in _TYPES:
        raise UsageError("type is one of {types}", types=", ".join(_TYPES))
    return kind


def _port(parameters: Mapping[str, Any]) -> int:
    return port(parameters) if "port" in parameters else _PORT


def _values(parameters: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(str(parameters["to"]).split())
