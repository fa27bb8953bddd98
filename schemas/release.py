"""The table `release`: one row about the release, so that a loaded dataset names its version."""

from schemas.columns import SHA256_PATTERN, Date, String, Table, column


class Release(Table):
    """The release that the files belong to."""

    version: String = column("Version of this release.", "1.2.0", unique=True, str_matches=r"^\d+\.\d+\.\d+$")
    date: Date = column("Day of the release.", "2025-09-01")
    previous: String = column("Version of the predecessor in the same target.", "1.1.0", nullable=True)
    code_version: String = column("Version of onrecord with the fingerprint of its code.", "0.1.0+3f9a1c2b4d5e")
    content_fingerprint: String = column(
        "SHA-256 over the tables' schemas and files: equal fingerprints mean equal content.",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        str_matches=SHA256_PATTERN,
    )
