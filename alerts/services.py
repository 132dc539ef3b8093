"""Fourth room of the stream: following things, and telling those who follow."""

import logging
from datetime import datetime

from django.db import IntegrityError, transaction

from alerts.models import Notification, Watch
from alerts.transports import live
from catalog.models import Listing, Product
from lib.errors import NotFound
from lib.money import format_money
from lib.vocabulary import Availability
from lib.windows import isoformat
from pricing.models import PriceChange

logger = logging.getLogger(__name__)


def watch_listing(*, user, listing_id: int, at: datetime) -> Watch:
    """Follow a listing; following it again changes nothing. Of a merged one, the listing it became. Raises `NotFound`."""
    listing = Listing.objects.select_related("merged_into").filter(pk=listing_id).first()
    if listing is None:
        raise NotFound(f"There is no tracked product {listing_id}.", field="product_id")
    return _watch(user=user, at=at, listing=listing.merged_into or listing)


def watch_product(*, user, product_id: int, at: datetime) -> Watch:
    """Follow a product in every shop; following it again changes nothing. Raises `NotFound`."""
    product = Product.objects.filter(pk=product_id).first()
    if product is None:
        raise NotFound("There is no such product.", field="product_id")
    return _watch(user=user, at=at, product=product)


def _watch(*, user, at: datetime, **thing) -> Watch:
    try:
        with transaction.atomic():
            return Watch.objects.get_or_create(user=user, **thing, defaults={"created_at": at})[0]
    except IntegrityError:  # two requests at once: the other one wrote it
        return Watch.objects.get(user=user, **thing)


def unwatch_listing(*, user, listing_id: int) -> bool:
    """Stop following a listing; answers whether it was followed."""
    return bool(Watch.objects.of(user).filter(listing_id=listing_id).delete()[0])


def unwatch_product(*, user, product_id: int) -> bool:
    """Stop following a product; answers whether it was followed."""
    return bool(Watch.objects.of(user).filter(product_id=product_id).delete()[0])


def mark_read(*, user, at: datetime) -> int:
    """Mark every letter on the site as seen; answers how many were new."""
    return Notification.objects.of(user).unread().update(read_at=at)


def announce_change(*, change_id: int, at: datetime) -> int | None:
    """Tell one change: letters to its followers, and the live stream. Answers how many letters; None if it was told before.

    The row is claimed by the update, so of two workers one tells. Letters are written in the same transaction as the claim; the
    live stream hears after the commit, at most once, and may miss a message when a process dies in between.
    """
    with transaction.atomic():
        if not PriceChange.objects.filter(pk=change_id, announced_at=None).update(announced_at=at):
            return None
        change = PriceChange.objects.select_related("listing__store", "listing__product").get(pk=change_id)
        letters = _write_letters(change, at)
        if event := price_event(change):
            transaction.on_commit(lambda: live.publish(event))
    return letters


def _write_letters(change: PriceChange, at: datetime) -> int:
    """One letter on the site for each follower; the first price of a listing is no news to those who pasted it."""
    if change.is_first:
        return 0
    watches = Watch.objects.following(change.listing_id, change.listing.product_id)
    readers = sorted(set(watches.values_list("user_id", flat=True)))
    text = describe_change(change)
    letters = [
        Notification(
            user_id=reader,
            change=change,
            listing=change.listing,
            channel=Notification.Channel.SITE,
            key=f"change:{change.pk}:user:{reader}:site",
            text=text,
            created_at=at,
            sent_at=at,  # written is delivered: the site shows the row itself
        )
        for reader in readers
    ]
    Notification.objects.bulk_create(letters, ignore_conflicts=True)
    return len(letters)


def announce_pending(*, at: datetime, limit: int) -> int:
    """Tell up to `limit` changes that a lost task or a killed worker left behind, oldest first; answers how many were told."""
    ids = list(PriceChange.objects.pending().values_list("pk", flat=True)[:limit])
    return sum(announce_change(change_id=pk, at=at) is not None for pk in ids)


def describe_change(change: PriceChange) -> str:
    """The news in one sentence, for people."""
    title, store = change.listing.title[:300], change.listing.store.name
    if change.availability == Availability.OUT_OF_STOCK and change.old_availability != Availability.OUT_OF_STOCK:
        return f"{title} is out of stock at {store}."
    if change.new_amount is None:
        return f"{title} has no price at {store} any more."
    now = format_money(change.new_amount, change.currency)
    if change.old_availability == Availability.OUT_OF_STOCK and change.availability != Availability.OUT_OF_STOCK:
        return f"{title} is back in stock at {store} for {now}."
    if change.old_amount is None or change.old_amount == change.new_amount:
        return f"{title} costs {now} at {store}: {Availability(change.availability).label.lower()}."
    verb = "fell" if change.new_amount < change.old_amount else "rose"
    return f"{title} {verb} from {format_money(change.old_amount, change.currency)} to {now} at {store}."


def price_event(change: PriceChange) -> dict | None:
    """The document that WebSocket clients receive; `product_id` is the listing, as the tracker contract says.

    The contract promises an integer price. Where the shop shows none any more it is the last one known, and `has_price` is
    false; of a listing that never had a price there is nothing to send.
    """
    listing = change.listing
    known = change.old_amount if change.new_amount is None else change.new_amount
    if known is None:
        return None
    return {
        "event": "price_update",
        "data": {
            "product_id": listing.pk,
            "new_price_cents": known,
            "currency": change.currency,
            "availability": Availability(change.availability).label,
            "has_price": change.new_amount is not None,
            "old_price_cents": change.old_amount,
            "listing_id": listing.pk,
            "product": listing.product.public_id if listing.product else None,
            "store": listing.store.slug,
            "changed_at": isoformat(change.changed_at),
        },
    }
