"""Bounds that keep the cost of any text in proportion to its length; far beyond what a person or a model writes."""

# Levels of quotes (one each) and lists (two each); a block with more is shown as it is written.
MAX_NESTING = 40

# A paragraph's content is cut into paragraphs of at most this many characters: the cost of reading and of laying out
# a text without a line end grows faster than its length.
LONGEST = 4_000

# A paragraph with more of "[" is shown as it is written: each may cost a look at all that follows.
MANY_BRACKETS = 200

# A footnote with a longer label is none.
LONGEST_LABEL = 40

# A table with more columns, or a longer line, is shown as it is written.
MAX_COLUMNS = 64
LONGEST_HEADER = 20_000
LONGEST_ROW = 20_000

# A table with more cells ends there: missing cells are filled up, so that a few characters can ask for many.
MAX_CELLS = 50_000

# A paragraph that does not end within WINDOW characters or SOME_LINES lines is cut after LONGEST, at a line end or else
# at a space; any other block that does not end within LONG_WINDOW characters or MANY_LINES lines is cut after FORCED.
WINDOW = 6_000
SOME_LINES = 400
LONG_WINDOW = 36_000
MANY_LINES = 600
FORCED = 32_000

# So many blank lines end whatever is open but a fence: a model that is stuck repeats line ends.
MANY_BLANK_LINES = 50

# What follows after this many characters of one message is shown as it is written: reading on would take seconds.
LONGEST_RICH = 1_000_000

# Text is taken in by pieces of this size, as every piece is read together with the open block before it.
PIECE = 8_000


def rows_at_once(header: str) -> int:
    """Return how many rows of a table to read at once. A table inside a list or a quote ends after four times as many."""
    return 2_048 // (header.count("|") + 1)
