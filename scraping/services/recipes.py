"""Recipes: a person says where things stand on a shop's pages. Each edit is a version of its own; one at most is active."""

import logging
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Case, F, Q, Value, When

from accounts.models import User
from catalog.models import Listing, Store
from lib.errors import Invalid, NotFound
from lib.vocabulary import Availability
from scraping import extraction
from scraping.extraction import Reading
from scraping.models import Recipe
from scraping.services.outcomes import Check

logger = logging.getLogger(__name__)


def active_recipes(store_ids: Collection[int]) -> dict[int, extraction.Recipe]:
    """The recipes that pages of these stores are read with, by store; one statement.

    One that today's rules do not accept is left out and logged: its shop is read by the ladder alone.
    """
    recipes = {}
    for recipe in Recipe.objects.filter(store__in=store_ids, is_active=True):
        try:
            recipes[recipe.store_id] = recipe.rules()
        except Invalid as error:
            logger.error("Recipe %s is not used: %s: %s", recipe.pk, error.field, error.message)
    return recipes


@transaction.atomic
def save_recipe(
    *,
    store: Store,
    selectors: Mapping[str, Mapping[str, object]],
    locale: str = "",
    currency: str = "",
    note: str = "",
    at: datetime,
    user: User | None,
) -> Recipe:
    """Make the next version of the store's recipe and activate it; earlier versions stay as they are.

    `selectors`: field -> {kind, expression, attribute?, in_minor_units?}; `locale` a Babel name, `currency` ISO 4217, both may
    be empty. `at` (aware) is now. Raises `Invalid`, naming `selectors.<field>`, `locale` or `currency`, and the way out.
    """
    rules = extraction.Recipe.from_document(0, selectors, locale=locale or None, currency=currency or None)
    Store.objects.select_for_update().get(pk=store.pk)  # two editors of one shop get two versions
    last = Recipe.objects.filter(store=store).values_list("version", flat=True).order_by("-version").first()
    _retire(store.pk, at, user, f"Deactivated: version {(last or 0) + 1} took its place.")
    recipe = Recipe.objects.create(
        store=store,
        version=(last or 0) + 1,
        selectors=rules.to_document(),
        locale=rules.locale or "",
        currency=rules.currency or "",
        note=note[:300],
        created_at=at,
        created_by=user,
    )
    _log([recipe], at, user, "Added and activated.", flag=ADDITION)
    _read_anew(store.pk)
    return recipe


@transaction.atomic
def activate_recipe(*, recipe_id: int, at: datetime, user: User | None) -> Recipe:
    """Read the store's pages with this version from now on, and with no other. Does nothing where it is active already.

    Raises `NotFound` for an unknown id, and `Invalid` where today's rules do not accept it any more.
    """
    recipe = _locked(recipe_id)
    if recipe.is_active:
        return recipe
    recipe.rules()
    _retire(recipe.store_id, at, user, f"Deactivated: version {recipe.version} took its place.")
    recipe.is_active = True
    recipe.save(update_fields=["is_active"])
    _log([recipe], at, user, "Activated.")
    _read_anew(recipe.store_id)
    return recipe


@transaction.atomic
def deactivate_recipe(*, recipe_id: int, at: datetime, user: User | None) -> Recipe:
    """Leave the store's pages to the ladder. Does nothing where the version is not active. Raises `NotFound`."""
    recipe = _locked(recipe_id)
    if recipe.is_active:
        _retire(recipe.store_id, at, user, "Deactivated: the shop's pages are read without a recipe.")
        recipe.is_active = False
        _read_anew(recipe.store_id)
    return recipe


def note_uses(checks: Iterable[Check]) -> None:
    """Count on each recipe the pages that were read with it, and those on which it missed the price; one statement at most."""
    uses: Counter[tuple[int, int]] = Counter()
    misses: Counter[tuple[int, int]] = Counter()
    last: dict[tuple[int, int], Check] = {}
    for check in checks:
        if check.reading is None or check.reading.recipe is None:
            continue
        key = (check.listing.store_id, check.reading.recipe.version)
        uses[key] += 1
        if is_miss(check.reading):
            misses[key] += 1
            last[key] = check
    if not uses:
        return

    def each(column: str, values: Mapping[tuple[int, int], object]) -> Case:
        cases = [When(store=store_id, version=version, then=value) for (store_id, version), value in values.items()]
        return Case(*cases, default=F(column), output_field=Recipe._meta.get_field(column))

    used = Q()
    for store_id, version in uses:
        used |= Q(store=store_id, version=version)
    changes = {"uses": each("uses", {key: F("uses") + count for key, count in uses.items()})}
    if misses:
        changes |= {
            "misses": each("misses", {key: F("misses") + count for key, count in misses.items()}),
            "missed_at": each("missed_at", {key: Value(check.fetched_at) for key, check in last.items()}),
            "missed_url": each("missed_url", {key: Value(check.page.final_url[:2048]) for key, check in last.items()}),
        }
    Recipe.objects.filter(used).update(**changes)


def is_miss(reading: Reading) -> bool:
    """Whether the recipe looked for a price that should have been there: a product that is sold out may have none."""
    sold_out = reading.price is None and reading.availability is Availability.OUT_OF_STOCK
    return reading.recipe is not None and reading.recipe.missed_price and not sold_out


def _locked(recipe_id: int) -> Recipe:
    recipe = Recipe.objects.select_related("store").filter(pk=recipe_id).first()
    if recipe is None:
        raise NotFound("There is no such recipe.")
    Store.objects.select_for_update().get(pk=recipe.store_id)
    recipe.refresh_from_db(fields=["is_active"])
    return recipe


def _retire(store_id: int, at: datetime, user: User | None, message: str) -> None:
    active = list(Recipe.objects.filter(store=store_id, is_active=True).select_related("store"))
    Recipe.objects.filter(pk__in=[recipe.pk for recipe in active]).update(is_active=False)
    _log(active, at, user, message)


def _read_anew(store_id: int) -> None:
    """The next check of each page reads it in full: "not modified" would confirm what the rules before made of it."""
    Listing.objects.filter(store=store_id).exclude(etag="", last_modified="").update(etag="", last_modified="")


def _log(recipes: list[Recipe], at: datetime, user: User | None, message: str, *, flag: int = CHANGE) -> None:
    """The decision in the log of each row, as the admin shows it; what no person did is not in it."""
    if user is None or not recipes:
        return
    kind = ContentType.objects.get_for_model(Recipe)
    LogEntry.objects.bulk_create(
        LogEntry(
            action_time=at,
            user=user,
            content_type=kind,
            object_id=str(recipe.pk),
            object_repr=str(recipe)[:200],
            action_flag=flag,
            change_message=message,
        )
        for recipe in recipes
    )
