"""The table `coverage`: one row for each month, outlet and language, to plot rates in place of counts."""

from schemas.columns import Count, String, Table, column

NO_PUBLISHER = "unknown"
NO_LANGUAGE = "und"


class Coverage(Table):
    """How much the dataset holds of one outlet in one month and language."""

    month: String = column(
        "Month of publication, or `undated`.", "2025-08", str_matches=r"^([0-9]{4}-[0-9]{2}|undated)$"
    )
    publisher: String = column(f"Name of the outlet as in `documents`; `{NO_PUBLISHER}` if that is null.", "Tagblatt")
    language: String = column(
        f"Language of the documents; `{NO_LANGUAGE}` for rejections of what never became a document.",
        "de",
        str_matches=r"^[a-z]{2,3}$",
    )
    n_documents: Count = column(
        "Documents with a text of their own: without duplicates and what was taken down.", 31, ge=0
    )
    n_duplicates: Count = column("Documents whose text is that of another one (`duplicate_of`).", 2, ge=0)
    n_near_duplicates: Count = column("Of `n_documents`, those with `near_duplicate_of`.", 4, ge=0)
    n_words: Count = column("Words of `n_documents`.", 12_400, ge=0)
    n_statements: Count = column("Statements.", 187, ge=0)
    n_rejected: Count = column("Rows of `rejected` in this month.", 1, ge=0)
