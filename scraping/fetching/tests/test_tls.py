import ssl
from collections.abc import Iterator
from dataclasses import replace

import pytest
import trustme

from lib.vocabulary import Outcome
from scraping.fetching import FetchPolicy, fetch
from scraping.fetching.tests.hostile import HostileServer, redirect, reply


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def server_names() -> list[str | None]:
    """The names that clients asked for in their TLS hello (SNI)."""
    return []


@pytest.fixture
def tls_shop(authority, server_names) -> Iterator[HostileServer]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("shop.test").configure_cert(context)
    context.sni_callback = lambda sock, name, context: server_names.append(name)
    with HostileServer(context) as server:
        yield server


@pytest.fixture
def tls_policy(authority, tls_shop, tmp_path) -> FetchPolicy:
    bundle = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(bundle))
    return FetchPolicy(
        allow_private=frozenset({f"shop.test:{tls_shop.port}", f"other.test:{tls_shop.port}"}),
        total_timeout=2.0,
        respect_robots=False,
        ca_file=str(bundle),
    )


def test_a_pinned_connection_still_speaks_to_the_name(tls_shop, tls_policy, server_names, attempts):
    page = fetch(tls_shop.url(scheme="https"), policy=tls_policy)
    host = next(line for line in tls_shop.requests[0].split("\r\n") if line.startswith("Host:"))
    assert (page.outcome, server_names, host, attempts) == (
        Outcome.OK,
        ["shop.test"],
        f"Host: shop.test:{tls_shop.port}",
        [("127.0.0.1", tls_shop.port)],
    )


def test_a_certificate_for_another_name_is_not_accepted(tls_shop, tls_policy, names):
    names["other.test"] = ["127.0.0.1"]
    page = fetch(tls_shop.url(scheme="https", host="other.test"), policy=tls_policy)
    assert (page.outcome, page.detail, tls_shop.requests) == (
        Outcome.HTTP_ERROR,
        "The shop's certificate or encryption could not be verified.",
        [],
    )


def test_a_certificate_of_an_unknown_authority_is_not_accepted(tls_shop, tls_policy):
    page = fetch(tls_shop.url(scheme="https"), policy=replace(tls_policy, ca_file=None))
    assert (page.outcome, page.detail, tls_shop.requests) == (
        Outcome.HTTP_ERROR,
        "The shop's certificate or encryption could not be verified.",
        [],
    )


def test_a_server_without_tls_is_an_error(shop, policy):
    shop.finish_request = lambda request, address: request.sendall(reply(status="400 Bad Request"))
    page = fetch(shop.url(scheme="https"), policy=policy)
    assert (page.outcome, page.body) == (Outcome.HTTP_ERROR, b"")


def test_a_silent_handshake_ends_with_the_deadline(shop, policy):
    shop.finish_request = lambda request, address: shop.is_closing.wait(2)
    page = fetch(shop.url(scheme="https"), policy=replace(policy, total_timeout=0.3))
    assert (page.outcome, page.elapsed_ms < 1000) == (Outcome.TIMED_OUT, True)


def test_a_redirect_between_schemes_is_guarded_on_both(shop, policy, tls_shop, tls_policy):
    shop.answers["/p"] = redirect(tls_shop.url("/q", scheme="https"))
    tls_shop.answers["/q"] = reply(b"arrived")
    both = replace(tls_policy, allow_private=policy.allow_private | tls_policy.allow_private)
    page = fetch(shop.url("/p"), policy=both)
    assert (page.outcome, page.body, page.redirects) == (Outcome.OK, b"arrived", (tls_shop.url("/q", scheme="https"),))
