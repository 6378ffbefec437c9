"""Real servers for the whole session. What is missing fails, it is never skipped."""

from __future__ import annotations

import itertools
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

from continuity.faces.demo.lab.ceph import Ceph, S3User
from continuity.faces.demo.lab.sshd import Sshd
from continuity.ground.process import find_program
from tests.lab import quick_keys, quick_vault
from tests.lab.newer_restic import fetch
from tests.lab.rest import RcloneDav, RestServer
from tests.lab.sites import TwoSites
from tests.lab.tsa import Tsa

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

# Two noisy cores are no measure of time: what a property needs is asked, and not how long one example took. Each run
# draws other examples, so that few a run are many a week; `make test-all` takes its time.
QUIET: dict[str, Any] = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("house", max_examples=40, **QUIET)
settings.register_profile("long", max_examples=200, **QUIET)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))

_numbers = itertools.count(1)

_WRAPPED = "CONTINUITY_TEST_RESTICS"  # where the wrappers lie: set by the first process, known to its workers
_DEAR = bool(os.environ.get("CONTINUITY_TEST_DEAR_KEYS"))


def pytest_configure(config: pytest.Config) -> None:
    """Put a restic first on PATH whose new repositories are cheap to open, and make new vaults so."""
    if not _DEAR:
        quick_vault.cheapen()
    if _DEAR or _WRAPPED in os.environ:
        return
    place = Path(tempfile.mkdtemp(prefix="restics-"))
    config.add_cleanup(lambda: shutil.rmtree(place, ignore_errors=True))
    quick_keys.wrapper(find_program("restic"), place)
    quick_vault.wrapper(place)
    os.environ |= {_WRAPPED: str(place), "PATH": f"{place}:{os.environ['PATH']}"}


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Generator[None]:
    """Let one worker make what a module makes once: its tests stay together where they share a fixture of it.

    A wrapper, because xdist reads the groups before any other plug-in.
    """
    for item in items:
        used = getattr(item, "_fixtureinfo", None)
        made = (one for known in (used.name2fixturedefs if used else {}).values() for one in known)
        if any(one.scope == "module" for one in made) and not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group(item.nodeid.partition("::")[0]))
    return (yield)


@pytest.fixture(scope="session")
def lab_directory() -> Iterator[Path]:
    """A short path: the servers' sockets must fit into 107 bytes (unix(7))."""
    work = Path(tempfile.mkdtemp(prefix="lab-"))
    yield work
    shutil.rmtree(work, ignore_errors=True)


@pytest.fixture(scope="session")
def restic_binary() -> str:
    """The restic under test: ``$CONTINUITY_RESTIC``, or the installed one."""
    return find_program(os.environ.get("CONTINUITY_RESTIC", "restic"))


@pytest.fixture(scope="session")
def untouched_restic() -> str:
    """The installed restic as its makers made it: what it makes itself is dear to open."""
    ours = os.environ.get(_WRAPPED, "")
    found = shutil.which("restic", path=":".join(one for one in os.environ["PATH"].split(":") if one != ours))
    assert found
    return found


@pytest.fixture(scope="session")
def programs_path() -> str:
    """A PATH by which a shell finds `continuity` and the Python of this environment, behind our cheap ones."""
    ours = os.environ.get(_WRAPPED, "")
    return ":".join(one for one in (ours, str(Path(sys.executable).parent), os.environ["PATH"]) if one)


@pytest.fixture(scope="session")
def newest_restic() -> str:
    """The restic of the newer Debian, fetched once into ``.cache/``."""
    return str(fetch() if _DEAR else quick_keys.wrapper(str(fetch()), Path(os.environ[_WRAPPED]) / "newest"))


@pytest.fixture(scope="session")
def sshd_server(lab_directory: Path) -> Iterator[Sshd]:
    with Sshd(lab_directory / "sshd") as server:
        yield server


@pytest.fixture(scope="session")
def ceph_server(lab_directory: Path) -> Iterator[Ceph]:
    with Ceph(lab_directory / "ceph") as server:
        yield server


@pytest.fixture(scope="session")
def s3_user(ceph_server: Ceph) -> S3User:
    return ceph_server.create_user("writer")


@pytest.fixture
def fresh_bucket() -> str:
    """A name that no bucket of this session's store has; buckets with locks cannot be emptied."""
    return f"bucket-{next(_numbers)}"


@pytest.fixture(scope="session")
def deleting_rest_server(lab_directory: Path) -> Iterator[RestServer]:
    with RestServer(lab_directory / "rest-deleting") as server:
        yield server


@pytest.fixture(scope="session")
def dav_server(lab_directory: Path) -> Iterator[RcloneDav]:
    with RcloneDav(lab_directory / "dav") as server:
        (server.root / "sealed").mkdir()
        yield server


@pytest.fixture(scope="module")
def two_sites() -> Iterator[TwoSites]:
    """A primary, a standby, and a client who uses them by one address, for the tests of one file."""
    work = Path(tempfile.mkdtemp(prefix="sites-"))
    with TwoSites(work) as sites:
        yield sites
    shutil.rmtree(work, ignore_errors=True)


@pytest.fixture(scope="session")
def tsa_server(lab_directory: Path) -> Iterator[Tsa]:
    with Tsa(lab_directory / "tsa") as server:
        yield server


@pytest.fixture
def tsa(tsa_server: Tsa) -> Iterator[Tsa]:
    """The session's time-stamping authority, well-behaved at the beginning of each test."""
    tsa_server.answers = "well"
    yield tsa_server
    tsa_server.answers = "well"
