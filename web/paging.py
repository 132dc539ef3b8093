"""Lists in pages, by number."""

from dataclasses import dataclass

#: Rows of one page: whole lines with two, three or four beside each other.
PAGE_SIZE = 24


@dataclass(frozen=True, slots=True)
class Pager:
    """Where a page stands in its list of `total` rows; `is_exact` is False where there are more than were counted."""

    number: int
    total: int
    has_next: bool
    is_exact: bool = True

    @property
    def last(self) -> int:
        """The number of the last page that is known of; 1 for an empty list.

        >>> Pager(1, 0, False).last, Pager(1, 24, False).last, Pager(2, 25, False).last
        (1, 1, 2)
        """
        return max(1, -(-self.total // PAGE_SIZE))

    @property
    def previous(self) -> int | None:
        """The number of the page before this one, or the last one for a page beyond it; None on the first.

        >>> Pager(1, 60, True).previous, Pager(3, 60, False).previous, Pager(900, 60, False).previous
        (None, 2, 3)
        """
        return min(self.number - 1, self.last) or None

    @property
    def next(self) -> int | None:
        """The number of the page after this one, or None."""
        return self.number + 1 if self.has_next else None
