"""The daemon tells people: a backup that fails, and that it is well again, by a real server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.daemon.conftest import policy
from tests.daemon.service import serving, wait
from tests.notices.hook import Hook

if TYPE_CHECKING:
    from tests.engine.kit import Client


def test_people_are_told(client: Client) -> None:
    with Hook() as hook:
        url = hook.url("support/tok3n4567")
        client.more = policy(retries={"count": 60, "wait": "1s"}) | {
            "notifications": {"support": [{"url": {"env": "HOOK"}}]},
            "alerts": {"ops": {"to": ["support"], "when": ["backup_failed", "service_fault"]}},
        }
        client.environ |= {"HOOK": url}
        client.write()
        away = client.share.rename(client.root / "away")
        with serving(client):
            wait(lambda: len(hook.got) == 1, "the word of a failure")
            away.rename(client.share)
            wait(lambda: len(hook.got) == 2, "the word that it is well")
        titles = [str(one["title"]) for _, one in hook.got]
        assert titles == ["Acme: backup failed: acme/share", "Acme: well again: backup failed: acme/share"]
        found = client.run("notification", "--json", environ={"HOOK": url}).json
        assert [one["outcome"] for one in found["messages"]] == ["sent", "sent"]
        client.run("evidence", "anchor", code=2)  # nobody is named; it signs what waits, as the daemon does each minute
        sent = [one["body"] for one in client.records() if one["kind"] == "notice.sent"]
        assert [one["about"] for one in sent] == [[{"kind": "backup_failed", "subject": "acme/share"}]] * 2
        assert "tok3n" not in str(client.records())
        assert found["destinations"][0]["told_of"] == ["backup_failed", "service_fault"]


def test_a_test_message_is_sent_and_a_refusal_told(client: Client) -> None:
    with Hook() as hook:
        client.more = policy() | {
            "notifications": {"support": [{"url": hook.url("support/tok3n4567")}, {"url": "nosuch://tok3n4567"}]}
        }
        client.write()
        done = client.run("notification", "test", code=None)
        assert done.code == 3
        assert len(hook.got) == 1
        assert "tok3n4567" not in done.all
        assert "nosuch" in done.err
        client.run("notification", "test", "suport", code=2)
        said = client.run("policy", "check", code=None).all
        assert "nothing is sent there" in said
        assert "nothing is sent yet" not in said
