"""How long adapters wait for a server that says nothing, shortened for tests: the shipped limits are held here.

What rclone is given stays: it tells its own limits in words of its own.
"""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pytest

#: A look may take so long (the storage port's promise); no shipped limit may come near it.
PORT_S = 20


def shorten(patch: pytest.MonkeyPatch, seconds: int = 1) -> None:
    """Let REST, SFTP and S3 wait for this long where they wait for five to fifteen seconds."""
    rest, wire, sftp, s3, rclone = (
        import_module(f"continuity.storage_adapters.{name}") for name in ("rest", "rest_wire", "sftp", "s3", "rclone")
    )
    shipped = (rest._LOOK_S, wire._STAGE_S, sftp._STAGE.total_seconds(), rclone._LOOK.total_seconds())
    assert all(1 < limit < PORT_S for limit in shipped), shipped
    patch.setattr(rest, "_LOOK_S", 2.0 * seconds)
    patch.setattr(wire, "_STAGE_S", 1.0 * seconds)
    patch.setattr(sftp, "_STAGE", timedelta(seconds=seconds))
    make = s3.build_client

    def hurried(*words: Any, attempts: int, read_s: int) -> Any:
        assert attempts * read_s < PORT_S or attempts > 1
        return make(*words, attempts=attempts, read_s=min(read_s, seconds))

    patch.setattr(s3, "build_client", hurried)
