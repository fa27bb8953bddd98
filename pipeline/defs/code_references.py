"""Where the code of an asset stands, as the UI shows it: a file of this machine and a line."""

import warnings

from dagster import AssetsDefinition, BetaWarning, with_source_code_references


def with_code(definition: AssetsDefinition) -> AssetsDefinition:
    """Return the definition with a reference to its function. A decorator, above Dagster's own."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", BetaWarning)  # whoever builds can do nothing about Dagster's classes
        (found,) = with_source_code_references([definition])
    assert isinstance(found, AssetsDefinition)
    return found
