"""The first reading of a page as four steps that a person can follow."""

from dataclasses import dataclass

from django.urls import reverse

from scraping.queries import Progress, Stage

_STEPS = (
    (Stage.QUEUED, "Queued", "Waiting for its turn"),
    (Stage.FETCHING, "Fetching", "Asking the shop for the page"),
    (Stage.READING, "Reading", "Looking for title, price and stock"),
    (Stage.FOUND, "Found", "Showing the price"),
)


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its name, what happens in it, and `state`: done, current, failed or waiting."""

    label: str
    text: str
    state: str


def stage_rows(progress: Progress) -> list[Step]:
    """The four steps with the state of each. A failure is one of reading, or of fetching where no page came."""
    if progress.stage == Stage.FAILED:
        unusable = progress.listing.last_outcome in ("not_a_product", "ok", "unchanged")
        reached, mark = (Stage.READING if unusable else Stage.FETCHING), "failed"
    else:
        reached, mark = progress.stage, "current"
    position = [stage for stage, _, _ in _STEPS].index(reached)
    states = ["done"] * position + ["done" if reached == Stage.FOUND else mark] + ["waiting"] * (len(_STEPS) - position - 1)
    return [Step(label, text, state) for (_, label, text), state in zip(_STEPS, states, strict=True)]


def product_address(progress: Progress) -> str | None:
    """Where the price can be seen: the product's page at the row of this shop; None while there is no product."""
    listing = progress.listing
    if listing.product_id is None:
        return None
    return f"{reverse('web:product', args=[listing.product_id])}#listing-{listing.pk}"
