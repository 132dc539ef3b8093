"""The rows of the answers, from what the queries answer.

A text that nobody knows is empty, a number that nobody knows is null.
"""

from decimal import Decimal

from api.comparison.rendering import measure, money, percent, quantity
from catalog.models import Nutrition, Product
from lib.ids import public_id
from lib.windows import isoformat
from pricing.analytics.history import Figures, Interval, Moment
from pricing.analytics.summary import discount_percent, price_trend
from pricing.models import Offer
from pricing.queries import BrandRow, Deal, Ending, PriceBoard, ProductCard, ProductHistory, RetailerRow

_NO_PERCENT = Decimal("0.0")


def product_row(card: ProductCard) -> dict:
    """A product in search results."""
    best = None
    if card.min_amount is not None:
        best = {
            "retailer": card.best_store,
            "price": money(card.min_amount, card.currency),
            "discount_percent": percent(card.discount_percent) or _NO_PERCENT,
        }
    return {
        "id": public_id("prod", card.product_id),
        "name": card.name,
        "brand": card.brand,
        "flavor": card.flavor,
        "image_url": card.image_url,
        "currency": card.currency,
        "min_price": money(card.min_amount, card.currency),
        "max_price": money(card.max_amount, card.currency),
        "retailer_count": card.store_count,
        "best_deal": best,
    }


def popular_row(card: ProductCard, score: Decimal, watchers: int) -> dict:
    """A popular product. `score` from 0 to 100."""
    change = change_percent(card.min_amount, card.mean_amount)
    return {
        "id": public_id("prod", card.product_id),
        "name": card.name,
        "brand": card.brand,
        "flavor": card.flavor,
        "image_url": card.image_url,
        "popularity_score": score,
        "view_count_30d": 0,
        "click_count_30d": 0,
        "watch_count": watchers,
        "currency": card.currency,
        "min_price": money(card.min_amount, card.currency),
        "price_trend": card.trend,
        "price_change_percent": change,
        "in_stock_retailers": card.buyable_store_count,
        "total_retailers": card.store_count,
    }


def change_percent(amount: int | None, mean: int | None) -> Decimal:
    """How far `amount` lies above (or, negative, below) its mean, in percent with one decimal; 0.0 where one is unknown.

    >>> change_percent(319900, 337500)
    Decimal('-5.2')
    """
    if not mean or amount is None:
        return _NO_PERCENT
    return (Decimal(amount - mean) * 100 / mean).quantize(Decimal("0.1"))


def product_body(product: Product) -> dict:
    """A product with its nutrition."""
    nutrition = getattr(product, "nutrition", None) or Nutrition()
    return {
        "product": {
            "id": product.public_id,
            "name": product.name,
            "brand": product.brand.name if product.brand else "",
            "flavor": product.flavor,
            "weight_grams": quantity(product.net_quantity) if product.net_unit == Product.Unit.GRAM else None,
            "net_quantity": quantity(product.net_quantity),
            "net_unit": product.net_unit,
            "servings": product.servings,
            "protein_per_serving": measure(nutrition.protein_per_serving),
            "carbs_per_serving": measure(nutrition.carbs_per_serving),
            "fat_per_serving": measure(nutrition.fat_per_serving),
            "calories_per_serving": quantity(nutrition.calories_per_serving),
            "ingredients": nutrition.ingredients,
            "image_url": product.image_url,
            "description": product.description,
            "category": product.category.slug if product.category else "",
            "is_organic": product.is_organic,
            "attributes": product.attributes,
            "created_at": isoformat(product.created_at),
            "updated_at": isoformat(product.updated_at),
        },
        "specifications": {
            "protein_percent": measure(nutrition.protein_percent),
            "bcaa_per_serving": measure(nutrition.bcaa_per_serving),
            "glutamine_per_serving": measure(nutrition.glutamine_per_serving),
            "digestibility": nutrition.digestibility,
        },
    }


def price_row(offer: Offer) -> dict:
    """What one shop asks. Without a higher list price, `original_price` is the price."""
    store = offer.listing.store
    discount = discount_percent(offer.amount, offer.list_amount)
    return {
        "retailer_id": store.slug,
        "retailer_name": store.name,
        "price": money(offer.amount, offer.currency),
        "original_price": money(offer.amount if discount is None else offer.list_amount, offer.currency),
        "discount_percent": percent(discount) or _NO_PERCENT,
        "currency": offer.currency,
        "in_stock": offer.is_buyable,
        "availability": offer.availability,
        "affiliate_url": store.outbound_url(offer.listing.canonical_url),
        "delivery_time": _delivery_time(store.delivery_days),
        "last_updated": isoformat(offer.last_seen_at),
    }


def _delivery_time(days: int | None) -> str:
    """Usual days until the parcel arrives, for people; empty where unknown."""
    return "" if days is None else f"{days} day" if days == 1 else f"{days} days"


def price_stats(board: PriceBoard) -> dict:
    """The range of what can be bought in the currency of the comparison."""
    amounts = [offer.amount for offer in board.buyable]
    code = board.currency
    low, high = (amounts[0], max(amounts)) if amounts else (None, None)
    mean = (2 * sum(amounts) + len(amounts)) // (2 * len(amounts)) if amounts else None
    return {
        "lowest_price": money(low, code),
        "highest_price": money(high, code),
        "average_price": money(mean, code),
        "price_range": money(high - low, code) if amounts else None,
        "currency": code,
        "retailers_in_stock": len({offer.listing.store_id for offer in board.offers if offer.is_buyable}),
        "total_retailers": len({offer.listing.store_id for offer in board.offers}),
    }


def best_offers(board: PriceBoard) -> dict:
    """`best_deal` and `best_price`: the cheapest offer, and what it saves against the next-cheapest; null if there is none."""
    offers = board.buyable
    if not offers:
        return {"best_deal": None, "best_price": None}
    best = offers[0]
    other = offers[1].amount if len(offers) > 1 else best.amount
    store = best.listing.store
    price, saving = money(best.amount, best.currency), money(other - best.amount, best.currency)
    share = (Decimal(other - best.amount) * 100 / other).quantize(Decimal("0.1")) if other else _NO_PERCENT
    return {
        "best_deal": {
            "retailer_id": store.slug,
            "retailer_name": store.name,
            "price": price,
            "savings_amount": saving,
            "savings_percent": share,
        },
        "best_price": {"retailer_id": store.slug, "price": price, "savings": saving},
    }


def history_row(moment: Moment, history: ProductHistory, interval: Interval) -> dict:
    """The best price of an hour, a day or a week."""
    start = moment.start
    return {
        "date": f"{start.isoformat()[:19]}Z" if interval is Interval.HOURLY else start.date().isoformat(),
        "price": money(moment.amount, history.currency),
        "original_price": money(max(moment.amount, moment.list_amount or 0), history.currency),
        "in_stock": moment.in_stock,
        "retailer_id": history.stores[moment.listing_id],
    }


def history_statistics(history: ProductHistory) -> dict:
    """The numbers of a history, and where the newest price stands against its mean."""
    found: Figures = history.figures
    newest = history.moments[0].amount if history.moments else None
    return {
        "min_price": money(found.min_amount, history.currency),
        "max_price": money(found.max_amount, history.currency),
        "avg_price": money(found.mean_amount, history.currency),
        "price_changes": found.price_changes,
        "days_tracked": found.days_tracked,
        "current_price": money(newest, history.currency),
        "price_trend": "stable" if newest is None else price_trend(newest, found.mean_amount),
        "price_change_percent": change_percent(newest, found.mean_amount),
    }


def brand_row(row: BrandRow) -> dict:
    """A brand."""
    return {
        "id": row.brand.slug,
        "name": row.brand.name,
        "logo_url": row.brand.logo_url,
        "product_count": row.product_count,
        "avg_price": money(row.mean_amount, row.currency),
        "currency": row.currency,
        "country": row.brand.country,
    }


def retailer_row(row: RetailerRow) -> dict:
    """A shop."""
    store = row.store
    return {
        "id": store.slug,
        "name": store.name,
        "domain": row.domain,
        "logo_url": store.logo_url,
        "active": store.is_active,
        "product_count": row.product_count,
        "avg_delivery_days": store.delivery_days,
        "free_shipping_threshold": money(store.free_delivery_from, store.currency),
        "currency": store.currency,
        "country": store.country,
        "supported_payment_methods": store.payment_methods,
        "affiliate_program": store.affiliate_program,
        "commission_rate": store.commission_rate,
    }


def deal_row(deal: Deal, ending: Ending | None) -> dict:
    """An offer below its list price; `ending`: the sale event that it belongs to, where its end is known."""
    code = deal.currency
    return {
        "product": {
            "id": public_id("prod", deal.product_id),
            "name": deal.name,
            "brand": deal.brand,
            "flavor": deal.flavor,
            "image_url": deal.image_url,
        },
        "deal": {
            "retailer_id": deal.store_slug,
            "retailer_name": deal.store_name,
            "current_price": money(deal.amount, code),
            "original_price": money(deal.list_amount, code),
            "currency": code,
            "discount_percent": percent(discount_percent(deal.amount, deal.list_amount)),
            "savings_amount": money(deal.list_amount - deal.amount, code),
            "deal_type": _deal_type(deal, ending),
            "expires_at": isoformat(ending.at) if ending else None,
            "affiliate_url": deal.url,
            "since": isoformat(deal.since),
            "last_updated": isoformat(deal.last_seen_at),
        },
        "price_history": {
            "lowest_30d": money(deal.low_30d, code),
            "highest_30d": money(deal.high_30d, code),
            "avg_30d": money(deal.mean_30d, code),
        },
    }


def _deal_type(deal: Deal, ending: Ending | None) -> str:
    """limited_time: known to end. price_drop: below the product's mean of 30 days. discount: below its list price only."""
    if ending is not None:
        return "limited_time"
    return "price_drop" if deal.amount < deal.mean_30d else "discount"
