"""Queries that open in the SQL console of the Hub's viewer: `viewer.toml`."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from urllib.parse import quote_plus

import tomli

QUERIES = "viewer.toml"


@dataclass(frozen=True, slots=True)
class ViewerQuery:
    """A question and its SQL over the view `train`, which has the rows of the default config."""

    title: str
    sql: str

    def address(self, page: str) -> str:
        """Return where the query runs: `page` is the address of the dataset on the Hub."""
        return f"{page}?sql_console=true&sql={quote_plus(self.sql)}"


@cache
def load_viewer_queries() -> tuple[ViewerQuery, ...]:
    """Return the queries in the order of the card."""
    content = tomli.loads(files("pipeline.release").joinpath(QUERIES).read_text(encoding="utf-8"))
    return tuple(ViewerQuery(query["title"], query["sql"].strip()) for query in content["query"])
