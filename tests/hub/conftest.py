"""The fixtures of the Hub, for the tests beside it."""

from tests.hub.fixtures import hub, hub_options, hub_process, on_hub, only_loopback, plain_lfs

__all__ = ["hub", "hub_options", "hub_process", "on_hub", "only_loopback", "plain_lfs"]
