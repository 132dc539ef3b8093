"""Slow, endless, swollen and broken answers."""

import gzip
import os
import tracemalloc
import zlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lib.vocabulary import Outcome
from scraping.fetching.tests.hostile import MIB, PAGE, bare_deflate, bomb, drip, flood, reply, silence

CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    "answer",
    [
        silence,
        drip(b"", b"H"),
        drip(b"HTTP/1.1 200 OK\r\n"),
        drip(b"HTTP/1.1 100 Continue\r\n\r\n" * 10),
        drip(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"),
        drip(b"HTTP/1.1 200 OK\r\n\r\n"),
        drip(CHUNKED, b"1\r\na\r\n"),
        drip(CHUNKED, b"0"),
        drip(CHUNKED + b"0\r\n", b"X: y\r\n"),
    ],
    ids=["silence", "status", "headers", "continue", "body", "until close", "chunks", "chunk size", "trailers"],
)
def test_a_slow_answer_ends_with_the_total_deadline(read, shop, answer):
    shop.answers["/slow"] = answer
    page = read("/slow", total_timeout=0.3, read_timeout=0.3)
    assert (page.outcome, page.body, 200 < page.elapsed_ms < 1000) == (Outcome.TIMED_OUT, b"", True)


def test_redirects_share_one_deadline(read, shop):
    shop.answers.update({f"/{n}": _late_redirect(f"/{n + 1}") for n in range(5)})
    page = read("/0", total_timeout=0.3)
    assert (page.outcome, page.elapsed_ms < 1000) == (Outcome.TIMED_OUT, True)


def _late_redirect(location: str):
    def answer(connection) -> None:
        connection.server.is_closing.wait(0.12)
        connection.request.sendall(f"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n".encode())

    return answer


@pytest.mark.parametrize(
    "answer",
    [
        flood(b"HTTP/1.1 200 OK\r\n\r\n", b"a" * 65536),
        flood(CHUNKED, b"10000\r\n" + b"a" * 0x10000 + b"\r\n"),
        flood(CHUNKED, b"1\r\na\r\n" * 1000),
        flood(CHUNKED + b"0\r\n", b"X: y\r\n" * 1000),
        flood(CHUNKED, b"1;" + b"e" * 60000 + b"\r\na\r\n"),
        flood(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999999\r\n\r\n", b"a" * 65536),
        flood(b"HTTP/1.1 200 OK\r\nX: ", b"a" * 65536),
        flood(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n" * 50),
        flood(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100),
        flood(b"", b"a" * 65536),
    ],
    ids=["body", "chunks", "small chunks", "trailers", "extensions", "length", "header", "headers", "continue", "status"],
)
def test_an_endless_answer_is_left_early(read, shop, answer):
    shop.answers["/flood"] = answer
    page = read("/flood")
    assert (page.outcome in (Outcome.TOO_LARGE, Outcome.HTTP_ERROR), page.body, shop.sent < 16 * MIB) == (True, b"", True)


@pytest.mark.parametrize(
    ("answer", "detail"),
    [
        (reply(b"a", "X: " + "a" * 60000), "The headers of the answer exceed the limit."),
        (reply(b"a" * 300_000), "The shop announced a page larger than 262144 bytes."),
        (b"HTTP/1.1 200 OK\r\n\r\n" + b"a" * 300_000, "The bytes of the answer exceed the limit."),
        (CHUNKED + b"%x\r\n" % 300_000 + b"a" * 300_000 + b"\r\n0\r\n\r\n", "The bytes of the answer exceed the limit."),
        (reply(bomb(20), "Content-Encoding: gzip"), "The page is larger than 524288 bytes."),
        (reply(zlib.compress(b"\0" * 20 * MIB), "Content-Encoding: deflate"), "The page is larger than 524288 bytes."),
        (reply(bare_deflate(b"\0" * 20 * MIB), "Content-Encoding: deflate"), "The page is larger than 524288 bytes."),
        (reply(gzip.compress(b"a" * 300_000) * 2, "Content-Encoding: gzip"), "The page is larger than 524288 bytes."),
    ],
    ids=["headers", "announced", "until close", "chunked", "gzip bomb", "zlib bomb", "deflate bomb", "two gzip members"],
)
def test_a_swollen_answer_is_too_large(read, shop, answer, detail):
    shop.answers["/big"] = answer
    page = read("/big")
    assert (page.outcome, page.body, page.detail) == (Outcome.TOO_LARGE, b"", detail)


def test_a_bomb_is_never_inflated(read, shop):
    shop.answers["/bomb"] = reply(bomb(20), "Content-Encoding: gzip")
    read("/")
    tracemalloc.start()
    page = read("/bomb")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (page.outcome, peak < 4 * MIB) == (Outcome.TOO_LARGE, True)


def test_a_body_of_exactly_the_limit_is_read(read, shop):
    body = os.urandom(1024)
    shop.answers.update({"/announced": reply(body), "/until-close": b"HTTP/1.1 200 OK\r\n\r\n" + body})
    pages = [read(path, max_body_bytes=1024, max_decoded_bytes=1024) for path in ("/announced", "/until-close")]
    assert [(page.outcome, page.body) for page in pages] == [(Outcome.OK, body)] * 2


@pytest.mark.parametrize(
    ("body", "coding"),
    [
        (PAGE, "identity"),
        (gzip.compress(PAGE), "gzip"),
        (gzip.compress(PAGE), "X-GZIP"),
        (gzip.compress(PAGE[:10]) + gzip.compress(PAGE[10:]), "gzip"),
        (gzip.compress(PAGE) + b"\0" * 64, "gzip"),
        (zlib.compress(PAGE), "deflate"),
        (bare_deflate(PAGE), "deflate"),
    ],
    ids=["identity", "gzip", "x-gzip", "two gzip members", "padded gzip", "zlib", "bare deflate"],
)
def test_one_content_coding_is_undone(read, shop, body, coding):
    shop.answers["/coded"] = reply(body, f"Content-Encoding: {coding}")
    page = read("/coded")
    assert (page.outcome, page.body) == (Outcome.OK, PAGE)


def test_an_empty_body_may_claim_a_coding(read, shop):
    shop.answers["/empty"] = reply(b"", "Content-Encoding: gzip")
    assert (read("/empty").outcome, read("/empty").body) == (Outcome.OK, b"")


@pytest.mark.parametrize(
    ("body", "coding", "detail"),
    [
        (gzip.compress(gzip.compress(PAGE)), "gzip, gzip", "The shop answered in a content coding that was not asked for."),
        (PAGE, "br", "The shop answered in a content coding that was not asked for."),
        (PAGE, "zstd", "The shop answered in a content coding that was not asked for."),
        (PAGE, "gzip", "The compressed page is broken."),
        (gzip.compress(PAGE)[:-12], "gzip", "The compressed page ended too early."),
        (gzip.compress(PAGE)[:-8] + b"\0" * 8, "gzip", "The compressed page is broken."),
    ],
    ids=["doubled", "brotli", "zstd", "not gzip", "cut off", "wrong checksum"],
)
def test_a_doubled_unknown_or_broken_coding_is_an_error(read, shop, body, coding, detail):
    shop.answers["/coded"] = reply(body, f"Content-Encoding: {coding}")
    page = read("/coded")
    assert (page.outcome, page.status, page.body, page.detail) == (Outcome.HTTP_ERROR, 200, b"", detail)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\r\n\r\n",
        b"HTTP/1.1\r\n\r\n",
        b"HTTP/1.1 abc OK\r\n\r\n",
        b"HTTP/1.1 99999 OK\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"<html>no headers</html>",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
        CHUNKED + b"zz\r\nabc",
        CHUNKED + b"-5\r\nabc",
        CHUNKED + b"5\r\nab",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 500 + b"\r\n",
    ],
    ids=[
        "nothing",
        "blank lines",
        "no status",
        "status in words",
        "status too high",
        "ssh",
        "no headers",
        "body cut off",
        "two lengths",
        "chunk size in words",
        "negative chunk",
        "chunk cut off",
        "500 headers",
    ],
)
def test_what_is_not_http_is_an_error_and_never_a_page(read, shop, answer):
    shop.answers["/broken"] = lambda connection: connection.request.sendall(answer)
    page = read("/broken")
    assert (page.outcome, page.body, page.detail != "") == (Outcome.HTTP_ERROR, b"", True)


def test_a_page_that_announces_less_than_it_sends_is_cut_there(read, shop):
    shop.answers["/long"] = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n" + b"HelloHTTP/1.1 200 OK\r\n\r\nsmuggled"
    assert (read("/long").outcome, read("/long").body) == (Outcome.OK, b"Hello")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=200)
    | st.builds(
        lambda status, headers, body: b"HTTP/1.1 " + status + b"\r\n" + b"\r\n".join(headers) + b"\r\n\r\n" + body,
        st.sampled_from([b"200 OK", b"301 x", b"304 x", b"204 x", b"503 x", b"1 x", b"-7 x"]),
        st.lists(
            st.builds(
                lambda name, value: name + b": " + value,
                st.sampled_from(
                    [b"Location", b"Content-Length", b"Content-Encoding", b"Transfer-Encoding", b"Retry-After", b"Set-Cookie"]
                ),
                st.sampled_from([b"gzip", b"chunked", b"-1", b"5", b"http://[", b"//", b"?", b"Fri, 99 Foo"])
                | st.binary(max_size=20),
            ),
            max_size=4,
        ),
        st.binary(max_size=60),
    )
)
def test_no_answer_makes_a_fetch_raise(read, shop, answer):
    shop.answers["/fuzz"] = lambda connection: connection.request.sendall(answer)
    page = read("/fuzz", total_timeout=0.5)
    assert isinstance(page.outcome, Outcome)
