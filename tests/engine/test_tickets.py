"""Tickets: opened once for each incident, followed, solved: at a desk that speaks GLPI's API, and by webhook."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from continuity.engine.incidents import outgoing
from continuity.engine.incidents.ticketing import tell
from continuity.engine.notices.post import Delivery, Post
from continuity.faces.app import App
from continuity.faces.language import Language
from continuity.ground.errors import Unavailable
from tests.engine.test_incidents import DOWN, NOW, OK, at, documents, only
from tests.lab import ticket_desk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from continuity.engine.workshop import Workshop
    from continuity.model.alerts import Notice
    from tests.engine.kit import Client
    from tests.lab.ticket_desk import TicketDesk

SECRET = "a webhook's secret of the tests"


@pytest.fixture
def desk() -> Iterator[TicketDesk]:
    with ticket_desk.running() as found:
        yield found


def workshop(client: Client, tickets: dict[str, Any]) -> Workshop:
    client.more |= documents() | {"tickets": tickets}
    client.write()
    environ = {"APP": ticket_desk.APP, "USER_TOKEN": ticket_desk.USER, "HOOK": SECRET}
    return App(client.config, environ, client.key).workshop


def glpi(desk: TicketDesk) -> dict[str, Any]:
    tokens = {"app_token": {"env": "APP"}, "user_token": {"env": "USER_TOKEN"}}
    return {"kind": "glpi", "url": f"{desk.url}/apirest.php", "entity": 3} | tokens


def delivered(shop: Workshop, send: Any = tell) -> list[str]:
    """Put what is to be told into the outbox, and deliver what is for tickets; return what went wrong."""
    said: list[str] = []
    with shop.store.transaction() as tx:
        outgoing.post(tx, shop.inventory, Language, NOW)
        for notice in tx.notices.waiting():
            if not notice.destination.startswith("ticket "):
                tx.notices.update(_gone(notice))
    post = Post(
        Delivery(
            store=shop.store, clock=shop.clock, send=lambda one: send(shop, one), tell=lambda e: said.append(str(e))
        )
    )
    post.round(shop.clock.now() + timedelta(hours=2))
    assert post.wait(timedelta(seconds=20))
    return said


def _gone(notice: Notice) -> Notice:
    from dataclasses import replace

    return replace(notice, outcome="sent", ended_at=NOW)


def test_an_incident_opens_a_ticket_is_followed_in_it_and_solves_it(client: Client, desk: TicketDesk) -> None:
    shop = workshop(client, glpi(desk))
    at(shop, 0, web=DOWN)
    one = only(client)["id"]
    assert delivered(shop) == []
    (ticket,) = desk.tickets.values()
    assert one in ticket["name"]
    assert (ticket["type"], ticket["urgency"], ticket["entities_id"]) == (1, 5, 3)
    assert only(client)["ticket"]["number"] == "1"
    client.run("incident", "ack", one, "--as", "A. Martin")
    client.run("incident", "comment", one, "<b>the fan</b> is dead")
    delivered(shop)
    at(shop, 20, web=OK)
    delivered(shop)
    assert [what for what, _ in desk.added] == ["ITILFollowup"] * 3 + ["ITILSolution"]
    assert any("A. Martin sees to it" in added["content"] for _, added in desk.added)
    assert "&lt;b&gt;the fan" in desk.added[2][1]["content"], "what people write is text"
    assert (desk.tickets[1]["status"], desk.sessions) == (5, 0)
    kinds = [record["kind"] for record in client.records()]
    assert kinds.count("case.ticketed") == kinds.count("case.ticket_solved") == 1
    at(shop, 30, web=DOWN)
    delivered(shop)
    assert (len(desk.tickets), desk.tickets[1]["status"]) == (1, 2), "the same incident, the same ticket"
    shown = client.run("incident", "show", one).out
    assert "ticket: 1 (glpi)" in shown
    assert "ticket 1 opened (glpi)" in client.run("incident", "report", one).out


def test_who_dies_between_the_desk_and_the_state_opens_no_second_ticket(client: Client, desk: TicketDesk) -> None:
    shop = workshop(client, glpi(desk))
    at(shop, 0, web=DOWN)
    client.run("incident", "ack", only(client)["id"])

    dead: set[str] = set()

    def dies(shop: Workshop, notice: Notice) -> None:
        """Be killed once after each line."""
        if notice.route in dead:
            return tell(shop, notice)
        dead.add(notice.route)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("continuity.engine.incidents.ticketing._keep", lambda *_: None)
            tell(shop, notice)
        raise Unavailable("killed")

    delivered(shop, dies)
    assert (len(desk.tickets), only(client)["ticket"]["number"]) == (1, "")
    for _ in range(3):
        delivered(shop, dies)
    assert (len(desk.tickets), only(client)["ticket"]["number"]) == (1, "1")
    contents = [added["content"] for _, added in desk.added]
    assert len(contents) == len(set(contents)) == 2


def test_a_desk_that_is_broken_is_told_later_and_no_secret_of_it_is_told_at_all(
    client: Client, desk: TicketDesk
) -> None:
    shop = workshop(client, glpi(desk))
    at(shop, 0, web=DOWN)
    desk.broken = True
    (said,) = delivered(shop)
    shown = client.run("incident", "show", only(client)["id"]).out
    assert "2 line(s) of the ticket are not at the desk" in shown
    assert "HTTP 500, ERROR_SQL" in shown
    kept = said + shown + "".join(map(str, client.records())) + client.run("notification", "list", "--json").out
    assert not [one for one in (ticket_desk.APP, ticket_desk.USER, desk.url) if one in kept]
    desk.broken = False
    delivered(shop)
    assert (len(desk.tickets), only(client)["ticket"]["number"]) == (1, "1")


def test_an_incident_that_was_over_before_the_desk_came_back_is_solved_there(client: Client, desk: TicketDesk) -> None:
    shop = workshop(client, glpi(desk))
    at(shop, 0, web=DOWN)
    with shop.store.transaction() as tx:
        outgoing.post(tx, shop.inventory, Language, NOW)
        for notice in tx.notices.waiting():
            tx.notices.update(_gone(notice))  # given up: the desk was away for days
    at(shop, 20, web=OK)

    def dies(*_: object) -> None:
        raise Unavailable("killed")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("continuity.supervision.tickets.glpi._Session.add", dies)
        delivered(shop)
    assert (len(desk.tickets), desk.added) == (1, [])
    delivered(shop)
    assert (len(desk.tickets), desk.tickets[1]["status"]) == (1, 5)
    assert [what for what, _ in desk.added] == ["ITILSolution"]


def test_any_other_desk_is_told_by_a_message_that_is_signed(client: Client, desk: TicketDesk) -> None:
    shop = workshop(client, {"kind": "webhook", "url": f"{desk.url}/hook", "secret": {"env": "HOOK"}})
    at(shop, 0, web=DOWN)
    delivered(shop)
    headers, body = desk.hooks[0]
    signed = hmac.new(SECRET.encode(), headers["X-Continuity-Time"].encode() + b"." + body, hashlib.sha256)
    assert headers["X-Continuity-Signature"] == f"sha256={signed.hexdigest()}"
    said = json.loads(body)
    assert (said["event"], said["ticket"], said["incident"]["id"]) == ("open", None, only(client)["id"])
    assert said["key"] == headers["Idempotency-Key"] == f"[{said['incident']['id']}:opened]"
    assert only(client)["ticket"]["number"] == json.loads(desk.hooks[1][1])["ticket"] == "T-7"


def test_a_desk_without_its_token_or_by_plain_http_is_refused(client: Client) -> None:
    plain = {"kind": "glpi", "url": "http://glpi.example/apirest.php", "user_token": {"env": "USER_TOKEN"}}
    for wrong, said in (
        (plain, "for everybody to read"),
        ({"kind": "glpi", "url": "https://glpi.example"}, "needs `user_token`"),
        ({"kind": "webhook", "url": "https://d.example", "secret": {"env": "X"}, "entity": 1}, "knows no `entity`"),
    ):
        client.write(tickets=wrong)
        assert said in client.run("incident", "list", code=2).err
