"""All known shops, and the way from any pasted address to a canonical one."""

from lib.urls import normalise_url, site_of
from scraping.retailers import platforms
from scraping.retailers.ajio import AJIO
from scraping.retailers.amazon import AMAZON
from scraping.retailers.base import CanonicalUrl, Retailer
from scraping.retailers.bestbuy import BESTBUY
from scraping.retailers.croma import CROMA
from scraping.retailers.ebay import EBAY
from scraping.retailers.flipkart import FLIPKART
from scraping.retailers.healthkart import HEALTHKART
from scraping.retailers.ikea import IKEA
from scraping.retailers.mediamarkt import MEDIAMARKT, SATURN
from scraping.retailers.myntra import MYNTRA
from scraping.retailers.nutrabay import NUTRABAY
from scraping.retailers.target import TARGET
from scraping.retailers.walmart import WALMART

RETAILERS: tuple[Retailer, ...] = (
    AJIO,
    AMAZON,
    BESTBUY,
    CROMA,
    EBAY,
    FLIPKART,
    HEALTHKART,
    IKEA,
    MEDIAMARKT,
    MYNTRA,
    NUTRABAY,
    SATURN,
    TARGET,
    WALMART,
)
_BY_SITE = {site: retailer for retailer in RETAILERS for site in (*retailer.hosts, *retailer.aliases)}


def known_retailer(url: str) -> Retailer | None:
    """The known shop that a normalised URL belongs to.

    >>> known_retailer("https://www.flipkart.com/x/p/itm1").name
    'Flipkart'
    """
    return _BY_SITE.get(site_of(url))


def canonicalise(url: str) -> CanonicalUrl:
    """One address for one product page, from whatever a person pasted or a page declared as its `rel=canonical`.

    Raises `lib.errors.InvalidUrl` for what is no web address.

    >>> canonicalise("https://m.amazon.in/Some-Words/dp/b09g952332/ref=sr_1_3?keywords=x&th=1")
    CanonicalUrl(url='https://www.amazon.in/dp/B09G952332', retailer='amazon', product_id='B09G952332')
    >>> canonicalise("shop.example/p/1?utm_source=mail").url
    'https://shop.example/p/1'
    """
    url = normalise_url(url)
    retailer = known_retailer(url)
    return retailer.canonical(url) if retailer else CanonicalUrl(platforms.canonical(url))
