"""The articles of a text export (Nexis, Factiva) as records."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial

from pipeline.parse.cleaning import clean_characters
from pipeline.parse.content import Content, Record
from pipeline.parse.encoding import Decoded
from pipeline.parse.exports import Article


def iter_articles(articles: Sequence[Article], decoded: Decoded) -> Iterator[Record]:
    """Yield the articles of an export, numbered in its order; the hash of each is that of its own characters."""
    for number, article in enumerate(articles, start=1):
        sha256 = hashlib.sha256(article.source.encode("utf-8", "surrogatepass")).hexdigest()
        yield Record(number, sha256, partial(_content, article, decoded))


def _content(article: Article, decoded: Decoded) -> Content:
    repairs = Counter(decoded.repairs)
    fields = {**article.fields, "date_basis": "record"}
    return Content(fields, clean_characters(fields.pop("text", ""), repairs), decoded.encoding, repairs)
