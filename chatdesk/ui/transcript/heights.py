"""Heights of rows one below the other: what is at a y, and at which y a row is, both in O(log n)."""

from collections.abc import Iterable, Sequence
from itertools import accumulate


class HeightTree:
    """A Fenwick tree (Fenwick 1994) over row heights, in whole device-independent pixels; it grows and shrinks at its end."""

    def __init__(self, heights: Iterable[int] = ()) -> None:
        self._heights: list[int] = []
        self._sums: list[int] = [0]
        self.replace(heights)

    def __len__(self) -> int:
        return len(self._heights)

    def __getitem__(self, row: int) -> int:
        return self._heights[row]

    @property
    def total(self) -> int:
        """The sum of all heights."""
        return self.top(len(self._heights))

    def replace(self, heights: Iterable[int]) -> None:
        """Take a new list of heights, in O(n)."""
        self._heights = list(heights)
        before = [0, *accumulate(self._heights)]
        self._sums = [before[node] - before[node & (node - 1)] for node in range(len(before))]

    def set(self, row: int, height: int) -> None:
        """Change one height."""
        change = height - self._heights[row]
        if not change:
            return
        self._heights[row] = height
        node = row + 1
        while node < len(self._sums):
            self._sums[node] += change
            node += node & -node

    def replace_from(self, count: int, heights: Sequence[int]) -> None:
        """Keep the first ``count`` rows and put others below them."""
        if len(heights) > count:
            self.replace([*self._heights[:count], *heights])
            return
        del self._heights[count:]
        del self._sums[count + 1 :]
        for height in heights:
            self.append(height)

    def append(self, height: int) -> None:
        """Add a row at the end."""
        self._heights.append(height)
        node = len(self._heights)
        covered = node & (node - 1)
        total, below = height, node - 1
        while below > covered:
            total += self._sums[below]
            below &= below - 1
        self._sums.append(total)

    def top(self, row: int) -> int:
        """Return the y at which a row begins; for the row after the last one, where it would."""
        total, node = 0, row
        while node:
            total += self._sums[node]
            node &= node - 1
        return total

    def find(self, y: float) -> int:
        """Return the row that covers ``y``; the first row above the page, the last one below it. There must be a row."""
        node, left = 0, y
        step = 1 << len(self._heights).bit_length()
        while step:
            following = node + step
            if following < len(self._sums) and self._sums[following] <= left:
                node = following
                left -= self._sums[following]
            step >>= 1
        return min(node, len(self._heights) - 1)
