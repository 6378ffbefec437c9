"""Reading the parameters of actions: those of every plug-in, a secret, and a command as a person types it."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

from continuity.ground.errors import UsageError
from continuity.model.parameters import duration, port, switch, whole, words
from continuity.model.secrets import SecretRef

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from continuity.recovery.actions.ports import Context

__all__ = ["duration", "port", "secret", "shell", "switch", "whole", "words"]


def secret(parameters: Mapping[str, Any], name: str, context: Context) -> str:
    """Return the secret that a reference leads to, ``{vault: NAME}`` or ``{env: NAME}``. Raises as ``reveal`` does."""
    found = parameters[name]
    if not isinstance(found, dict) or len(found) != 1 or not {"vault", "env"} & set(found):
        raise UsageError(
            "{name} says where it is, never what it is", hint="write {{vault: NAME}} or {{env: NAME}}", name=name
        )
    where = SecretRef(vault=str(found["vault"])) if "vault" in found else SecretRef(env=str(found["env"]))
    return str(context.world.reveal(where))


def shell(argv: Sequence[str]) -> str:
    """Return a command as a person types it."""
    return shlex.join(argv)
