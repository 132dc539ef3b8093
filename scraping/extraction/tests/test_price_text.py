"""What the tokeniser of price strings reads, class by class."""

from decimal import Decimal

import pytest

from scraping.extraction.price_text import CHUNK, parse_price, parse_prices
from scraping.extraction.reading import Role

GROUPINGS = [
    ("1,299", "1299"),
    ("£1.299", "1299"),
    ("12,5 €", "12.5"),
    ("€ 1 099,00 tax incl.", "1099.00"),
    ("1.299,95 EUR", "1299.95"),
    ("₹1,24,990", "124990"),
    ("Rs. 12,34,567.50", "1234567.50"),
    ("CHF 1'049.95", "1049.95"),
    ("1\u202f299,00 €", "1299.00"),
    ("R$ 1.144.000", "1144000"),
    ("549,-", "549"),
    ("1.198,- Kr", "1198"),
    (".75 €", "0.75"),
    ("12€99", "12.99"),
    ("0,299 €", "0.299"),
    ("50.700₫", "50700"),
    ("30,000원~", "30000"),
    ("售價294元起", "294"),
]
SCRIPTS = [("٢٫٥٠ ج.م", "2.50"), ("۱۵۷٬۰۰۰ تومان", "157000"), ("₹१,२३४", "1234"), ("１２８０円", "1280")]
DECIMALS = [
    ("KWD 3.350", "3.350"),
    ("¥1,280", "1280"),
    ("JPY 12.800", "12800"),
    ("123,456.789 OMR", "123456.789"),
    ("TND 12,500", "12.500"),
]
CUES = [
    ("$49/mo or $1,999.00", "1999.00"),
    ("Save $200 $799.00", "799.00"),
    ("Was $120.00 Now $60.00", "60.00"),
    ("13,12 (3,28/unit)", "13.12"),
    ("8x de R$ 24,99 ou R$ 199,99", "199.99"),
    ("EMI from ₹2,500/month ₹59,999", "59999"),
    ("159,00 € UVP 129,00 €", "129.00"),
    ("1,99 € / 100 g  4,98 €", "4.98"),
    ("Versand 4,99 € Preis 35,99 €", "35.99"),
    ("AED 8000 (USD 2179)", "8000"),
]
NOTHING = [
    "",
    "15.08.2017",
    "25-09",
    "27 Zoll",
    "1920x1080",
    "4.5 stars",
    "20% off",
    "Free Shipping on Orders $49+",
    "E274F",
]


@pytest.mark.parametrize(("text", "amount"), GROUPINGS + SCRIPTS + DECIMALS + CUES)
def test_price_of_a_text_is_its_amount_to_pay_today(text, amount):
    assert parse_price(text).amount == Decimal(amount)


@pytest.mark.parametrize("text", NOTHING)
def test_text_without_a_price_has_none(text):
    assert parse_price(text) is None


@pytest.mark.parametrize(
    ("text", "country", "currency"),
    [
        ("$5", None, "USD"),
        ("$5", "CA", "CAD"),
        ("US$5", "CA", "USD"),
        ("$12.00 CAD", None, "CAD"),
        ("kr 99", "NO", "NOK"),
        ("kr 99", None, None),
        ("Rs. 99", "PK", "PKR"),
        ("£5", None, "GBP"),
        ("5 lei", "RO", "RON"),
        ("5 Ft", None, "HUF"),
        ("TRY 99", None, "TRY"),
    ],
)
def test_ambiguous_sign_is_settled_by_the_country_or_left_open(text, country, currency):
    assert parse_price(text, country=country).currency == currency


def test_thing_that_is_free_costs_nothing():
    assert [parse_price(text).amount for text in ("Free", "Free!", "Gratis")] == [0, 0, 0]


def test_price_of_nothing_yields_to_any_other():
    assert parse_price("Was: $124.95 Now: $0.00").amount == Decimal("124.95")


@pytest.mark.parametrize(
    ("text", "mark", "amount"),
    [
        ("1.299", ".", "1.299"),
        ("1.299", ",", "1299"),
        ("$..75,333", ",", "75.333"),
        ("$..75,333", ".", "0.75333"),
        ("1250€600", "€", "1250.6"),
        ("1250€ 600", "€", "1250"),
    ],
)
def test_known_decimal_mark_settles_what_thousands_are(text, mark, amount):
    assert parse_price(text, decimal_mark=mark).amount == Decimal(amount)


def test_stray_mark_before_a_number_is_no_decimal_mark():
    assert [str(parse_price(text).amount) for text in ("$.75", "$.75,333", "$.750.30")] == ["0.75", "75333", "750.30"]


def test_amount_with_a_gap_is_mended_where_it_follows_without():
    assert parse_price("559. 99 undefined 559.99 inkl. MwSt.").amount == Decimal("559.99")


def test_roles_of_all_prices_are_told_by_the_words_around_them():
    tokens = parse_prices("UVP 199,00 € ab 9,95 €/Monat, jetzt 149,00 € zzgl. Versand 4,95 €")
    assert [(str(token.amount), token.role) for token in tokens] == [
        ("199.00", Role.LIST),
        ("9.95", Role.INSTALMENT),
        ("149.00", Role.CURRENT),
        ("4.95", Role.SHIPPING),
    ]


def test_range_is_a_price_from():
    tokens = parse_prices("$29.99 – $74.99")
    assert [(str(token.amount), token.currency, token.role) for token in tokens] == [
        ("29.99", "USD", Role.FROM),
        ("74.99", "USD", Role.FROM),
    ]


def test_multibuy_keeps_the_quantity_and_divides_to_the_cent():
    token = parse_price("3 for $10.00")
    assert (token.amount, token.quantity, token.unit_amount) == (Decimal("10.00"), 3, Decimal("3.33"))


def test_price_without_tax_yields_to_the_one_with_tax():
    token = parse_price("EUR24.71 (exc VAT 20%) EUR29.66 (inc VAT 20%)")
    assert (token.amount, token.net) == (Decimal("29.66"), False)


def test_amount_spelt_over_nodes_is_one_amount():
    texts = [CHUNK.join(pieces) for pieces in (["$", "64", "90"], ["1.099", ",", "00", "€"], ["173", "34", "Lei"])]
    assert [str(parse_price(text).amount) for text in texts] == ["64.90", "1099.00", "173.34"]


def test_sign_between_two_numbers_belongs_to_the_nearer():
    assert [(str(t.amount), t.currency) for t in parse_prices("10 €210,87")] == [("210.87", "EUR")]
