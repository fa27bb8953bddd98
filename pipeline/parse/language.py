"""Determine the language of a text: from its header, else by py3langid from a sample."""

import re
from collections.abc import Collection, Mapping
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

UNDETERMINED = "und"

# Languages of news at large. The model knows 130: the small ones left out (Luxembourgish, Frisian, Scots …) are near
# to a large one and take short texts from it.
LANGUAGES = (
    *("ar", "bg", "bn", "bs", "ca", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "he", "hi", "hr", "hu"),
    *("hy", "id", "is", "it", "ja", "ka", "ko", "lt", "lv", "mk", "ms", "nl", "no", "pl", "pt", "ro", "ru", "sk", "sl"),
    *("sq", "sr", "sv", "sw", "ta", "th", "tr", "uk", "ur", "vi", "zh"),
)
_WINDOW = 160
_TAG = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9]{1,8}){0,4}", re.IGNORECASE)
_NO_LANGUAGES = frozenset({"mis", "mul", "und", "unk", "zxx"})


def language_of_tag(tag: str) -> str | None:
    """Return the language of a tag such as `de`, `de-AT`, `en_US` or `deu`, or None for an unknown tag.

    A three-letter code (ISO 639-2, 639-3) is returned as two letters if possible.
    """
    match = _TAG.fullmatch(tag.strip())
    code = match[1].lower() if match else ""
    if code in _NO_LANGUAGES:
        return None
    return _short_code(code) if len(code) == 3 else code or None


def read_language(value: str) -> str | None:
    """Return the language for a tag or an English or German language name, or None."""
    return language_of_tag(value) or _languages_by_name().get(value.strip().casefold())


@cache
def _short_code(code: str) -> str:
    from babel.core import get_global

    short: str = get_global("language_aliases").get(code, code)
    return short.partition("_")[0]


@cache
def _languages_by_name() -> Mapping[str, str]:
    from babel import Locale

    english, german = Locale("en").languages, Locale("de").languages
    return {names[code].casefold(): code for names in (english, german) for code in LANGUAGES}


def detect_language(text: str, among: Collection[str] = LANGUAGES) -> str:
    """Detect the language of `text` as ISO 639-1 code, the most likely one of `among`, or `und` without letters.

    Time does not grow with the text: the sample is three windows of 160 code points, from the beginning (where a
    dateline or a quote may mislead), the middle and the last quarter.
    """
    if len(text) <= 3 * _WINDOW:
        sample = text
    else:
        starts = (0, len(text) // 2, len(text) * 3 // 4)
        sample = "\n".join(text[start : start + _WINDOW] for start in starts)
    if not any(character.isalpha() for character in sample):
        return UNDETERMINED
    ranked = _identifier().rank(sample)
    return next((str(language) for language, _ in ranked if language in among), UNDETERMINED)


@cache
def _identifier() -> "LanguageIdentifier":
    """Return a separate identifier, unaffected by restrictions set elsewhere. Loading it takes 0.5 s."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(list(LANGUAGES))
    return identifier
