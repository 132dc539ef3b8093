"""Web addresses: what a person pastes becomes one canonical spelling, and a name to find the shop by.

Splitting, percent-encoding and query order are w3lib's (RFC 3986, section 6.2; the WHATWG URL standard), names are IDNA 2008
with the UTS 46 mapping. Nothing here resolves a name: whether an address may be contacted is decided where it is contacted.
"""

import re
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import SplitResult, urlsplit

import idna
from w3lib.url import canonicalize_url, url_query_cleaner

from lib.errors import InvalidUrl

#: Longer than any product page, short enough for a unique index on every database.
MAX_LENGTH = 2048

#: Parameters that say where a visitor came from, never what the page shows.
TRACKING_PARAMETERS = frozenset(
    """
    gclid gclsrc gbraid wbraid dclid gad_source gad_campaignid fbclid fb_action_ids fb_action_types fb_source msclkid yclid
    ysclid twclid ttclid igshid igsh li_fat_id epik srsltid _ga _gl _gac mc_cid mc_eid mkt_tok oly_anon_id oly_enc_id vero_id
    wickedid _hsenc _hsmi s_kwcid ef_id irclickid irgwc cjevent awc sscid clickid zanpid ranmid raneaid ransiteid a_aid a_bid
    affid aff_id affiliate affiliate_id aff_source cmpid cm_mmc spm scm _openstat ref_ ref_src ref_url referrer
    """.split()
)
_TRACKING_PREFIXES = ("utm_", "mtm_", "pk_", "piwik_", "matomo_", "hsa_")
#: Where the path is a script, `ref` may be the article itself (`artikel.php?ref=4711`).
_SCRIPT = re.compile(r"\.(?:php\d?|aspx?|jsp|cgi|do|cfm|dll)$", re.IGNORECASE)

_MARKDOWN_LINK = re.compile(r"^\[[^\]]*\]\(<?([^)\s>]+)>?(?:\s[^)]*)?\)$")
_URL_IN_TEXT = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_SCHEME = re.compile(r"^([a-z][a-z0-9+.-]*):(?!\d)", re.IGNORECASE)
_LABEL = re.compile(r"^(?!-)[a-z0-9_-]{1,63}(?<!-)$")
_UNUSABLE = re.compile(r"[\x00-\x20\x7f\\\ud800-\udfff]")
#: A name whose last label is a number is an IPv4 address to a browser (WHATWG URL, "ends in a number checker").
_ENDS_IN_NUMBER = re.compile(r"(?:^|\.)(?:\d+|0x[0-9a-f]*)$")
_DEFAULT_PORTS = {"http": 80, "https": 443}
_SITE_PREFIX = re.compile(r"^(?:www\d?|m|mobile)\.(?=[^.]+\.)")

_TOO_LONG = f"The address is longer than {MAX_LENGTH} characters: remove the parameters that are not needed"
_EXAMPLE = "paste the address of the product page, like https://shop.example/product/1"


def normalise_url(text: str) -> str:
    """The canonical spelling of a pasted web address: two addresses of one page that differ in form only become equal.

    Takes what people paste (blanks around it, no scheme, a markdown link, a sentence from a "share" button with a link in it).
    The scheme is kept, or https where there was none; host lower-case and in A-labels; default port, fragment and tracking
    parameters dropped; the rest of the query sorted; percent-encoding in one form. At most 2,048 characters.

    Raises `InvalidUrl` for all else: no or another scheme than http(s), credentials, no usable host, a bad port, too long.

    >>> normalise_url(" Example.com:443/a/../Shoe%7e1?utm_source=x&b=2&a=1#top ")
    'https://example.com/Shoe~1?a=1&b=2'
    >>> normalise_url("[https://www.amazon.in/dp/B09G952332](https://www.amazon.in/dp/B09G952332)")
    'https://www.amazon.in/dp/B09G952332'
    >>> normalise_url("Look at this! https://bücher.example/buch?id=7.")
    'https://xn--bcher-kva.example/buch?id=7'
    >>> normalise_url("ftp://example.com/list")
    Traceback (most recent call last):
    lib.errors.InvalidUrl: ftp addresses cannot be tracked: use one that begins with https:// or http://
    >>> normalise_url("https://user:secret@example.com/")
    Traceback (most recent call last):
    lib.errors.InvalidUrl: The address contains a user name or password: remove everything before the @
    """
    candidate = _with_scheme(_pasted(text))
    parts = _split(candidate)
    netloc = _netloc(parts)
    path_and_query = parts._replace(scheme=parts.scheme.lower(), netloc=netloc, fragment="").geturl()
    url = canonicalize_url(_without_tracking(path_and_query))
    if len(url) > MAX_LENGTH:
        raise InvalidUrl(_TOO_LONG)
    return url


def without_parameters(url: str, *names: str) -> str:
    """`url` without the named query parameters (any case); the order of the others is kept.

    >>> without_parameters("https://a.example/p?id=1&Tag=x", "tag")
    'https://a.example/p?id=1'
    """
    unwanted = {name.lower() for name in names}
    present = {pair.partition("=")[0] for pair in urlsplit(url).query.split("&")}
    return url_query_cleaner(url, [name for name in present if name.lower() in unwanted], remove=True, unique=False)


def site_of(url: str) -> str:
    """The host[:port] that a shop is found by: lower-case, without a leading `www.`, `m.` or `mobile.`, without a default port.

    >>> site_of("https://www.Example.co.uk/x"), site_of("http://m.shop.example:8080/"), site_of("https://m.de/")
    ('example.co.uk', 'shop.example:8080', 'm.de')
    """
    parts = urlsplit(url)
    return _SITE_PREFIX.sub("", _netloc(parts))


def _pasted(text: str) -> str:
    """The one address in what was pasted."""
    if len(text) > 4 * MAX_LENGTH:
        raise InvalidUrl(_TOO_LONG)
    text = text.strip().strip("<>\"'").strip()
    if not text:
        raise InvalidUrl(f"The address is empty: {_EXAMPLE}")
    if link := _MARKDOWN_LINK.match(text):
        return link[1]
    if re.search(r"\s", text) and (found := _URL_IN_TEXT.search(text)) and found.start() > 0:
        return found[0].rstrip(".,;:!?)'")
    return text


def _with_scheme(text: str) -> str:
    """`text` with https where a scheme is missing; anything else than http(s) is refused."""
    if text.startswith("//"):
        return f"https:{text}"
    scheme = _SCHEME.match(text)
    if not scheme:
        return f"https://{text}"
    if scheme[1].lower() not in _DEFAULT_PORTS:
        raise InvalidUrl(f"{scheme[1].lower()} addresses cannot be tracked: use one that begins with https:// or http://")
    return text


def _split(url: str) -> SplitResult:
    """The parts of `url`, where it has parts that can be told from each other."""
    if _UNUSABLE.search(url):
        raise InvalidUrl(f"The address contains blanks, control characters or backslashes: {_EXAMPLE}")
    try:
        parts = urlsplit(url)
    except ValueError:
        raise InvalidUrl(f"This is not a web address: {_EXAMPLE}") from None
    if "@" in parts.netloc:
        raise InvalidUrl("The address contains a user name or password: remove everything before the @")
    return parts


def _netloc(parts: SplitResult) -> str:
    """host[:port] in canonical form: A-labels, brackets round IPv6, no default port."""
    try:
        host, port = _host(parts.hostname or ""), parts.port
    except ValueError:
        raise InvalidUrl(f"The address has no usable host name or port: {_EXAMPLE}") from None
    if port == 0:
        raise InvalidUrl("Port 0 cannot be used: remove the port from the address")
    return host if port in (None, _DEFAULT_PORTS.get(parts.scheme.lower())) else f"{host}:{port}"


def _host(name: str) -> str:
    """A host name as it is resolved; raises `ValueError` (also as `idna.IDNAError`) for what is none."""
    if ":" in name:
        address = IPv6Address(name)
        if address.scope_id:
            raise ValueError(name)
        return f"[{address}]"
    if not name.isascii():
        name = idna.encode(name, uts46=True).decode()
    name = name.lower().removesuffix(".")
    if _ENDS_IN_NUMBER.search(name):
        return str(IPv4Address(name))
    labels = name.split(".")
    if len(name) > 253 or not all(_LABEL.match(label) for label in labels):
        raise ValueError(name)
    if len(labels) == 1 and name != "localhost":
        raise ValueError(name)
    return name


def _without_tracking(url: str) -> str:
    """`url` without the parameters that only say where the visitor came from."""
    parts = urlsplit(url)
    names = {pair.partition("=")[0] for pair in parts.query.split("&")}
    unwanted = [name for name in names if name.lower() in TRACKING_PARAMETERS or name.lower().startswith(_TRACKING_PREFIXES)]
    if not _SCRIPT.search(parts.path):
        unwanted += [name for name in names if name.lower() == "ref"]
    return url_query_cleaner(url, unwanted, remove=True, unique=False)
