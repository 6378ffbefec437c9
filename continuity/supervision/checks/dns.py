"""``dns``: what a name server answers for a name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from continuity.ground.errors import UsageError
from continuity.model.parameters import port
from continuity.supervision.checks.ports import Answer, BadAnswer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

WHY = {"none": "it has no such name, or nothing of this type", "other": "it answered {said}"}
_PORT = 53
_TYPES = ("A", "AAAA", "CNAME", "MX", "NS", "PTR", "SOA", "SRV", "TXT")


class DnsCheck:
    """Asks the name server at the address ``server`` for ``name``, of the ``type`` A where nothing else is said.

    With ``answer`` (values with blanks between, in any order) it must be that. UDP, and TCP where it is too long.
    """

    required: Sequence[str] = ("server", "name")
    optional: Sequence[str] = ("port", "type", "answer")

    def __init__(self, parameters: Mapping[str, Any]) -> None:
        import dns.exception
        import dns.inet
        import dns.name

        self._server, self._type = str(parameters["server"]), str(parameters.get("type", "A")).upper()
        self._port = port(parameters) if "port" in parameters else _PORT
        self._wanted = sorted(str(parameters.get("answer", "")).split())
        if not dns.inet.is_address(self._server):
            raise UsageError("{server} is no address of a name server", hint="write an IP address", server=self._server)
        if self._type not in _TYPES:
            raise UsageError("type is one of {types}", types=", ".join(_TYPES))
        try:
            self._name = dns.name.from_text(str(parameters["name"]))
        except dns.exception.DNSException:
            raise UsageError("{name} is no name that DNS can have", name=parameters["name"]) from None

    async def once(self) -> Answer:
        """Ask for it; who forges an answer is not heard."""
        import dns.asyncquery
        import dns.exception
        import dns.message
        import dns.rcode
        import dns.rdatatype

        question = dns.message.make_query(self._name, self._type)
        try:
            found, _by_tcp = await dns.asyncquery.udp_with_fallback(
                question, self._server, port=self._port, ignore_unexpected=True, ignore_errors=True
            )
        except dns.exception.DNSException as error:
            raise BadAnswer(type(error).__name__) from None
        if found.rcode() not in (dns.rcode.NOERROR, dns.rcode.NXDOMAIN):
            raise BadAnswer(WHY["other"].format(said=dns.rcode.to_text(found.rcode())))
        kind = dns.rdatatype.from_text(self._type)
        values = sorted(one.to_text() for rows in found.answer if rows.rdtype == kind for one in rows)
        if not values:
            raise BadAnswer(WHY["none"])
        if self._wanted and values != self._wanted:
            raise BadAnswer(WHY["other"].format(said=" ".join(values)))
        return Answer(said=" ".join(values))

    async def close(self) -> None:
        """Nothing is kept."""
