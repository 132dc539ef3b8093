"""Currencies as shops write them: signs, abbreviations, ISO 4217 codes, and the country that settles an ambiguous one."""

from functools import lru_cache
from types import MappingProxyType
from urllib.parse import urlsplit

from babel.core import get_global
from babel.numbers import get_territory_currencies

from lib.money import CURRENCIES, minor_digits

#: Signs and abbreviations, casefolded, that mean one currency, or several of which the country (or the page) chooses.
#: The first of several is *not* a default; only the signs in `_WORLDWIDE` have one.
_SIGNS: dict[str, str] = {
    "$": "USD CAD AUD NZD SGD HKD TWD MXN ARS CLP COP UYU DOP BBD BMD BND "
    "BSD BZD CVE FJD GYD JMD KYD LRD NAD NIO SBD SRD TTD XCD",
    **dict.fromkeys(("us$", "us $", "usd$", "u$s", "u$d"), "USD"),
    **dict.fromkeys(("c$", "c $", "ca$", "can$", "cdn$", "cad$"), "CAD NIO"),
    **dict.fromkeys(("a$", "au$", "au $", "aud$"), "AUD"),
    **dict.fromkeys(("nz$", "nzd$"), "NZD"),
    **dict.fromkeys(("nt$", "nt", "nt."), "TWD"),
    **dict.fromkeys(("hk$",), "HKD"),
    **dict.fromkeys(("s$", "sg$"), "SGD"),
    **dict.fromkeys(("mx$", "mex$"), "MXN"),
    **dict.fromkeys(("r$", "rs$"), "BRL"),
    **dict.fromkeys(("ar$",), "ARS"),
    **dict.fromkeys(("rd$",), "DOP"),
    **dict.fromkeys(("gy$", "g$"), "GYD"),
    **dict.fromkeys(("j$", "ja$"), "JMD"),
    **dict.fromkeys(("tt$",), "TTD"),
    **dict.fromkeys(("$u",), "UYU"),
    **dict.fromkeys(("€", "euro", "euros", "eur.", "ευρώ", "евро", "€.", "eu€"), "EUR"),
    **dict.fromkeys(("£",), "GBP EGP LBP SYP SDG FKP GIP SHP SSP"),
    **dict.fromkeys(("₤", "gb£"), "GBP"),
    **dict.fromkeys(("e£", "le", "ج.م", "ج.م.", "egp.", "جنيه"), "EGP"),
    **dict.fromkeys(("¥", "￥"), "JPY CNY"),
    **dict.fromkeys(("円", "yen"), "JPY"),
    **dict.fromkeys(("元", "圓", "yuan"), "TWD CNY HKD"),
    **dict.fromkeys(("rmb", "cn¥", "人民币"), "CNY"),
    **dict.fromkeys(("₹", "र", "रु", "₹."), "INR"),
    **dict.fromkeys(("rs", "rs.", "₨", "rupees", "re"), "INR PKR LKR NPR MUR SCR"),
    **dict.fromkeys(("৳", "tk", "tk.", "taka"), "BDT"),
    **dict.fromkeys(("₽", "руб", "руб.", "рублей", "р", "р.", "p."), "RUB BYN"),
    **dict.fromkeys(("б.р.", "б.р", "бел.руб.", "бел. руб."), "BYN"),
    **dict.fromkeys(("br",), "BYN ETB"),
    **dict.fromkeys(("₴", "грн", "грн."), "UAH"),
    **dict.fromkeys(("₸", "тг", "тг.", "тенге"), "KZT"),
    **dict.fromkeys(("₩", "원", "won"), "KRW"),
    **dict.fromkeys(("₺", "tl", "tl."), "TRY"),
    **dict.fromkeys(("₪", "ש״ח", 'ש"ח', "nis"), "ILS"),
    **dict.fromkeys(("₫", "đ", "vnđ", "đồng"), "VND"),
    **dict.fromkeys(("฿", "บาท", "baht"), "THB"),
    **dict.fromkeys(("₱", "php."), "PHP"),
    **dict.fromkeys(("₦", "ngn."), "NGN"),
    **dict.fromkeys(("₵", "gh₵", "gh¢", "ghs."), "GHS"),
    **dict.fromkeys(("₡",), "CRC"),
    **dict.fromkeys(("₲", "gs."), "PYG"),
    **dict.fromkeys(("₾", "ლ"), "GEL"),
    **dict.fromkeys(("₼",), "AZN"),
    **dict.fromkeys(("֏",), "AMD"),
    **dict.fromkeys(("₮",), "MNT"),
    **dict.fromkeys(("zł", "zl", "złotych"), "PLN"),
    **dict.fromkeys(("kč", "kčs", "kc"), "CZK"),
    **dict.fromkeys(("kr", "kr."), "SEK NOK DKK ISK"),
    **dict.fromkeys(("sek.",), "SEK"),
    **dict.fromkeys(("ft", "ft."), "HUF"),
    **dict.fromkeys(("lei", "leu", "ron."), "RON MDL"),
    **dict.fromkeys(("лв", "лв.", "lv", "lv.", "лева"), "BGN"),
    **dict.fromkeys(("kn", "kn."), "HRK"),
    **dict.fromkeys(("din", "din.", "дин", "дин.", "dinara", "динара"), "RSD"),
    **dict.fromkeys(("km",), "BAM"),
    **dict.fromkeys(("ден", "ден.", "den", "денари"), "MKD"),
    **dict.fromkeys(("fr", "fr.", "sfr", "sfr.", "francs", "franc"), "CHF"),
    **dict.fromkeys(("rm",), "MYR"),
    **dict.fromkeys(("rp", "rp."), "IDR"),
    **dict.fromkeys(("s/", "s/.", "soles"), "PEN"),
    **dict.fromkeys(("bs", "bs."), "BOB VES"),
    **dict.fromkeys(("r",), "ZAR"),
    **dict.fromkeys(("ksh", "ksh.", "kshs", "kes."), "KES"),
    **dict.fromkeys(("tsh",), "TZS"),
    **dict.fromkeys(("ush",), "UGX"),
    **dict.fromkeys(("fcfa", "cfa"), "XOF XAF"),
    **dict.fromkeys(("dh", "dhs", "dhs.", "درهم", "د.إ"), "AED MAD"),
    **dict.fromkeys(("د.م.",), "MAD"),
    **dict.fromkeys(("dt", "د.ت"), "TND"),
    **dict.fromkeys(("da", "دج", "د.ج"), "DZD"),
    **dict.fromkeys(("ر.س", "ر.س.", "sr", "sar."), "SAR"),
    **dict.fromkeys(("ريال",), "SAR QAR OMR YER"),
    **dict.fromkeys(("ر.ق", "qr"), "QAR"),
    **dict.fromkeys(("ر.ع", "ر.ع."), "OMR"),
    **dict.fromkeys(("kd", "د.ك", "k.d."), "KWD"),
    **dict.fromkeys(("bd", ".د.ب", "د.ب"), "BHD"),
    **dict.fromkeys(("jd", "د.ا", "د.أ"), "JOD"),
    **dict.fromkeys(("ع.د", "id"), "IQD"),
    **dict.fromkeys(("ل.د", "ld"), "LYD"),
    **dict.fromkeys(("تومان", "﷼"), "IRR"),
    **dict.fromkeys(("ብር",), "ETB"),
}
SIGNS = MappingProxyType({sign: tuple(codes.split()) for sign, codes in _SIGNS.items()})
LONGEST_SIGN = max(map(len, SIGNS))
#: What a sign or a code can begin and end with: most text is turned away by its first character.
_FIRST = frozenset(sign[0] for sign in SIGNS) | frozenset(code[0].lower() for code in CURRENCIES)
_LAST = frozenset(sign[-1] for sign in SIGNS) | frozenset(code[-1].lower() for code in CURRENCIES)

#: What a bare sign means where nothing points at a country that uses it otherwise.
_WORLDWIDE = MappingProxyType(
    {"$": "USD", "£": "GBP", "¥": "JPY", "￥": "JPY", "₽": "RUB", "руб": "RUB", "руб.": "RUB", "lei": "RON"}
)

#: Abbreviations that are also words or units; they count only where the country or other evidence says that currency.
_WEAK = frozenset(
    "r p p. re le nt br km fr da id bd jd ld sr qr kd dt den din kn ft ft. tk bs dh won rm rp lv km ush tsh nis gs. ld "
    "jd".split()
)
#: Weak ones that are clear when spelt exactly so.
_SPELT = MappingProxyType(
    {"RM": "MYR", "Ft": "HUF", "KM": "BAM", "KD": "KWD", "BD": "BHD", "DT": "TND", "Rp": "IDR", "Kn": "HRK"}
)
#: ISO codes that are also words of product pages; they count on the same terms.
_WORD_LIKE = frozenset("ALL CUP GEL LAK MOP PEN TOP BAM SOS COP".split())

#: Country-code domains that are sold to the whole world, and so name no country.
_GENERIC_DOMAINS = frozenset("AI AM BZ CC CO DJ EU FM GG IM IO LA LY ME NU SC SH SO ST TK TO TV VC WS".split())

#: Languages that are spoken, as far as shops go, in one country.
_LANGUAGE_COUNTRY = MappingProxyType(
    dict(
        pair.split(":")
        for pair in "ja:JP ko:KR he:IL iw:IL th:TH vi:VN pl:PL cs:CZ sk:SK hu:HU ro:RO tr:TR uk:UA sv:SE da:DK "
        "nb:NO no:NO fi:FI bg:BG hr:HR sl:SI lt:LT lv:LV et:EE el:GR is:IS id:ID ka:GE kk:KZ hi:IN sr:RS mk:MK".split()
    )
)
_COUNTRIES = frozenset(code for code in get_global("territory_currencies") if len(code) == 2)


def currency_of(text: object, *, country: str | None = None, expected: str | None = None) -> str | None:
    """The ISO 4217 code that `text` (a code, a sign, or a text with one of them) names, or `None`.

    An ambiguous sign ("kr", "$") is settled by `expected` (a code that other evidence gives) or by `country` (ISO
    3166), else refused, but for the few signs that the whole world reads in one way.

    >>> currency_of("eur"), currency_of("R$ 12"), currency_of("kr", country="NO"), currency_of("kr")
    ('EUR', 'BRL', 'NOK', None)
    """
    if not isinstance(text, str) or not text:
        return None
    text = text[:120].strip()
    if len(text) == 3 and text.isascii() and text.upper() in CURRENCIES:
        return text.upper()
    codes = SIGNS.get(text.casefold())
    if codes:
        return settle(text.casefold(), country=country, expected=expected)
    for start in range(len(text)):
        found = currency_at(text, start, country=country, expected=expected)
        if found:
            return found[0]
    return None


def currency_at(
    text: str, start: int, *, country: str | None = None, expected: str | None = None
) -> tuple[str | None, int] | None:
    """The currency written at `text[start:]` as (code or `None` where the sign stays ambiguous, end index); `None` where
    there is none.
    """
    if text[start : start + 1].casefold() not in _FIRST or (start and _is_word(text[start]) and _is_word(text[start - 1])):
        return None
    code = text[start : start + 3]
    if code in CURRENCIES and not text[start + 3 : start + 4].isalpha() and _counts(code, country, expected):
        return code, start + 3
    folded = text[start : start + LONGEST_SIGN].casefold()
    for length in range(min(LONGEST_SIGN, len(folded)), 0, -1):
        sign = folded[:length]
        if sign in SIGNS and not (_is_word(sign[-1]) and _is_word(text[start + length : start + length + 1])):
            code = settle(sign, country=country, expected=expected) or _SPELT.get(text[start : start + length])
            return None if code is None and sign in _WEAK else (code, start + length)
    return None


def currency_before(
    text: str, end: int, *, country: str | None = None, expected: str | None = None
) -> tuple[str | None, int] | None:
    """The currency written right before `text[:end]` as (code or `None`, start index); `None` where there is none."""
    if not end or text[end - 1].casefold() not in _LAST:
        return None
    code = text[max(0, end - 3) : end]
    if code in CURRENCIES and not (end > 3 and text[end - 4].isalpha()) and _counts(code, country, expected):
        return code, end - 3
    window = text[max(0, end - LONGEST_SIGN) : end].casefold()
    if len(window) != end - max(0, end - LONGEST_SIGN):
        return None  # casefolding changed the length (rare ligatures): no sign of ours does
    for length in range(len(window), 0, -1):
        sign = window[-length:]
        if sign in SIGNS and not (_is_word(sign[0]) and end > length and _is_word(text[end - length - 1])):
            code = settle(sign, country=country, expected=expected) or _SPELT.get(text[end - length : end])
            return None if code is None and sign in _WEAK else (code, end - length)
    return None


def settle(sign: str, *, country: str | None, expected: str | None) -> str | None:
    """The one currency that a known, casefolded `sign` means, given what else is known; `None` where it stays ambiguous.

    >>> settle("$", country="CA", expected=None), settle("kr", country=None, expected="DKK")
    ('CAD', 'DKK')
    >>> settle("rs", country=None, expected=None)
    """
    codes = SIGNS[sign]
    if expected in codes:
        return expected
    local = country_currency(country)
    if local in codes:
        return local
    if sign in _WEAK:
        return None
    return codes[0] if len(codes) == 1 else _WORLDWIDE.get(sign)


@lru_cache(maxsize=512)
def country_currency(country: str | None) -> str | None:
    """The currency that is tender today in an ISO 3166 country (CLDR), or `None` for an unknown one.

    >>> country_currency("AT"), country_currency("IN"), country_currency(None), country_currency("EU")
    ('EUR', 'INR', None, 'EUR')
    """
    if country == "EU":
        return "EUR"
    if country not in _COUNTRIES:
        return None
    codes = [code for code in get_territory_currencies(country) if code in CURRENCIES]
    return codes[0] if codes else None


@lru_cache(maxsize=2048)
def country_of_url(url: str) -> str | None:
    """The country that an address names: country-code domain, else a locale in the path (`/gb/en/`), else a subdomain (`uk.`).

    >>> country_of_url("https://shop.example.co.uk/x"), country_of_url("https://www.example.com/ie/en/x"), country_of_url("https://at.example.com/")
    ('GB', 'IE', 'AT')
    >>> country_of_url("https://example.com/de"), country_of_url("https://example.io/x")
    ('DE', None)
    """
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").upper()
    except ValueError:
        return None
    labels = host.split(".")
    if (len(labels[-1]) == 2 and labels[-1] not in _GENERIC_DOMAINS) or (labels[-2:-1] == ["COM"] and len(labels[-1]) == 2):
        return _country(labels[-1])
    for segment in parts.path.upper().split("/")[1:3]:
        for piece in reversed(segment.replace("_", "-").split("-")) if len(segment) in (2, 5) else ():
            if len(piece) == 2 and piece not in _LANGUAGES_NOT_COUNTRIES and (found := _country(piece)):
                return found
    return (
        _country(labels[0]) if len(labels) > 2 and len(labels[0]) == 2 and labels[0] not in _LANGUAGES_NOT_COUNTRIES else None
    )


#: Two letters that are a language far more often than the country with the same code (Eritrea is not "et", and so on).
_LANGUAGES_NOT_COUNTRIES = frozenset("AR EN DA CS SV JA KO EL HE ZH SL ET UK VI KA KK SR SQ BS LB GA MS TL FA SK".split()) - {
    "UK",
    "SK",
}


def country_of_locale(locale: str | None) -> str | None:
    """The country of an HTML or Open Graph locale: its region, else the one country of its language.

    >>> country_of_locale("en-GB"), country_of_locale("de_AT"), country_of_locale("ja"), country_of_locale("en")
    ('GB', 'AT', 'JP', None)
    """
    if not locale or len(locale) > 16:
        return None
    language, *rest = locale.strip().replace("_", "-").split("-")
    for piece in reversed(rest):
        if len(piece) == 2 and (found := _country(piece.upper())):
            return found
    return _LANGUAGE_COUNTRY.get(language.lower())


def decimals(currency: str | None) -> int:
    """How many decimals prices in `currency` have at most; 2 where it is unknown."""
    return minor_digits(currency) if currency in CURRENCIES else 2


def _counts(code: str, country: str | None, expected: str | None) -> bool:
    return code not in _WORD_LIKE or code in (expected, country_currency(country))


def _is_word(character: str) -> bool:
    """Whether it is a letter of a script with cases: those are written with spaces between words, as others need not be."""
    return character.lower() != character.upper()


def _country(code: str) -> str | None:
    code = {"UK": "GB"}.get(code, code)
    return code if code in _COUNTRIES else None
