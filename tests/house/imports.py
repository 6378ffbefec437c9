"""Rules about who may import whom; each returns its violations as sentences that begin with the place."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from tests.house.tree import Module, inside, resolve

if TYPE_CHECKING:
    from collections.abc import Mapping

Modules = dict[str, Module]
Rooms = tuple[str, ...]


def unknown_folders(modules: Modules, floors: Mapping[str, int], catalogues: Rooms) -> list[str]:
    """Every folder stands on a floor or is a catalogue."""
    known = {*floors, *(name.rpartition(".")[2] for name in catalogues), ""}
    return [
        f"{module.path}: folder {module.folder} has no floor"
        for module in modules.values()
        if module.folder not in known
    ]


def climbing_imports(modules: Modules, floors: Mapping[str, int]) -> list[str]:
    """A folder imports only from folders on lower floors; imports for type checkers count, too."""
    found = []
    for module in modules.values():
        for wanted in module.imports:
            target = resolve(wanted.target, modules)
            if not target or module.folder not in floors or modules[target].folder in ("", module.folder):
                continue
            to = modules[target].folder
            if floors.get(to, 99) >= floors[module.folder]:
                found.append(f"{module.at(wanted.line)}: {module.folder} imports {to}, which is not on a lower floor")
    return found


def adapter_imports(modules: Modules, adapters: str, may_import: Rooms) -> list[str]:
    """Adapters know the ports and little else of ours; nothing knows them."""
    found = []
    for module in modules.values():
        for wanted in module.imports:
            target = resolve(wanted.target, modules)
            own = inside(module.name, (adapters,))
            if own and target and not inside(target, (adapters, *may_import)):
                found.append(f"{module.at(wanted.line)}: an adapter imports {target}")
            if not own and inside(target, (adapters,)):
                found.append(f"{module.at(wanted.line)}: imports the adapter {target} past its entry point")
    return found


def circles(modules: Modules) -> list[str]:
    """No module reaches itself by imports that really run."""
    edges = {
        name: {resolve(wanted.target, modules) for wanted in module.imports if not wanted.typing_only} - {"", name}
        for name, module in modules.items()
    }
    found: set[frozenset[str]] = set()
    for start in modules:
        reached: set[str] = set()
        waiting = set(edges[start])
        while waiting:
            name = waiting.pop()
            reached.add(name)
            waiting |= edges[name] - reached
        if start in reached:
            found.add(frozenset(name for name in reached if start in _reach(name, edges)))
    return [f"circle: {' <-> '.join(sorted(circle))}" for circle in found]


def _reach(start: str, edges: Mapping[str, set[str]]) -> set[str]:
    reached: set[str] = set()
    waiting = set(edges[start])
    while waiting:
        name = waiting.pop()
        reached.add(name)
        waiting |= edges[name] - reached
    return reached


def libraries_out_of_room(modules: Modules, rooms: Mapping[str, Rooms], types_only: Mapping[str, Rooms]) -> list[str]:
    """A third-party library is imported where its room is, and nowhere else; one without a room is not ours to use."""
    found = []
    for module in modules.values():
        for wanted in module.imports:
            library = wanted.target.partition(".")[0]
            if library == "continuity" or library in sys.stdlib_module_names:
                continue
            allowed = rooms.get(library, ()) + (types_only.get(library, ()) if wanted.typing_only else ())
            if not inside(module.name, allowed):
                found.append(f"{module.at(wanted.line)}: {library} has no business in {module.name}")
    return found


def pure_imports(modules: Modules, pure: Rooms, hands: Rooms, may_import: Rooms) -> list[str]:
    """A pure module imports no hand: none of the standard library's, and of ours only what is listed."""
    found = []
    for module in modules.values():
        if not inside(module.name, pure):
            continue
        for wanted in module.imports:
            target = resolve(wanted.target, modules)
            if not wanted.typing_only and (
                inside(wanted.target, hands) or (target and not inside(wanted.target, (*pure, *may_import)))
            ):
                found.append(f"{module.at(wanted.line)}: pure {module.name} imports {wanted.target}")
    return found


def not_alone(modules: Modules, alone: Rooms) -> list[str]:
    """A file that strangers run by itself needs the standard library and nothing else."""
    return [
        f"{modules[name].at(wanted.line)}: stands alone, and imports {wanted.target}"
        for name in alone
        for wanted in modules[name].imports
        if wanted.target.partition(".")[0] not in sys.stdlib_module_names
    ]
