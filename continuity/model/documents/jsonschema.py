"""JSON schemas for editors, generated from the models: ``python -m continuity.model.documents.jsonschema``.

They are committed below ``policies/schema/``; a test fails where they differ from the models. Descriptions are
the docstrings in the models' source, read here rather than at every start of the product.
"""

from __future__ import annotations

import ast
import inspect
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from continuity.model.documents import (
    fields,
    schema,
    schema_contract,
    schema_controls,
    schema_device,
    schema_drill,
    schema_evidence,
    schema_hooks,
    schema_policy,
    schema_privacy,
    schema_procedure,
    schema_source,
    schema_ticket,
    schema_unprotected,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from pydantic import BaseModel

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_MODULES = (
    fields,
    schema,
    schema_contract,
    schema_controls,
    schema_device,
    schema_drill,
    schema_evidence,
    schema_hooks,
    schema_policy,
    schema_privacy,
    schema_procedure,
    schema_source,
    schema_ticket,
    schema_unprotected,
)


def schemas() -> dict[str, str]:
    """Return the text of each schema by file name: a policy's own file, a framework's, a whole document."""
    document = _schema(schema.DocumentModel)
    repository = _schema(fields.RepositorySettings)
    document["$defs"] |= repository.pop("$defs") | {"RepositorySettings": repository | {"additionalProperties": True}}
    document["properties"]["repositories"]["additionalProperties"] = {"$ref": "#/$defs/RepositorySettings"}
    found = {
        "policy.json": _schema(schema_policy.PolicyModel),
        "procedure.json": _schema(schema_procedure.ProcedureModel),
        "drill.json": _schema(schema_drill.DrillModel),
        "framework.json": _schema(schema_controls.FrameworkModel),
        "document.json": document,
    }
    return {name: _text(one) for name, one in found.items()}


def write(folder: Path) -> None:
    """Write every schema into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in schemas().items():
        (folder / name).write_text(text, encoding="utf-8")


def _text(found: dict[str, Any]) -> str:
    return json.dumps({"$schema": _DIALECT} | found, indent=2, sort_keys=True) + "\n"


def _schema(model: type[BaseModel]) -> dict[str, Any]:
    found = model.model_json_schema()
    described = {name: text for module in _MODULES for name, text in _described(module)}
    for name, one in (*found.get("$defs", {}).items(), (model.__name__, found)):
        for key, value in one.get("properties", {}).items():
            if f"{name}.{key}" in described:
                value["description"] = described[f"{name}.{key}"]
    return found


def _described(module: ModuleType) -> Iterator[tuple[str, str]]:
    """Yield ``Model.field`` and the string that stands below the field."""
    for one in ast.parse(inspect.getsource(module)).body:
        if not isinstance(one, ast.ClassDef):
            continue
        for before, after in zip(one.body, one.body[1:], strict=False):
            text = after.value.value if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant) else None
            if isinstance(before, ast.AnnAssign) and isinstance(before.target, ast.Name) and isinstance(text, str):
                yield f"{one.name}.{before.target.id}", inspect.cleandoc(text)


if __name__ == "__main__":
    write(Path(sys.argv[1] if len(sys.argv) > 1 else "policies/schema"))
