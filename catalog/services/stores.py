"""Shops: finding the one a URL belongs to, and making it known."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.text import slugify

from catalog.models import Store, StoreDomain


@dataclass(frozen=True, slots=True)
class StoreFacts:
    """What is known of a shop before it is in the catalogue; empty strings where nothing is."""

    name: str
    country: str = ""
    currency: str = ""


def find_store(url: str) -> Store | None:
    """The shop to which `url` belongs: the domain whose host matches and whose path prefix is the longest one that fits."""
    parts = urlsplit(url)
    host = parts.netloc.removeprefix("www.")
    fitting = [d for d in StoreDomain.objects.filter(host=host).select_related("store") if parts.path.startswith(d.path_prefix)]
    return max(fitting, key=lambda domain: len(domain.path_prefix)).store if fitting else None


@transaction.atomic
def ensure_store(*, url: str, facts: StoreFacts, at: datetime) -> Store:
    """The shop of `url`, created from `facts` with the URL's host as its domain where it is not known yet."""
    if store := find_store(url):
        return store
    host = urlsplit(url).netloc.removeprefix("www.")
    store = Store.objects.create(
        name=facts.name[:120],
        slug=_free_slug(Store, facts.name),
        homepage=f"{urlsplit(url).scheme}://{urlsplit(url).netloc}/",
        country=facts.country,
        currency=facts.currency,
        created_at=at,
    )
    domain, created = StoreDomain.objects.get_or_create(host=host, path_prefix="", defaults={"store": store})
    if not created:  # another request met the shop first
        store.delete()
    return domain.store


def _free_slug(model, name: str) -> str:
    """A slug for `name` that no row of `model` has."""
    base = (slugify(name, allow_unicode=False) or "shop")[:120]
    taken = set(model.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for slug in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)


@transaction.atomic
def register_store(*, slug: str, domains: Iterable[tuple[str, str]], at: datetime, **fields) -> Store:
    """The shop `slug`, made or brought up to date with `fields` of `Store`; `domains` are pairs of host and path prefix."""
    store, _ = Store.objects.update_or_create(slug=slug, defaults=fields, create_defaults={**fields, "created_at": at})
    for host, path_prefix in domains:
        StoreDomain.objects.update_or_create(host=host, path_prefix=path_prefix, defaults={"store": store})
    return store
