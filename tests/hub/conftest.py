"""The fixtures of the Hub, for the tests beside it."""

from tests.hub.fixtures import hub, hub_process, on_hub

__all__ = ["hub", "hub_process", "on_hub"]
