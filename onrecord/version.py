"""The version of the installed package. It is stated once, in `pyproject.toml`."""

from importlib.metadata import version

__version__ = version("onrecord")
