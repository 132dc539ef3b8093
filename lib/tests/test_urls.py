import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.errors import InvalidUrl
from lib.urls import normalise_url, site_of, without_parameters


@pytest.mark.parametrize(
    ("pasted", "canonical"),
    [
        ("https://shop.example/p/1", "https://shop.example/p/1"),
        ("  shop.example/p/1\n", "https://shop.example/p/1"),
        ("//shop.example/p/1", "https://shop.example/p/1"),
        ("<https://shop.example/p/1>", "https://shop.example/p/1"),
        ("[Shoe](https://shop.example/p/1)", "https://shop.example/p/1"),
        ('[Shoe](https://shop.example/p/1 "A shoe")', "https://shop.example/p/1"),
        ("Look what I found: https://shop.example/p/1, great", "https://shop.example/p/1"),
        ("HTTP://SHOP.example", "http://shop.example/"),
        ("http://shop.example:80/p", "http://shop.example/p"),
        ("https://shop.example:8443/p", "https://shop.example:8443/p"),
        ("https://shop.example./p", "https://shop.example/p"),
        ("https://faß.example/größe", "https://xn--fa-hia.example/gr%C3%B6%C3%9Fe"),
        ("https://①②⑦.0.0.1/p", "https://127.0.0.1/p"),
        ("http://[::0001]:8001/p", "http://[::1]:8001/p"),
        ("http://127.0.0.1:8001/shop/p/1", "http://127.0.0.1:8001/shop/p/1"),
        ("https://shop.example/a/./b/../c", "https://shop.example/a/c"),
        ("https://shop.example/p?name=wei%df&x=%7e", "https://shop.example/p?name=wei%DF&x=~"),
        ("https://shop.example/p?b=2&a=1&&a=0", "https://shop.example/p?a=0&a=1&b=2"),
        (
            "https://shop.example/p?UTM_Source=x&gclid=1&fbclid=2&msclkid=3&mc_cid=4&ref=home&size=m",
            "https://shop.example/p?size=m",
        ),
        ("https://shop.example/artikel.php?ref=4711&utm_medium=cpc", "https://shop.example/artikel.php?ref=4711"),
        ("https://shop.example/p#reviews", "https://shop.example/p"),
    ],
)
def test_a_pasted_address_gets_one_spelling(pasted, canonical):
    assert normalise_url(pasted) == canonical


@pytest.mark.parametrize(
    ("pasted", "way_out"),
    [
        ("", "The address is empty"),
        ("foo", "no usable host name"),
        ("hello world", "blanks"),
        ("https://shop.example/a b", "blanks"),
        ("https://shop.example/\x00", "control characters"),
        ("https://shop.example\\@evil.example/", "backslashes"),
        ("https://shop.example/\ud800", "control characters"),
        ("javascript:alert(1)", "https:// or http://"),
        ("file:///etc/passwd", "https:// or http://"),
        ("https:///p", "no usable host name"),
        ("https://localshop/p", "no usable host name"),
        ("https://shop..example/", "no usable host name"),
        ("https://-shop.example/", "no usable host name"),
        ("https://[::1", "not a web address"),
        ("https://[fe80::1%25eth0]/", "no usable host name"),
        ("http://2130706433/", "no usable host name"),
        ("http://0x7f.1/", "no usable host name"),
        ("https://shop.example:99999/", "no usable host name or port"),
        ("https://shop.example:0/", "Port 0"),
        ("https://me:secret@shop.example/", "remove everything before the @"),
        ("me@shop.example", "remove everything before the @"),
        ("https://shop.example/" + "a" * 2048, "longer than 2048"),
        ("a" * 100_000, "longer than 2048"),
    ],
)
def test_an_unusable_address_is_refused_with_the_way_out(pasted, way_out):
    with pytest.raises(InvalidUrl, match=way_out) as caught:
        normalise_url(pasted)
    assert (caught.value.field, "secret" in caught.value.message) == ("url", False)


@given(st.text(max_size=60) | st.builds("https://shop.example/{}".format, st.text("ab/.%2fF?&=;+~ü#[]", max_size=30)))
def test_a_canonical_address_is_its_own_canonical_form(text):
    try:
        url = normalise_url(text)
    except InvalidUrl:
        return
    assert (normalise_url(url), url.isascii(), site_of(url) != "") == (url, True, True)


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://www.shop.example/p", "shop.example"),
        ("https://WWW2.shop.example/p", "shop.example"),
        ("https://m.shop.example/p", "shop.example"),
        ("https://mobile.shop.example/p", "shop.example"),
        ("https://m.de/p", "m.de"),
        ("https://shop.example:443/p", "shop.example"),
        ("http://127.0.0.1:8001/p", "127.0.0.1:8001"),
        ("http://[::1]:8001/p", "[::1]:8001"),
        ("https://outlet.shop.example/p", "outlet.shop.example"),
    ],
)
def test_a_shop_is_found_by_its_site(url, site):
    assert site_of(url) == site


def test_named_parameters_are_removed_in_any_case():
    assert (
        without_parameters("https://shop.example/p?Tag=1&id=2&LINKCODE=3", "tag", "linkcode") == "https://shop.example/p?id=2"
    )
