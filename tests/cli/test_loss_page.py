"""The page of a loss, word for word, in both languages: an asset that comes back, one that waits, one that is gone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from continuity.engine.losses import Answer, Question
from continuity.faces.cli.policy_loss_words import page
from continuity.faces.cli.session import Session
from continuity.policy.loss import returns
from continuity.policy.reach import LostKind, Reach
from continuity.policy.reasons import because
from continuity.policy.survivors import Keeping
from tests.policy.cases import NOW, case, declared, hours, locked, observed, policy
from tests.policy.test_loss import COPIES, MEASURED, asset, gone, held, subject, until

if TYPE_CHECKING:
    from continuity.policy.loss import Subject
    from continuity.policy.reasons import Reason

GOLDEN = Path(__file__).parent / "golden"
RULE = replace(policy(rpo=hours(4), rto=hours(8)), copies=case().rule)


def site() -> Answer:
    """A site with three assets and one repository, of which one more was seen there."""
    some: list[Subject] = [
        subject(asset=asset("files", criticality="critical", title="Shared files")),
        subject(asset=asset("mail", title="Mail | *all*"), samples={"acme/remote": {"acme/mail": MEASURED[:2]}}),
        subject(asset=asset("tape", title="Tapes", copies=("disk",)), points=[held("disk")]),
        subject(
            asset=asset("away", title="Elsewhere"), policy=RULE, points=[held("object", 5, locked_until=until(30))]
        ),
    ]
    lost = gone("disk", of=("files", "mail", "tape"))
    why = {"acme/usb": because("loss_shares", thing="acme/usb", part="machine:0123")}
    assumed = (because("loss_vault"), because("loss_queue"), because("loss_technical"))
    return _answer(replace(lost, repositories={**lost.repositories, **why}), some, assumed)


def credential() -> Answer:
    """A key that opens a locked bucket and a server that only appends."""
    pairs = [(declared("object", locked=True), locked("object")), (declared("remote"), observed("remote"))]
    points = [held("object", 1), held("object", 2, proven=False, locked_until=until(30)), held("remote", 3)]
    one = subject(*pairs, points=points, policy=RULE, asset=asset(title="Shared files", copies=COPIES[:0:-1]))
    return _answer(gone("object", "remote", kind=LostKind.CREDENTIAL, data=False), [one], (because("lab"),))


def _answer(lost: Reach, some: list[Subject], assumed: tuple[Reason, ...]) -> Answer:
    keeping = {"acme/remote": Keeping(append_only=True), "acme/object": Keeping(governance=True)}
    found = returns(some, lost, NOW, keeping)
    return Answer(lost=lost, returns=found, untouched=(asset("rest"),), assumptions=assumed)


def written(answer: Answer, lang: str, *, markdown: bool) -> str:
    made = page(
        Session({"CONTINUITY_LANG": lang}), answer, answer.returns, Question(name="x", at=NOW, past=not markdown)
    )
    return "\n".join(made.markdown() if markdown else made.text()) + "\n"


PAGES = {
    "loss-site.en.md": (site, "en", True),
    "loss-site.fr.txt": (site, "fr", False),
    "loss-credential.fr.md": (credential, "fr", True),
    "loss-credential.en.txt": (credential, "en", False),
}


@pytest.mark.parametrize("name", PAGES)
def test_golden(name: str) -> None:
    """`python -m tests.cli.test_loss_page` writes them anew, to be read."""
    made, lang, markdown = PAGES[name]
    assert written(made(), lang, markdown=markdown) == (GOLDEN / name).read_text(encoding="utf-8")


if __name__ == "__main__":
    for each, (make, spoken, marked) in PAGES.items():
        (GOLDEN / each).write_text(written(make(), spoken, markdown=marked), encoding="utf-8")
