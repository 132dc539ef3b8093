"""What the shops' pages say to machines: schema.org JSON-LD and embedded page state.

Each shop says the truth in its own dialect: prices are strings or numbers, plain or inside of a price specification.
"""

from decimal import Decimal

from lib.money import to_major
from lib.vocabulary import Availability
from sandbox.market import SaleEvent
from sandbox.shops.pages import Card, ProductPage

SCHEMA = "https://schema.org"

#: schema.org's words for our own.
SCHEMA_STOCK = {
    Availability.IN_STOCK: f"{SCHEMA}/InStock",
    Availability.LIMITED: f"{SCHEMA}/LimitedAvailability",
    Availability.OUT_OF_STOCK: f"{SCHEMA}/OutOfStock",
    Availability.PREORDER: f"{SCHEMA}/PreOrder",
}

Data = dict[str, object]


def dhanush(page: ProductPage) -> Data:
    """One graph with the site, the trail, the product with its list price, and the similar items, whose prices are others."""
    quote = page.quote
    offer = {**_offer(page), "seller": {"@id": f"{page.home_url}#shop"}}
    if quote.list_minor is not None:
        offer["priceSpecification"] = _price_specification(quote.list_minor, quote.currency, "ListPrice")
    return {
        "@context": SCHEMA,
        "@graph": [
            {"@type": "Organization", "@id": f"{page.home_url}#shop", "name": page.shop.name, "url": page.home_url},
            {"@type": "WebSite", "@id": f"{page.home_url}#site", "url": page.home_url, "name": page.shop.name},
            {"@type": "WebPage", "@id": page.url, "url": page.url, "mainEntity": {"@id": f"{page.url}#product"}},
            _trail(page),
            {**_product(page), "@id": f"{page.url}#product", "offers": offer},
            {
                "@type": "ItemList",
                "name": page.theme.similar,
                "itemListElement": [
                    {"@type": "ListItem", "position": place, "item": _item(card)} for place, card in enumerate(page.related, 1)
                ],
            },
        ],
    }


def shakti(page: ProductPage) -> Data:
    """A product that is a variant of a group, with the struck price beside the asked one."""
    quote = page.quote
    offer = _offer(page)
    if quote.list_minor is not None:
        offer["priceSpecification"] = _price_specification(quote.list_minor, quote.currency, "StrikethroughPrice")
    return {
        "@context": SCHEMA,
        **_product(page),
        "inProductGroupWithID": page.product.group,
        "isVariantOf": {
            "@type": "ProductGroup",
            "name": page.product.name,
            "productGroupID": page.product.group,
            "variesBy": [f"{SCHEMA}/size", f"{SCHEMA}/flavor"],
            "hasVariant": [{"@type": "Product", "name": card.title, "url": card.url} for card in page.variants],
        },
        "offers": offer,
    }


def jugnu(page: ProductPage) -> list[Data]:
    """A bare product, its price a JSON number, and a trail; no numbers that would tell which product it is."""
    offer = {**_offer(page), "price": _number(page.quote.amount_minor, page.quote.currency)}
    product = {key: value for key, value in _product(page).items() if key not in ("gtin13", "mpn")}
    return [{"@context": SCHEMA, **product, "offers": [offer]}, {"@context": SCHEMA, **_trail(page)}]


def sabah(page: ProductPage) -> Data:
    """A greengrocer's offer: the price stands in a unit price specification, for a kilogram where goods are sold loose."""
    quote = page.quote
    offer = {key: value for key, value in _offer(page).items() if key not in ("price", "priceCurrency")}
    kilo = page.product.sold_by == "kg"
    offer["priceSpecification"] = {
        "@type": "UnitPriceSpecification",
        "price": decimal_text(quote.amount_minor, quote.currency),
        "priceCurrency": quote.currency,
        "referenceQuantity": {"@type": "QuantitativeValue", "value": "1", "unitCode": "KGM" if kilo else "C62"},
    }
    return {"@context": SCHEMA, **_product(page), "offers": offer}


def cobalt(page: ProductPage) -> Data:
    """The state that the shop's own scripts would read: the product and what else it wants to sell."""
    quote = page.quote
    return {
        "page": "product",
        "locale": page.shop.locale,
        "product": {
            "id": page.listing.sku,
            "title": page.title,
            "brand": page.product.brand,
            "gtin": page.product.gtin,
            "mpn": page.product.mpn,
            "price": {
                "current": _number(quote.amount_minor, quote.currency),
                "list": None if quote.list_minor is None else _number(quote.list_minor, quote.currency),
                "currency": quote.currency,
            },
            "availability": quote.availability.value.upper(),
        },
        "recommendations": [
            {"id": card.sku, "title": card.title, "price": _number(card.quote.amount_minor, card.quote.currency)}
            for card in page.related
        ],
    }


def sales_script(events: list[SaleEvent], base: str) -> list[Data]:
    """The announced sales as schema.org events."""
    return [
        {
            "@context": SCHEMA,
            "@type": "SaleEvent",
            "name": event.title,
            "description": event.discount_summary,
            "startDate": event.starts.isoformat(),
            "endDate": event.ends.isoformat(),
            "url": f"{base}{event.shop.prefix}sales",
            "organizer": {"@type": "Organization", "name": event.shop.name, "url": base + event.shop.prefix},
        }
        for event in events
    ]


def decimal_text(minor: int, currency: str) -> str:
    """A machine's price: "1299.95"."""
    return str(to_major(minor, currency))


def _number(minor: int, currency: str) -> float:
    """A price as a JSON number. It is written for others to read and never calculated with."""
    return float(Decimal(to_major(minor, currency)))


def _product(page: ProductPage) -> Data:
    product = page.product
    data = {
        "@type": "Product",
        "name": page.title,
        "description": product.description,
        "sku": page.listing.sku,
        "image": [page.image_url],
        "url": page.url,
        "brand": product.brand and {"@type": "Brand", "name": product.brand},
        "gtin13": product.gtin,
        "mpn": product.mpn,
        "size": product.size,
    }
    return {key: value for key, value in data.items() if value is not None}


def _offer(page: ProductPage) -> Data:
    return {
        "@type": "Offer",
        "url": page.url,
        "price": decimal_text(page.quote.amount_minor, page.quote.currency),
        "priceCurrency": page.quote.currency,
        "availability": SCHEMA_STOCK[page.quote.availability],
        "itemCondition": f"{SCHEMA}/NewCondition",
    }


def _item(card: Card) -> Data:
    return {
        "@type": "Product",
        "name": card.title,
        "url": card.url,
        "offers": {
            "@type": "Offer",
            "price": decimal_text(card.quote.amount_minor, card.quote.currency),
            "priceCurrency": card.quote.currency,
        },
    }


def _price_specification(minor: int, currency: str, kind: str) -> Data:
    return {
        "@type": "UnitPriceSpecification",
        "priceType": f"{SCHEMA}/{kind}",
        "price": decimal_text(minor, currency),
        "priceCurrency": currency,
    }


def _trail(page: ProductPage) -> Data:
    steps = ((page.shop.name, page.home_url), (page.product.department, page.department_url), (page.title, page.url))
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": url} for place, (name, url) in enumerate(steps, 1)
        ],
    }


#: Which shops speak through scripts, and how. The others speak through attributes and text in their templates.
SCRIPTS = {"dhanush": dhanush, "shakti": shakti, "jugnu": jugnu, "sabah": sabah, "cobalt": cobalt}
