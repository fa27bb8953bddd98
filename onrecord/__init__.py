"""onrecord as a library: annotate texts, and load the tables of a release.

This package is all that is promised to others; docs/api.md describes it. `pipeline` and `schemas` are internal and may
change with any version. Names are imported when they are first used, so that `import onrecord` costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from onrecord.shadowing import refuse_foreign_packages

refuse_foreign_packages()

if TYPE_CHECKING:
    from onrecord.annotating import annotate, annotate_many
    from onrecord.annotation import About, Actor, Annotation, AnnotationError, Mention, Statement, TimeExpression
    from onrecord.loading import load
    from onrecord.version import __version__
    from pipeline.errors import OnrecordError
    from pipeline.publish.reading import check_version
    from pipeline.settings import Settings

__all__ = [
    "About",
    "Actor",
    "Annotation",
    "AnnotationError",
    "Mention",
    "OnrecordError",
    "Settings",
    "Statement",
    "TimeExpression",
    "__version__",
    "annotate",
    "annotate_many",
    "check_version",
    "load",
]

_HOMES = {
    "About": "onrecord.annotation",
    "Actor": "onrecord.annotation",
    "Annotation": "onrecord.annotation",
    "AnnotationError": "onrecord.annotation",
    "Mention": "onrecord.annotation",
    "OnrecordError": "pipeline.errors",
    "Settings": "pipeline.settings",
    "Statement": "onrecord.annotation",
    "TimeExpression": "onrecord.annotation",
    "__version__": "onrecord.version",
    "annotate": "onrecord.annotating",
    "annotate_many": "onrecord.annotating",
    "check_version": "pipeline.publish.reading",
    "load": "onrecord.loading",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'onrecord' has no attribute {name!r}; it has {', '.join(__all__)}")
    value = globals()[name] = getattr(import_module(_HOMES[name]), name)
    return value


def __dir__() -> list[str]:
    return __all__
