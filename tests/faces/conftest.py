"""The clients of the engine's tests: repositories in directories, made once."""

from tests.engine.conftest import client, place, template, three

__all__ = ["client", "place", "template", "three"]
