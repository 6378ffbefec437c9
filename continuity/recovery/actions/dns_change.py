"""A name's values at its own name server: asked of it alone, changed on the condition that they are what was found."""

from __future__ import annotations

import socket
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from continuity.ground.errors import Refused, Unavailable, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dns.message import Message
    from dns.name import Name
    from dns.rdataset import Rdataset
    from dns.rdatatype import RdataType
    from dns.tsig import Key

#: In seconds, of what was not there before; else it stays.
TTL = 60
_LIMIT_S = 10.0


@dataclass(frozen=True, kw_only=True)
class Change:
    """A change: what is to stand at a name of a zone, at which server, and by which key."""

    server: str
    port: int
    zone: Name
    name: Name
    kind: RdataType
    texts: tuple[str, ...]
    ttl: int | None
    key: Key | None

    def values(self) -> Rdataset | None:
        """Return what is to stand there. Raises ``UsageError`` for what is no value of the type."""
        import dns.exception
        import dns.rdataset

        try:
            return dns.rdataset.from_text("IN", self.kind, self.ttl or TTL, *self.texts) if self.texts else None
        except (dns.exception.DNSException, ValueError, TypeError):
            raise UsageError(
                "{value} is no value of the type {type}", value=" ".join(self.texts), type=self.kind.name
            ) from None

    def is_so(self, found: Rdataset | None) -> bool:
        """Tell whether what was found is what is to stand there."""
        wanted = self.values()
        return found == wanted and (found is None or self.ttl in (None, found.ttl))

    def found(self) -> Rdataset | None:
        """Return what the server says for the name, by itself."""
        import dns.rdataclass

        answer = self._asked(self.name, self.kind)
        rows = answer.get_rrset(answer.answer, self.name, dns.rdataclass.IN, self.kind)
        return rows.to_rdataset() if rows else None

    def refuse_foreign_zone(self) -> None:
        """Raise ``Refused`` where the server does not answer for the zone with authority."""
        import dns.flags
        import dns.rdataclass
        import dns.rdatatype

        soa = dns.rdatatype.SOA
        answer = self._asked(self.zone, soa)
        known = answer.get_rrset(answer.answer, self.zone, dns.rdataclass.IN, soa)
        if not answer.flags & dns.flags.AA or not known:
            raise Refused(
                "{server} is not a name server of {zone}",
                hint="name the primary of the zone: dig SOA {zone}",
                server=self.server,
                zone=self.zone,
            )

    def change(self, was: Rdataset | None) -> None:
        """Change it, if it still is what it was."""
        import dns.rcode
        import dns.rdataset
        import dns.update

        update = dns.update.UpdateMessage(self.zone)
        if self.key:
            update.use_tsig(self.key)
        if was is None:
            update.absent(self.name, self.kind)
        else:
            update.present(self.name, dns.rdataset.from_rdata_list(0, list(was)))  # as RFC 2136 section 2.4.2 wants it
        update.delete(self.name, self.kind)
        if (values := self.values()) is not None:
            values.ttl = self.ttl if self.ttl is not None else was.ttl if was is not None else TTL
            update.add(self.name, values)
        code = self._sent(update).rcode()
        if code in (dns.rcode.NXRRSET, dns.rcode.YXRRSET, dns.rcode.NXDOMAIN, dns.rcode.YXDOMAIN):
            raise Refused(
                "{name} was changed by somebody else in this moment", hint="look what it is now", name=self.name
            )
        self._refuse(code)

    def _asked(self, name: Name, kind: RdataType) -> Message:
        import dns.flags
        import dns.message
        import dns.rcode

        question = dns.message.make_query(name, kind, flags=0)
        if self.key:
            question.use_tsig(self.key)
        answer = self._sent(question)
        if answer.rcode() != dns.rcode.NXDOMAIN:
            self._refuse(answer.rcode())
        return answer

    def _refuse(self, code: int) -> None:
        import dns.rcode

        if code != dns.rcode.NOERROR:
            raise Unavailable(
                "the name server {server} does not do it: {code}",
                hint="REFUSED: this key may not; NOTAUTH: not its zone; its log says more",
                server=self.server,
                code=dns.rcode.to_text(dns.rcode.Rcode(code)),
            )

    def _sent(self, message: Message) -> Message:
        import dns.query

        with self._explained():
            address = str(socket.getaddrinfo(self.server, self.port, type=socket.SOCK_STREAM)[0][4][0])
            return dns.query.tcp(message, address, timeout=_LIMIT_S, port=self.port)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        import dns.exception
        import dns.tsig

        try:
            yield
        except (dns.tsig.PeerError, dns.tsig.BadSignature, dns.tsig.BadTime) as error:
            raise Unavailable(
                "the name server {server} does not accept the key {key}: {cause}",
                hint="compare name, algorithm and secret with those of the server, and both clocks",
                server=self.server,
                key=self.key.name if self.key else "-",
                cause=type(error).__name__,
            ) from error
        except (OSError, EOFError, dns.exception.DNSException) as error:
            raise Unavailable(
                "the name server {server} is not reached: {cause}",
                hint="see that it listens there, on TCP too",
                server=self.server,
                cause=str(error) or type(error).__name__,
            ).that_may_pass() from error


def told(found: Rdataset | None) -> str:
    """Return the values in their order, with blanks between; empty where there is none."""
    return " ".join(sorted(one.to_text() for one in found)) if found is not None else ""
