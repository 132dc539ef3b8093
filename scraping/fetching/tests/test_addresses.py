from dataclasses import replace
from ipaddress import ip_address

import pytest

from lib.vocabulary import Outcome
from scraping.fetching import FetchPolicy, fetch, refusal
from scraping.fetching.addresses import is_private, is_public

OPEN = FetchPolicy(allowed_ports=frozenset({80, 443, 8890}), total_timeout=2, respect_robots=False)

NOT_PUBLIC = """
    0.0.0.0 0.1.2.3 10.1.2.3 100.64.0.1 100.100.100.200 127.0.0.1 127.255.255.254 168.63.129.16 169.254.169.254 172.16.0.1
    172.31.255.255 192.0.0.192 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.51.100.7 203.0.113.5 224.0.0.1 239.1.1.1
    240.0.0.1 255.255.255.255 :: ::1 ::127.0.0.1 ::93.184.216.34 ::ffff:127.0.0.1 ::ffff:93.184.216.34 ::ffff:0:93.184.216.34
    64:ff9b::7f00:1 64:ff9b::93.184.216.34 64:ff9b:1::1 100::1 2001::1 2001:0:1::1 2001:10::1 2001:20::1 2001:db8::1
    2002:7f00:1:: 2002:5db8:d822:: 3fff::1 5f00::1 fc00::1 fd00::1 fd00:ec2::254 fe80::1 fec0::1 ff02::1
""".split()


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_no_special_address_counts_as_public(address):
    assert is_public(ip_address(address)) is False


@pytest.mark.parametrize(
    "address", "1.1.1.1 93.184.216.34 172.32.0.1 223.255.255.254 2606:4700::1111 2a00:1450:4001:81b::200e".split()
)
def test_routed_addresses_count_as_public(address):
    assert is_public(ip_address(address)) is True


@pytest.mark.parametrize(
    "address",
    "0.0.0.0 169.254.169.254 224.0.0.1 100.100.100.200 fd00:ec2::254 fe80::1 :: ::ffff:127.0.0.1 64:ff9b::7f00:1".split(),
)
def test_no_setting_opens_link_local_metadata_or_translated_addresses(address):
    assert is_private(ip_address(address)) is False


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8890/",
        "http://2130706433:8890/",
        "http://017700000001:8890/",
        "http://0x7f000001:8890/",
        "http://127.1:8890/",
        "http://0/",
        "http://0.0.0.0:8890/",
        "http://[::1]:8890/",
        "http://[::ffff:127.0.0.1]:8890/",
        "http://[::ffff:7f00:1]:8890/",
        "http://[::127.0.0.1]:8890/",
        "http://[::]:8890/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[fe80::1]/",
        "http://[fe80::1%25eth0]/",
        "http://[fd00::1]/",
        "http://10.1.2.3/",
        "http://192.168.1.1/",
        "http://172.16.0.1/",
        "http://100.64.0.1/",
        "http://198.18.0.1/",
        "http://224.0.0.1/",
        "http://255.255.255.255/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://[2001:0:1::1]/",
        "http://①②⑦.0.0.1:8890/",
        "http://①②⑦。⓪。⓪。①:8890/",
        "http://user:hunter2@93.184.216.34/",
        "http://shop.example@127.0.0.1/",
        "http://shop.example\\@127.0.0.1/",
        "http://127.0.0.1%2f@shop.example/",
        "http://shop.example:22/",
        "http://shop.example:0/",
        "http://shop.example:99999/",
        "http://shop.example/a b",
        "http://shop.example/\r\nX: y",
        "http://shop.example/" + "a" * 9000,
        "http:///etc/passwd",
        "http://",
        "http://[::1",
        "http://\ud800.example/",
        "file:///etc/passwd",
        "gopher://127.0.0.1:8890/",
        "ftp://127.0.0.1/",
        "data:text/html,x",
        "javascript:alert(1)",
        "//shop.example/",
        "shop.example",
        "",
    ],
)
def test_an_address_that_is_not_a_public_shop_is_refused_before_any_packet(url, attempts):
    page = fetch(url, policy=OPEN)
    assert (page.outcome, page.status, attempts, page.detail != "", "hunter2" in page.detail) == (
        Outcome.REFUSED_ADDRESS,
        None,
        [],
        True,
        False,
    )


@pytest.mark.parametrize(
    "addresses", [["169.254.169.254"], ["127.0.0.1"], ["93.184.216.34", "10.0.0.5"], ["93.184.216.34", "::1"]]
)
def test_one_private_answer_refuses_the_whole_name(addresses, names, attempts):
    names["evil.test"] = addresses
    page = fetch("http://evil.test/", policy=OPEN)
    assert (page.outcome, page.detail, attempts) == (
        Outcome.REFUSED_ADDRESS,
        "The name evil.test leads to an address that is not public.",
        [],
    )


def test_the_checked_address_is_the_one_connected_to(names, attempts):
    names.rebind("rebind.test", first=["93.184.216.34"], then=["127.0.0.1"])
    page = fetch("http://rebind.test/", policy=OPEN)
    assert (page.outcome, attempts, names.asked) == (Outcome.HTTP_ERROR, [("93.184.216.34", 80)], ["rebind.test"])


def test_a_name_that_turns_private_later_is_refused_then(shop, policy, names, attempts):
    names.rebind("shop.test", first=["127.0.0.1"], then=["169.254.169.254"])
    pages = [fetch(shop.url(), policy=policy) for _ in range(2)]
    assert ([page.outcome for page in pages], attempts) == (
        [Outcome.OK, Outcome.REFUSED_ADDRESS],
        [("127.0.0.1", shop.port)],
    )


def test_every_checked_address_is_tried_in_turn(shop, policy, names, attempts):
    names["shop.test"] = ["::1", "127.0.0.1"]
    page = fetch(shop.url(), policy=policy)
    assert (page.outcome, attempts) == (Outcome.OK, [("::1", shop.port), ("127.0.0.1", shop.port)])


def test_an_exemption_is_for_one_authority_only(shop, policy, names):
    names["other.test"] = ["127.0.0.1"]
    outcomes = {
        url: fetch(url, policy=replace(policy, allowed_ports=frozenset({shop.port}))).outcome
        for url in (shop.url(), shop.url(host="SHOP.test."), shop.url(host="other.test"), shop.url(host="127.0.0.1"))
    }
    assert list(outcomes.values()) == [Outcome.OK, Outcome.OK, Outcome.REFUSED_ADDRESS, Outcome.REFUSED_ADDRESS]


def test_an_unknown_name_is_an_error_of_the_shop():
    page = fetch("http://nowhere.example/", policy=OPEN)
    assert (page.outcome, page.detail) == (Outcome.HTTP_ERROR, "The name nowhere.example could not be resolved.")


def test_a_slow_resolver_ends_with_the_connect_timeout(names, monkeypatch, shop):
    def never_in_time(*args, **kwargs):
        shop.is_closing.wait(2)
        return []

    monkeypatch.setattr("socket.getaddrinfo", never_in_time)
    page = fetch("http://slow.example/", policy=replace(OPEN, connect_timeout=0.1))
    assert (page.outcome, page.elapsed_ms < 1000) == (Outcome.TIMED_OUT, True)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("https://shop.example/p/1", None),
        ("http://127.0.0.1/", "127.0.0.1 is not a public address."),
        ("http://[::1]/", "::1 is not a public address."),
        ("https://shop.example:22/", "Port 22 is not one that shops are fetched from."),
        ("ftp://shop.example/", "Only http and https addresses are fetched, not ftp."),
        ("https://me:secret@shop.example/", "Addresses with a user name or password are not fetched."),
    ],
)
def test_a_door_can_tell_at_once_what_will_never_be_fetched(url, reason):
    assert refusal(url, FetchPolicy()) == reason


def test_an_exempted_demo_shop_is_no_reason_to_refuse():
    assert refusal("http://127.0.0.1:8001/p/1", FetchPolicy(allow_private=frozenset({"127.0.0.1:8001"}))) is None
