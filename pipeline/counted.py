"""A number with its noun: 1 row, 1,200 rows."""


def counted(n: int, what: str) -> str:
    """Return the number with thousands apart, and `what` in the plural unless there is one."""
    return f"{n:,} {what}{'' if n == 1 else 's'}"
