"""Actors from spaCy: the named entities of pipelines that the settings name, one a language.

spaCy comes with `onrecord[spacy]` and is imported only when a setting asks for it. Which of its labels name actors
stands in `spacy_labels.toml`; labels that are not listed there are nobody's.
"""

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import tomli

from pipeline.errors import SettingsError
from pipeline.extract.backend import NamedSpan, Source
from pipeline.extract.value_class import value_class

if TYPE_CHECKING:
    from spacy.language import Language

    from pipeline.settings import Settings

_ANY_LANGUAGE = "xx"  # spaCy's code for a pipeline of many languages


@value_class
class SpacyBackend:
    """Names by spaCy pipelines, by the language (ISO 639-1) of the texts they are for."""

    pipelines: Mapping[str, "Language"]
    version: str
    name: str = "spacy"

    def find_names(self, source: Source) -> list[NamedSpan]:
        """Return the entities with a label that names actors; none where no pipeline is for the text's language.

        Raises what spaCy raises, as for a text longer than the pipeline's `max_length`.
        """
        pipeline = self.pipelines.get(source.doc.language) or self.pipelines.get(_ANY_LANGUAGE)
        if pipeline is None:
            return []
        kinds = load_labels()
        return [
            NamedSpan(entity.start_char, entity.end_char, kinds[entity.label_], entity.label_)
            for entity in pipeline(source.doc.text).ents
            if entity.label_ in kinds
        ]


@cache
def load_labels() -> Mapping[str, str]:
    """Return the kind of actor by spaCy's label."""
    text = files("pipeline.extract.backends").joinpath("spacy_labels.toml").read_text(encoding="utf-8")
    labels: dict[str, str] = tomli.loads(text)["kind_of_label"]
    return labels


def open_spacy(settings: "Settings") -> SpacyBackend:
    """Return the backend with the pipelines of ONRECORD_SPACY_PIPELINE.

    Raises SettingsError when there is none, spaCy is not installed, or a pipeline cannot be loaded.
    """
    try:
        import spacy
    except ImportError as error:
        raise SettingsError(f"backend spacy: spaCy is not installed ({error}); pip install 'onrecord[spacy]'") from None
    pipelines: dict[str, Language] = {}
    versions = []
    for language, name in _named(settings.spacy_pipeline):
        try:
            pipeline = spacy.load(name)
        except Exception as error:  # spaCy raises OSError, ValueError, ConfigValidationError and more
            said = " ".join(str(error).split())[:200]
            raise SettingsError(f"setting spacy_pipeline: {name!r} cannot be loaded: {said}") from None
        language = language or str(pipeline.lang)
        pipelines[language] = pipeline
        versions.append(f"{language}={_version_of(name, pipeline)}")
    return SpacyBackend(pipelines, f"spacy {version('spacy')}, {', '.join(sorted(versions))}")


def _named(given: str) -> list[tuple[str, str]]:
    """Language and pipeline of each part of `de=…, en=…`; the language is empty where only a pipeline is named."""
    found = []
    for part in filter(None, map(str.strip, given.split(","))):
        language, equals, name = part.partition("=")
        found.append((language.strip(), name.strip()) if equals else ("", part))
    if not found or not all(name for _, name in found):
        raise SettingsError(
            "backend spacy: no pipeline is named; set ONRECORD_SPACY_PIPELINE to a package or folder, "
            "or to one a language (de=de_core_news_sm,en=en_core_web_sm)"
        )
    return found


def _version_of(name: str, pipeline: "Language") -> str:
    """Name and version of a package; for a folder, which may change under its name, also a hash of its files."""
    title = f"{pipeline.meta['name']} {pipeline.meta['version']}"
    try:
        return f"{name} {version(name)}"
    except (PackageNotFoundError, ValueError):
        return f"{title} sha256:{_hash_of(Path(name))[:16]}"


def _hash_of(folder: Path) -> str:
    digest = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        digest.update(f"{file.relative_to(folder).as_posix()} {content}\n".encode())
    return digest.hexdigest()
