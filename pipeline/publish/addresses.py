"""Addresses of targets: a path, a URL, or `hf://datasets/NAMESPACE/NAME` for a dataset on the Hub."""

HUB = "hf"
_PREFIX = f"{HUB}://datasets/"


def is_on_hub(address: str) -> bool:
    """True for the address of a dataset on the Hub."""
    return address.startswith(f"{HUB}://")


def hub_address_of(repository: str) -> str:
    """Return the address of a dataset on the Hub."""
    return _PREFIX + repository


def repository_of(address: str) -> str:
    """Return the dataset's name in an address on the Hub."""
    return address.removeprefix(_PREFIX)
