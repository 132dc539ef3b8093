import pytest

from lib.errors import InvalidUrl
from lib.money import CURRENCIES
from scraping.retailers import RETAILERS, CanonicalUrl, Market, canonicalise, known_retailer

AMAZON = CanonicalUrl("https://www.amazon.in/dp/B09G952332", "amazon", "B09G952332")
FLIPKART = CanonicalUrl("https://www.flipkart.com/phone-x/p/itmc5f14b041aa5b?pid=MOBH8K8U", "flipkart", "MOBH8K8U")


@pytest.mark.parametrize(
    ("pasted", "canonical"),
    [
        ("https://www.amazon.in/dp/B09G952332", AMAZON),
        ("[https://www.amazon.in/dp/B09G952332](https://www.amazon.in/dp/B09G952332)", AMAZON),
        ("http://amazon.in/dp/b09g952332/", AMAZON),
        ("https://m.amazon.in/dp/B09G952332?ref_=x", AMAZON),
        ("https://smile.amazon.in/Some-Words/dp/B09G952332/ref=sr_1_3?keywords=a&qid=1&sr=8-3&th=1&psc=1&tag=me-21", AMAZON),
        ("https://www.amazon.in/gp/product/B09G952332/ref=ox_sc", AMAZON),
        ("https://www.amazon.in/gp/aw/d/B09G952332", AMAZON),
        ("https://www.amazon.in/-/hi/dp/B09G952332", AMAZON),
        ("https://www.amazon.in/exec/obidos/ASIN/B09G952332/me-21", AMAZON),
        (
            "https://www.amazon.com.br/Echo/dp/B09B8VGCR8",
            CanonicalUrl("https://www.amazon.com.br/dp/B09B8VGCR8", "amazon", "B09B8VGCR8"),
        ),
        ("https://www.amazon.in/s?k=iphone+16", CanonicalUrl("https://www.amazon.in/s?k=iphone+16", "amazon")),
        ("https://www.amazon.in/dp/X", CanonicalUrl("https://www.amazon.in/dp/X", "amazon")),
        ("https://www.flipkart.com/phone-x/p/itmc5f14b041aa5b?pid=MOBH8K8U&lid=LST1&marketplace=FLIPKART&otracker=a", FLIPKART),
        ("https://dl.flipkart.com/dl/phone-x/p/itmc5f14b041aa5b?cmpid=x&pid=MOBH8K8U", FLIPKART),
        (
            "https://m.flipkart.com/phone-x/p/itmc5f14b041aa5b",
            CanonicalUrl("https://www.flipkart.com/phone-x/p/itmc5f14b041aa5b", "flipkart", "itmc5f14b041aa5b"),
        ),
        (
            "https://www.myntra.com/briefs/jockey/cotton-brief/11863356/buy?utm_source=x&mini=true",
            CanonicalUrl("https://www.myntra.com/briefs/jockey/cotton-brief/11863356/buy", "myntra", "11863356"),
        ),
        ("https://m.myntra.com/11863356", CanonicalUrl("https://www.myntra.com/11863356", "myntra", "11863356")),
        (
            "https://www.healthkart.com/sv/whey-isolate/SP-86221?navKey=VRNT-181823&itracker=w",
            CanonicalUrl("https://www.healthkart.com/sv/whey-isolate/SP-86221?navKey=VRNT-181823", "healthkart", "VRNT-181823"),
        ),
        (
            "https://www.nutrabay.com/product/gold-whey/",
            CanonicalUrl("https://nutrabay.com/product/gold-whey", "nutrabay", "gold-whey"),
        ),
        (
            "https://croma.com/phone-128gb/p/305012?x=1",
            CanonicalUrl("https://www.croma.com/phone-128gb/p/305012", "croma", "305012"),
        ),
        (
            "https://www.ajio.com/men-shirt/p/469576137_black?user=old",
            CanonicalUrl("https://www.ajio.com/men-shirt/p/469576137_black", "ajio", "469576137_black"),
        ),
        (
            "https://www.ebay.co.uk/itm/Nice-thing/123456789012?hash=item1&_trkparms=x",
            CanonicalUrl("https://www.ebay.co.uk/itm/123456789012", "ebay", "123456789012"),
        ),
        (
            "https://m.ebay.de/itm/123456789012?var=423456789012&mkcid=1",
            CanonicalUrl("https://www.ebay.de/itm/123456789012?var=423456789012", "ebay", "123456789012-423456789012"),
        ),
        (
            "https://www.walmart.com/ip/A-Thing/55126217?athbdg=L",
            CanonicalUrl("https://www.walmart.com/ip/55126217", "walmart", "55126217"),
        ),
        (
            "https://www.walmart.ca/en/ip/a-thing/6000201790919?from=x",
            CanonicalUrl("https://www.walmart.ca/en/ip/a-thing/6000201790919", "walmart", "6000201790919"),
        ),
        (
            "https://www.bestbuy.com/site/sony-headphones/6505727.p?acampID=0&skuId=6505727",
            CanonicalUrl("https://www.bestbuy.com/site/6505727.p?skuId=6505727", "bestbuy", "6505727"),
        ),
        (
            "https://www.bestbuy.com/product/sony-headphones/J7G3X8QZZ9/sku/6505727?x=1",
            CanonicalUrl("https://www.bestbuy.com/product/sony-headphones/J7G3X8QZZ9/sku/6505727", "bestbuy", "6505727"),
        ),
        (
            "https://www.bestbuy.ca/en-ca/product/sony-headphones/16162403",
            CanonicalUrl("https://www.bestbuy.ca/en-ca/product/16162403", "bestbuy", "16162403"),
        ),
        (
            "https://www.target.com/p/a-lamp/-/A-54191097#lnk=x",
            CanonicalUrl("https://www.target.com/p/-/A-54191097", "target", "54191097"),
        ),
        (
            "https://www.target.com/p/a-lamp/-/A-54191097?preselect=53411752",
            CanonicalUrl("https://www.target.com/p/-/A-53411752", "target", "53411752"),
        ),
        (
            "http://www.mediamarkt.de/de/product/_the-witcher-3-2154834.html?rbtc=x",
            CanonicalUrl("https://www.mediamarkt.de/de/product/_the-witcher-3-2154834.html", "mediamarkt", "2154834"),
        ),
        (
            "http://www.saturn.de/de/product/_asus-f555qg-dm188t-2360237.html",
            CanonicalUrl("https://www.saturn.de/de/product/_asus-f555qg-dm188t-2360237.html", "saturn", "2360237"),
        ),
        (
            "https://www.ikea.com/gb/en/p/vallentuna-sofa-black-s99277508?src=1#content",
            CanonicalUrl("https://www.ikea.com/gb/en/p/vallentuna-sofa-black-s99277508/", "ikea", "s99277508"),
        ),
        (
            "https://shop.example/collections/all/products/shoe?variant=42&_pos=1&_sid=2&_ss=r",
            CanonicalUrl("https://shop.example/products/shoe?variant=42"),
        ),
        ("https://shop.example/en-gb/collections/all/products/shoe", CanonicalUrl("https://shop.example/en-gb/products/shoe")),
        ("https://shop.example/products/view?id=7", CanonicalUrl("https://shop.example/products/view?id=7")),
        (
            "https://shop.example/product/shoe/?add-to-cart=1&attribute_pa_size=9",
            CanonicalUrl("https://shop.example/product/shoe/?attribute_pa_size=9"),
        ),
        ("http://127.0.0.1:8001/shop/p/1?utm_source=x", CanonicalUrl("http://127.0.0.1:8001/shop/p/1")),
    ],
)
def test_addresses_of_one_product_collapse(pasted, canonical):
    assert (canonicalise(pasted), canonicalise(canonical.url)) == (canonical, canonical)


@pytest.mark.parametrize(
    "url",
    [
        "https://notamazon.in/dp/B09G952332",
        "https://amazon.in.evil.example/dp/B09G952332",
        "https://amazon.example/dp/B09G952332",
    ],
)
def test_a_host_that_only_resembles_a_known_shop_is_left_alone(url):
    assert (canonicalise(url), known_retailer(url)) == (CanonicalUrl(url), None)


def test_what_is_no_address_is_refused():
    with pytest.raises(InvalidUrl):
        canonicalise("not a url")


@pytest.mark.parametrize(
    ("url", "slug", "market"),
    [
        ("https://www.amazon.de/dp/B09G952332", "amazon", Market("DE", "EUR")),
        ("https://smile.amazon.com/dp/B09G952332", "amazon", Market("US", "USD")),
        ("https://dl.flipkart.com/dl/x/p/itm1", "flipkart", Market("IN", "INR")),
        ("https://www.ikea.com/gb/en/p/hook-60347102/", "ikea", Market("GB", "GBP")),
        ("https://www.ikea.com/", "ikea", Market(None, None)),
    ],
)
def test_a_shop_and_its_market_are_known_by_the_address(url, slug, market):
    retailer = known_retailer(url)
    assert (retailer.slug, retailer.market(url)) == (slug, market)


def test_another_shops_address_has_no_market():
    assert known_retailer("https://www.ikea.com/").market("https://shop.example/") is None


def test_every_slug_is_given_once_and_every_currency_exists():
    slugs = [retailer.slug for retailer in RETAILERS]
    currencies = {market.currency for retailer in RETAILERS for market in retailer.hosts.values()} - {None}
    assert (len(slugs), currencies - CURRENCIES) == (len(set(slugs)), set())
