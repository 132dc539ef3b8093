"""Shop software that many shops run: what its addresses mean on any host.

A platform is guessed from the address alone, so only what cannot name a product is taken away: another shop may well use the
same words.
"""

import re
from urllib.parse import urlsplit

from lib.urls import without_parameters

#: Shopify: a product is reached through any collection and any search; `variant` chooses the price and stays.
_SHOPIFY_COLLECTION = re.compile(r"^((?:/[a-z]{2}(?:-[a-z]{2})?)?)/collections/[^/]+(/products/[^/]+)/?$", re.IGNORECASE)
_SHOPIFY_PRODUCT = re.compile(r"^(?:/[a-z]{2}(?:-[a-z]{2})?)?/products/[^/]+/?$", re.IGNORECASE)
_SHOPIFY_NOISE = (
    "_pos",
    "_sid",
    "_ss",
    "_psq",
    "_fid",
    "_v",
    "pr_prod_strat",
    "pr_rec_id",
    "pr_rec_pid",
    "pr_ref_pid",
    "pr_seq",
)
#: WooCommerce: these put the product into a basket, which a fetch must never do; `attribute_…` chooses the price and stays.
_WOOCOMMERCE_PRODUCT = re.compile(r"/product/[^/]+/?$", re.IGNORECASE)
_WOOCOMMERCE_NOISE = ("add-to-cart", "quantity", "removed_item")


def canonical(url: str) -> str:
    """A normalised URL without what Shopify and WooCommerce add on the way to a product.

    >>> canonical("https://shop.example/collections/sale/products/shoe?_pos=1&variant=42")
    'https://shop.example/products/shoe?variant=42'
    >>> canonical("https://shop.example/product/shoe/?add-to-cart=7&attribute_size=9")
    'https://shop.example/product/shoe/?attribute_size=9'
    """
    parts = urlsplit(url)
    if collection := _SHOPIFY_COLLECTION.match(parts.path):
        return without_parameters(parts._replace(path=collection[1] + collection[2]).geturl(), *_SHOPIFY_NOISE)
    if _SHOPIFY_PRODUCT.match(parts.path):
        return without_parameters(url, *_SHOPIFY_NOISE)
    if _WOOCOMMERCE_PRODUCT.search(parts.path):
        return without_parameters(url, *_WOOCOMMERCE_NOISE)
    return url
