"""Fruit and vegetables as an Egyptian greengrocer sells them: by the kilogram, the bunch and the pack, plain and organic."""

from collections.abc import Iterator

from sandbox.market.products import MarketProduct, gtin13, slug_of

_FIRST_NUMBER = 20_000
_FARM = "Wadi Akhdar Farms"

#: Name, name in Arabic, department, sold by, grams in a unit, mills of a US dollar a unit, also organic.
_CROPS = (
    ("Tomatoes", "طماطم", "Vegetables", "kg", 1000, 340, True),
    ("Cherry Tomatoes", "طماطم شيري", "Vegetables", "pack", 250, 520, True),
    ("Cucumbers", "خيار", "Vegetables", "kg", 1000, 410, True),
    ("Potatoes", "بطاطس", "Vegetables", "kg", 1000, 330, True),
    ("Sweet Potatoes", "بطاطا", "Vegetables", "kg", 1000, 360, True),
    ("Red Onions", "بصل أحمر", "Vegetables", "kg", 1000, 310, True),
    ("Golden Onions", "بصل ذهبي", "Vegetables", "kg", 1000, 290, False),
    ("Garlic", "ثوم", "Vegetables", "kg", 1000, 1_650, True),
    ("Carrots", "جزر", "Vegetables", "kg", 1000, 350, True),
    ("Aubergines", "باذنجان رومي", "Vegetables", "kg", 1000, 390, True),
    ("White Aubergines", "باذنجان أبيض", "Vegetables", "kg", 1000, 420, False),
    ("Courgettes", "كوسة", "Vegetables", "kg", 1000, 480, True),
    ("Okra", "بامية", "Vegetables", "kg", 1000, 1_180, False),
    ("Green Peppers", "فلفل أخضر", "Vegetables", "kg", 1000, 520, True),
    ("Red Peppers", "فلفل أحمر", "Vegetables", "kg", 1000, 1_240, False),
    ("Green Beans", "فاصوليا خضراء", "Vegetables", "kg", 1000, 830, True),
    ("Peas in the Pod", "بسلة", "Vegetables", "kg", 1000, 920, False),
    ("Cauliflower", "قرنبيط", "Vegetables", "piece", 1200, 560, False),
    ("White Cabbage", "كرنب", "Vegetables", "piece", 2000, 610, False),
    ("Iceberg Lettuce", "خس كابوتشا", "Leaves and herbs", "piece", 500, 470, True),
    ("Spinach", "سبانخ", "Leaves and herbs", "kg", 1000, 640, True),
    ("Molokhia", "ملوخية", "Leaves and herbs", "kg", 1000, 590, True),
    ("Rocket", "جرجير", "Leaves and herbs", "piece", 120, 90, False),
    ("Coriander", "كزبرة", "Leaves and herbs", "piece", 100, 80, False),
    ("Mint", "نعناع", "Leaves and herbs", "piece", 100, 85, True),
    ("Oranges for Juice", "برتقال عصير", "Fruit", "kg", 1000, 390, True),
    ("Navel Oranges", "برتقال بسرة", "Fruit", "kg", 1000, 520, True),
    ("Mandarins", "يوسفي", "Fruit", "kg", 1000, 560, False),
    ("Lemons", "ليمون بلدي", "Fruit", "kg", 1000, 790, True),
    ("Bananas", "موز بلدي", "Fruit", "kg", 1000, 740, True),
    ("Guavas", "جوافة", "Fruit", "kg", 1000, 710, True),
    ("Mangoes", "مانجو عويس", "Fruit", "kg", 1000, 1_720, True),
    ("Pomegranates", "رمان", "Fruit", "kg", 1000, 930, True),
    ("Strawberries", "فراولة", "Fruit", "pack", 500, 880, True),
    ("Red Grapes", "عنب أحمر", "Fruit", "kg", 1000, 1_090, False),
    ("Dates, Barhi", "بلح برحي", "Fruit", "pack", 1000, 1_450, True),
    ("Watermelon", "بطيخ", "Fruit", "piece", 5000, 1_980, False),
)


def produce_products() -> Iterator[MarketProduct]:
    """Each crop as it is, then from organic growing where there is such a harvest."""
    for number, (name, arabic, department, sold_by, grams, mills, organic) in enumerate(_CROPS, _FIRST_NUMBER):
        yield _crop(number, name, arabic, department, sold_by, grams, mills, is_organic=False)
        if organic:
            yield _crop(number + 500, name, arabic, department, sold_by, grams, mills * 155 // 100, is_organic=True)


def _crop(
    number: int, name: str, arabic: str, department: str, sold_by: str, grams: int, mills: int, *, is_organic: bool
) -> MarketProduct:
    full_name = f"Organic {name}" if is_organic else name
    # Loose goods carry the shop's own scale label, not a GTIN; what is packed or labelled by the farm has one.
    has_gtin = is_organic or sold_by == "pack"
    growing = "certified organic growing" if is_organic else "the fields of the Delta"
    unit = {"kg": "Sold loose, by the kilogram.", "pack": "Sold packed.", "piece": "Sold by the piece."}[sold_by]
    return MarketProduct(
        key=slug_of(full_name),
        name=full_name,
        brand=_FARM if has_gtin else None,
        category="produce",
        department=department,
        group=slug_of(name),
        variant=(),
        description=f"{full_name} from {growing}. {unit}",
        reference_mills=mills,
        gtin=gtin13(number) if has_gtin else None,
        sold_by=sold_by,
        net_grams=grams,
        is_organic=is_organic,
        attributes=(("Arabic name", arabic), ("Origin", "Egypt")),
    )
