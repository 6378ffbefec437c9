"""The reference names every key there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from continuity.model.documents import (
    fields,
    schema,
    schema_contract,
    schema_controls,
    schema_device,
    schema_evidence,
    schema_policy,
    schema_source,
)

TEXT = (Path(__file__).parents[2] / "docs" / "reference" / "documents.md").read_text(encoding="utf-8")
WORDS = set(re.findall(r"[a-z_]+", " ".join(re.findall(r"`[^`\n]+`", TEXT))))
MODELS = sorted(
    {
        model
        for module in (
            fields,
            schema,
            schema_contract,
            schema_controls,
            schema_device,
            schema_evidence,
            schema_policy,
            schema_source,
        )
        for model in vars(module).values()
        if isinstance(model, type) and issubclass(model, BaseModel) and not model.__name__.startswith("_")
    },
    key=lambda model: model.__name__,
)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_key_is_in_the_reference(model: type[BaseModel]) -> None:
    keys = {field.alias or name for name, field in model.model_fields.items()}
    assert keys - WORDS - {"BaseModel"} == set()


def test_every_model_says_what_it_is() -> None:
    assert [model.__name__ for model in MODELS if not model.__doc__] == []
