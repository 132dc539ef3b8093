"""The body of an answer: read in pieces, one content coding undone, both sides capped."""

import zlib

from requests import Response

from lib.vocabulary import Outcome
from scraping.fetching.page import Stop
from scraping.fetching.policy import FetchPolicy

#: What is asked for, and all that is undone: each of these can be capped while it is read.
ACCEPT_ENCODING = "gzip, deflate"

_CHUNK = 64 * 1024
_GZIP_MAGIC = b"\x1f\x8b"
#: zlib finds out by itself whether a gzip (RFC 1952) or a zlib (RFC 1950) stream follows.
_GZIP_OR_ZLIB = zlib.MAX_WBITS | 32


def read_body(response: Response, policy: FetchPolicy) -> bytes:
    """The decoded bytes of an answer. Raises `Stop`: too large, or a coding that is unknown, doubled or broken.

    The caps on the wire and the deadline are held below, by the transport; an announced length that is too large is refused
    unread.
    """
    announced = response.headers.get("Content-Length", "")
    if announced.isdecimal() and int(announced[:20]) > policy.max_body_bytes:
        raise Stop(Outcome.TOO_LARGE, f"The shop announced a page larger than {policy.max_body_bytes} bytes.")
    decoder = _decoder(response.headers.get("Content-Encoding", ""), policy.max_decoded_bytes)
    while piece := response.raw.read(_CHUNK, decode_content=False):
        decoder.feed(piece)
    return decoder.finish()


def _decoder(content_encoding: str, limit: int) -> "_Plain | _Deflated":
    coding = content_encoding.strip().lower()
    if coding in ("", "identity"):
        return _Plain(limit)
    if coding in ("gzip", "x-gzip", "deflate"):
        return _Deflated(limit)
    raise Stop(Outcome.HTTP_ERROR, "The shop answered in a content coding that was not asked for.")


class _Plain:
    """A body without a content coding."""

    def __init__(self, limit: int):
        self._limit = limit
        self._body = bytearray()

    def feed(self, piece: bytes) -> None:
        self._body += piece
        if len(self._body) > self._limit:
            raise Stop(Outcome.TOO_LARGE, f"The page is larger than {self._limit} bytes.")

    def finish(self) -> bytes:
        return bytes(self._body)


class _Deflated(_Plain):
    """A gzip, zlib or bare deflate body (servers mean any of them by "deflate"), never inflated beyond the limit."""

    def __init__(self, limit: int):
        super().__init__(limit)
        self._inflate = zlib.decompressobj(_GZIP_OR_ZLIB)
        self._started = False

    def feed(self, piece: bytes) -> None:
        while piece and not self._is_over(piece):
            super().feed(self._inflated(piece))
            piece = self._inflate.unconsumed_tail or self._inflate.unused_data

    def finish(self) -> bytes:
        if self._started and not self._inflate.eof:
            raise Stop(Outcome.HTTP_ERROR, "The compressed page ended too early.")
        return super().finish()

    def _is_over(self, piece: bytes) -> bool:
        """Whether the stream has ended before `piece`: a further gzip member is read on, padding is left alone."""
        if not self._inflate.eof:
            return False
        if not piece.startswith(_GZIP_MAGIC):
            return True
        self._inflate = zlib.decompressobj(_GZIP_OR_ZLIB)
        return False

    def _inflated(self, piece: bytes) -> bytes:
        room = self._limit + 1 - len(self._body)
        try:
            try:
                inflated = self._inflate.decompress(piece, room)
            except zlib.error:
                if self._started:
                    raise
                self._inflate = zlib.decompressobj(-zlib.MAX_WBITS)
                inflated = self._inflate.decompress(piece, room)
        except zlib.error:
            raise Stop(Outcome.HTTP_ERROR, "The compressed page is broken.") from None
        self._started = True
        return inflated
