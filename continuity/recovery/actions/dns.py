"""``dns``: what a name server answers for a name; the answer is its addresses, or other values, in their order."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any

from continuity.ground.errors import ContinuityError, UsageError
from continuity.recovery.actions.asked import port, shell
from continuity.recovery.actions.trying import TRYING, OtherAnswer, until, wrong

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dns.message import Message

    from continuity.recovery.actions.ports import Context, Performed

WHY = {
    "late": "the name server does not answer",
    "none": "it has no such name, or nothing of this type",
    "other": "it answered {said}",
}
_PORT = 53
_ONE_S = 5.0  # how long one try may take
_TYPES = ("A", "AAAA", "CNAME", "MX", "NS", "PTR", "SOA", "SRV", "TXT")


class DnsAction:
    """Asks ``server`` (else this machine's own) for ``name``, of the ``type`` A where nothing else is said.

    Tries until it is answered, with ``answer`` where that is given, as ``within`` and ``times`` say.
    """

    required: Sequence[str] = ("name",)
    optional: Sequence[str] = ("server", "port", "type", "answer", *TRYING)
    changes = False

    def by_hand(self, parameters: Mapping[str, Any], _context: Context) -> str:
        """Return a command that does the same."""
        at = [f"@{parameters['server']}"] if parameters.get("server") else []
        door = ["-p", str(port(parameters))] if "port" in parameters else []
        return shell(["dig", "+short", *at, *door, str(parameters["name"]), _type(parameters)])

    def look(self, parameters: Mapping[str, Any], _context: Context) -> ContinuityError | None:
        """Tell whether it is a question that can be asked."""
        import dns.exception
        import dns.name

        try:
            _type(parameters)
            dns.name.from_text(str(parameters["name"]))
            if "port" in parameters:
                port(parameters)
        except dns.exception.DNSException:
            return UsageError("{name} is no name that DNS can have", name=parameters["name"])
        except ContinuityError as error:
            return error
        return wrong(parameters, "times")

    def perform(self, parameters: Mapping[str, Any], context: Context) -> Performed:
        """Ask. Raises ``NotProven`` where nobody answers, or otherwise than said."""
        if fault := self.look(parameters, context):
            raise fault
        wanted = sorted(str(parameters.get("answer", "")).split())

        def once() -> str:
            found = sorted(_values(_asked(parameters), _type(parameters)))
            if not found:
                raise OtherAnswer(WHY["none"])
            if wanted and found != wanted:
                raise OtherAnswer(WHY["other"].format(said=" ".join(found)))
            return " ".join(found)

        return until(once, parameters, context)


def _asked(parameters: Mapping[str, Any]) -> Message:
    """Ask once, by UDP, and by TCP where the answer is too long for that."""
    import dns.exception
    import dns.message
    import dns.query
    import dns.rcode
    import dns.resolver

    question = dns.message.make_query(str(parameters["name"]), _type(parameters))
    door = port(parameters) if "port" in parameters else _PORT
    try:
        server = str(parameters.get("server") or dns.resolver.get_default_resolver().nameservers[0])
        address = socket.getaddrinfo(server, door, type=socket.SOCK_DGRAM)[0][4][0]
        answer, _by_tcp = dns.query.udp_with_fallback(  # who forges an answer is not heard: we wait for a good one
            question, str(address), timeout=_ONE_S, port=door, ignore_unexpected=True, ignore_errors=True
        )
    except dns.exception.Timeout:
        raise OtherAnswer(WHY["late"]) from None
    except dns.exception.DNSException as error:
        raise OtherAnswer(type(error).__name__) from None
    if answer.rcode() not in (dns.rcode.NOERROR, dns.rcode.NXDOMAIN):
        raise OtherAnswer(WHY["other"].format(said=dns.rcode.to_text(answer.rcode())))
    return answer


def _values(answer: Message, kind: str) -> list[str]:
    """Return the values of this type, at whatever name an alias led to."""
    import dns.rdatatype

    wanted = dns.rdatatype.from_text(kind)
    return [value.to_text() for rows in answer.answer if rows.rdtype == wanted for value in rows]


def _type(parameters: Mapping[str, Any]) -> str:
    kind = str(parameters.get("type", "A")).upper()
    if kind not in _TYPES:
        raise UsageError("type is one of {types}", types=", ".join(_TYPES))
    return kind
