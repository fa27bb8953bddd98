"""From the settings to the engine: which backends, in which order, and what stands where they overlap.

The embedded backend is always there. Others are entry points of the group `onrecord.backends`: functions that take the
settings and give a backend, or raise SettingsError in one line when they cannot work with them. Taggers of names for
the embedded backend are entry points of the group `onrecord.taggers`. Each has a table of its own in the setting
`backend_settings`.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

from pipeline.errors import SettingsError
from pipeline.extract.actors.own_names import open_own_names
from pipeline.extract.actors.tagger.proposals import CRF
from pipeline.extract.actors.tagger.seam import Tagger
from pipeline.extract.backend import LAYERS, Backend, FindsDates, FindsNames, FindsStatements, Layer
from pipeline.extract.backends.embedded import EMBEDDED, EmbeddedBackend, GuardedTagger
from pipeline.extract.backends.merging import POLICIES, Policy
from pipeline.extract.dates.grammar import load_grammar
from pipeline.extract.engine import Engine
from pipeline.extract.lang import add_languages, languages
from pipeline.extract.lang.models.checking import check_language
from pipeline.extract.statements.lexicon import load_cues
from pipeline.settings import Settings

GROUP = "onrecord.backends"
TAGGERS = "onrecord.taggers"


@lru_cache(maxsize=4)
def load_engine(settings: Settings) -> Engine:
    """Return the engine that `settings` ask for; the same object for the same settings.

    The languages of the folder that they name are known from then on. Raises SettingsError for a folder without any, a
    backend that is not installed, one that cannot be opened, or a policy that is none.
    """
    open_languages(settings)
    names = [name.strip() for name in settings.backends.split(",") if name.strip()]
    if not names or len(set(names)) < len(names):
        raise SettingsError(f"setting backends: {settings.backends!r} names none, or one twice (embedded,spacy)")
    if settings.tagger != CRF.name and EMBEDDED not in names:
        raise SettingsError(f"setting tagger: {settings.tagger!r} is for the backend embedded; add it to backends")
    known = {*names, settings.tagger}
    stranger = next((name for name, _ in settings.backend_settings if name not in known), None)
    if stranger is not None:
        used = ", ".join(sorted(known))
        raise SettingsError(
            f"setting backend_settings: {stranger!r} is no backend or tagger in use (these are: {used})"
        )
    backends = tuple(_open(name, settings) for name in names)
    return Engine(backends, read_policies(settings.merge), open_own_names(settings.gazetteer), settings.calibration)


def open_languages(settings: Settings) -> tuple[str, ...]:
    """Add the languages of the folder that `settings` name, and return the codes of all that there are.

    Raises SettingsError for a folder without any, LexiconError for a language with a file that is malformed or missing.
    """
    if settings.languages:
        for language in add_languages(Path(settings.languages)):
            check_language(language)
            load_cues(language)
            load_grammar(language)
    return languages()


def backend_versions(settings: Settings) -> dict[str, str]:
    """Return the version of each backend that has one, by `backend_<name>`, and of a tagger by `tagger_<name>`.

    Raises as `load_engine`.
    """
    backends = load_engine(settings).backends
    taggers = [backend.tagger for backend in backends if isinstance(backend, EmbeddedBackend)]
    versions = {f"backend_{backend.name}": backend.version for backend in backends if backend.version}
    return versions | {f"tagger_{tagger.name}": tagger.version for tagger in taggers if tagger.version}


def read_policies(given: str) -> Mapping[Layer, Policy]:
    """Return the policy of each layer from `layer=policy, …`; those that are not named prefer the backend named first.

    Raises SettingsError for a layer or policy that there is not.
    """
    policies: dict[Layer, Policy] = dict.fromkeys(LAYERS, "prefer_first")
    for part in filter(None, map(str.strip, given.split(","))):
        name, _, wanted = (word.strip() for word in part.partition("="))
        layer = next((layer for layer in LAYERS if layer == name), None)
        policy = next((policy for policy in POLICIES if policy == wanted), None)
        if layer is None or policy is None:
            raise SettingsError(
                f"setting merge: {part!r} is no layer=policy (layers: {', '.join(LAYERS)}; policies: "
                f"{', '.join(POLICIES)})"
            )
        policies[layer] = policy
    return policies


def _open(name: str, settings: Settings) -> Backend:
    if name == EMBEDDED:
        return EmbeddedBackend(_open_tagger(settings))
    entry = _find(GROUP, "backends", name, EMBEDDED)
    backend = _load(entry, "backends")(settings)
    if not isinstance(backend, FindsDates | FindsNames | FindsStatements) or backend.name != name:
        raise SettingsError(f"setting backends: {entry.value} is registered as {name!r}, but gives no such backend")
    return backend


def _open_tagger(settings: Settings) -> Tagger:
    name = settings.tagger
    if name == CRF.name:
        return CRF
    entry = _find(TAGGERS, "tagger", name, CRF.name)
    tagger = _load(entry, "tagger")(settings)
    if not isinstance(tagger, Tagger) or tagger.name != name:
        raise SettingsError(f"setting tagger: {entry.value} is registered as {name!r}, but gives no such tagger")
    return GuardedTagger(tagger)


def _find(group: str, setting: str, name: str, own: str) -> EntryPoint:
    """Return the entry point of this name. Raises SettingsError if there is none, or several packages have one."""
    installed = list(entry_points(group=group))
    found = [entry for entry in installed if entry.name == name]
    if len({entry.value for entry in found}) != 1:
        known = ", ".join(sorted({own, *(entry.name for entry in installed)}))
        what = setting.removesuffix("s")
        wrong = f"several packages have a {what}" if found else f"no installed package has a {what}"
        raise SettingsError(f"setting {setting}: {wrong} {name!r} (there are {known})")
    return found[0]


def _load(entry: EntryPoint, setting: str) -> Callable[[Settings], object]:
    try:
        opener: Callable[[Settings], object] = entry.load()
    except (ImportError, AttributeError) as error:
        raise SettingsError(f"setting {setting}: {entry.name!r} cannot be loaded: {_one_line(error)}") from None
    return opener


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())
