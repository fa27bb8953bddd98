"""A budget of steps for one text, so that no text costs many times what others of its length do.

Steps are counted, never timed: the same text takes the same number on every machine. A step is a token read, an actor
compared with a pronoun or description, fifty nouns that an actor is known by compared with another one, or a mention
within the words of a statement. The budget is proportional to the text, so that no document reaches it by its length.
"""

# Of some 13,000 documents of the corpora none takes more than 0.53 steps for each character, and articles one after
# another take 0.6, whatever their number.
STEPS_A_CHARACTER = 2
# So many take well under a second; a short text may consist of anything.
STEPS_OF_ANY = 20_000


class TooCostlyError(ValueError):
    """A text takes more steps than it may; the message says how many that are, in one sentence."""


class Steps:
    """Counts the steps of a text of `n_characters`, up to its budget."""

    def __init__(self, n_characters: int) -> None:
        self.n_characters = n_characters
        self.allowed = STEPS_OF_ANY + STEPS_A_CHARACTER * n_characters
        self.taken = 0

    def take(self, n: int) -> None:
        """Count `n` steps. Raises TooCostlyError beyond the budget."""
        self.taken += n
        if self.taken > self.allowed:
            raise TooCostlyError(
                f"more than {self.allowed:,} steps for {self.n_characters:,} characters, many times what prose takes"
            )
