"""A client ready to work, as the engine's tests have it."""

from tests.engine.conftest import client, place, template, three

__all__ = ["client", "place", "template", "three"]
