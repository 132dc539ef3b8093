"""The whey proteins: lines of invented brands in flavours and sizes, and one well-known example."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from sandbox.market.products import MarketProduct, Nutrition, grams_label, gtin13, slug_of

_FIRST_NUMBER = 10_000
_SWEET = ("Natural Flavours", "Sunflower Lecithin", "Sucralose")
_CONCENTRATE = ("Whey Protein Concentrate", *_SWEET)
_ISOLATE = ("Whey Protein Isolate", *_SWEET)
_BLEND = ("Whey Protein Isolate", "Whey Protein Concentrate", "Cocoa (Alkalised)", *_SWEET)
_HYDRO = ("Hydrolysed Whey Protein Isolate", "Whey Protein Isolate", "Natural Flavours", "Stevia Leaf Extract")
_CLEAR = ("Whey Protein Isolate", "Citric Acid", "Natural Flavours", "Steviol Glycosides")
_PLAIN = ("Whey Protein Concentrate", "Sunflower Lecithin")
_NIGHT = ("Whey Protein Concentrate", "Micellar Casein", *_SWEET)
_ENZYMES = (*_BLEND, "Digestive Enzymes (Protease, Lactase)")


@dataclass(frozen=True, slots=True)
class _Line:
    """One product line.

    `facts` are the grams in a serving: the serving itself, protein, carbohydrates, fat, BCAA, glutamine. `kilo_mills` is the
    price for a kilogram in thousandths of a US dollar, `sizes` are grams.
    """

    brand: str
    line: str
    facts: str
    kilo_mills: int
    sizes: tuple[int, ...]
    flavors: str
    ingredients: tuple[str, ...]
    digestibility: str = "fast"


_LINES = (
    _Line(
        "Brontide",
        "Bedrock Whey Concentrate",
        "32 24.0 3.5 2.1 5.3 4.0",
        16_900,
        (1000, 2000),
        "Dutch Cocoa, Vanilla Pod, Café Crema",
        _CONCENTRATE,
        "medium",
    ),
    _Line(
        "Brontide",
        "Summit Isolate",
        "30 26.5 0.9 0.4 6.1 4.7",
        25_400,
        (907, 1814),
        "Dutch Cocoa, Salted Caramel, Wild Strawberry",
        _ISOLATE,
    ),
    _Line(
        "Vajrakaya",
        "Daily Whey",
        "33 23.5 4.6 2.3 5.1 3.9",
        15_200,
        (1000, 2000),
        "Kesar Pista, Malai Kulfi, Rich Chocolate",
        _CONCENTRATE,
        "medium",
    ),
    _Line(
        "Vajrakaya",
        "Shuddh Isolate",
        "31 27.0 1.2 0.5 6.2 4.8",
        24_800,
        (1000, 2000),
        "Alphonso Mango, Rich Chocolate, Unflavoured",
        _ISOLATE,
    ),
    _Line(
        "Tessel Athletics",
        "Mosaic Whey Blend",
        "34 25.0 4.1 2.0 5.6 4.2",
        18_300,
        (900, 2270),
        "Cookie Crumble, Chocolate Hazelnut, Banana Bread",
        _BLEND,
        "medium",
    ),
    _Line(
        "Tessel Athletics",
        "Facet Hydro",
        "29 25.5 0.8 0.3 6.4 4.9",
        33_900,
        (850, 1700),
        "Frosted Vanilla, Dark Cocoa, Peach Tea",
        _HYDRO,
        "very fast",
    ),
    _Line(
        "Quillon Sport",
        "Hilt 100 Whey",
        "30 22.8 3.2 1.9 5.0 3.8",
        14_700,
        (1000, 2500),
        "Milk Chocolate, Strawberry Cream, Vanilla",
        _CONCENTRATE,
        "medium",
    ),
    _Line(
        "Quillon Sport",
        "Guard Clear Whey",
        "25 20.5 0.6 0.1 4.7 3.6",
        27_100,
        (500, 875),
        "Lemon Lime, Watermelon, Blackcurrant",
        _CLEAR,
        "very fast",
    ),
    _Line(
        "Marrowstone",
        "Keep Whey",
        "32 24.5 3.0 1.8 5.5 4.1",
        17_800,
        (960, 2240),
        "Chocolate Fudge, Maple Oat, Coffee Walnut",
        _BLEND,
        "medium",
    ),
    _Line(
        "Marrowstone",
        "Plain Sack Whey",
        "30 23.9 2.2 2.0 5.4 4.2",
        13_900,
        (1000, 5000),
        "Unflavoured, Cocoa Dust, Vanilla Dust",
        _PLAIN,
        "medium",
    ),
    _Line(
        "Dhaatu Labs",
        "Loha Whey",
        "35 25.2 4.4 2.2 5.7 4.3",
        16_100,
        (1000, 2000),
        "Belgian Chocolate, Thandai, Mango Lassi",
        _BLEND,
        "medium",
    ),
    _Line(
        "Dhaatu Labs",
        "Chandi Isolate Zero",
        "30 27.3 0.4 0.2 6.5 5.0",
        28_700,
        (1000, 2000),
        "Belgian Chocolate, Nimbu Soda, Vanilla",
        _ISOLATE,
    ),
    _Line(
        "Nordhavn Fuel",
        "Fjord Whey",
        "30 23.0 2.8 1.6 5.2 4.0",
        21_300,
        (750, 1500),
        "Skyr Blueberry, Cloudberry, Cocoa Nib",
        _CONCENTRATE,
        "medium",
    ),
    _Line(
        "Nordhavn Fuel",
        "Grass Field Isolate",
        "28 24.8 0.7 0.3 5.9 4.6",
        34_600,
        (700, 1400),
        "Cocoa Nib, Vanilla Bourbon, Unflavoured",
        _ISOLATE,
    ),
    _Line(
        "Oberlift",
        "Hantel Whey",
        "30 22.5 2.6 1.9 5.0 3.9",
        18_900,
        (1000, 2270),
        "Schoko Nuss, Vanille, Erdbeere",
        _CONCENTRATE,
        "medium",
    ),
    _Line(
        "Oberlift",
        "Präzision Isolat",
        "30 26.8 0.5 0.3 6.2 4.8",
        29_800,
        (900, 1800),
        "Schoko, Zitronenkuchen, Neutral",
        _ISOLATE,
    ),
    _Line(
        "Pikefield",
        "Training Whey",
        "31 23.4 3.9 2.4 5.1 3.9",
        16_400,
        (1000, 2250),
        "Chocolate Orange, Sticky Toffee, Raspberry Ripple",
        _CONCENTRATE,
        "medium",
    ),
    _Line(
        "Pikefield",
        "Night & Day Protein",
        "36 26.0 5.0 1.7 5.4 5.1",
        19_700,
        (908, 1816),
        "Cocoa, Vanilla Custard, Biscuit Spread",
        _NIGHT,
        "slow",
    ),
    _Line(
        "Sarvashakti",
        "Gym Pack Whey",
        "34 24.0 5.2 2.5 5.0 3.7",
        12_800,
        (1000, 4000),
        "Double Chocolate, Cold Coffee, Rose Milk",
        _CONCENTRATE,
        "medium",
    ),
    _Line(
        "Sarvashakti",
        "Pro Whey with Enzymes",
        "36 25.8 4.7 2.1 5.8 4.4",
        18_100,
        (1000, 2000),
        "Double Chocolate, Butterscotch, Cookies and Cream",
        _ENZYMES,
    ),
)

#: The example that the comparison contract speaks of; its price keeps near the contract's.
_WELL_KNOWN = MarketProduct(
    key="optimum-nutrition-gold-standard-100-whey-double-rich-chocolate-2270-g",
    name="Optimum Nutrition Gold Standard 100% Whey",
    brand="Optimum Nutrition",
    category="whey_protein",
    department="Whey blend",
    group="optimum-nutrition-gold-standard-100-whey",
    variant=("Double Rich Chocolate", "2270 g"),
    description="Whey protein powder, isolate first: 24 g of protein and 5.5 g of BCAA in a serving, 74 servings in a tub.",
    reference_mills=39_500,
    gtin=gtin13(_FIRST_NUMBER),
    sold_by="pack",
    net_grams=2270,
    servings=74,
    flavor="Double Rich Chocolate",
    nutrition=Nutrition(
        serving_g=Decimal("30.4"),
        protein_g=Decimal("24.0"),
        carbs_g=Decimal("3.0"),
        fat_g=Decimal("1.0"),
        calories=120,
        bcaa_g=Decimal("5.5"),
        glutamine_g=Decimal("4.0"),
        digestibility="fast",
        ingredients=("Whey Protein Isolate", "Whey Protein Concentrate", "Natural Flavors"),
    ),
)


def whey_products() -> Iterator[MarketProduct]:
    """All whey proteins: the well-known one, then each line in each flavour and size."""
    yield _WELL_KNOWN
    number = _FIRST_NUMBER
    for line in _LINES:
        for grams in line.sizes:
            for flavor in line.flavors.split(", "):
                number += 1
                yield _variant(line, grams, flavor, number)


def _variant(line: _Line, grams: int, flavor: str, number: int) -> MarketProduct:
    name = f"{line.brand} {line.line}"
    size = grams_label(grams)
    nutrition = _nutrition(line)
    # A bigger pack is cheaper by the kilogram: 12 % off everything above the first kilogram.
    mills = line.kilo_mills * (min(grams, 1000) * 100 + max(grams - 1000, 0) * 88) // 100_000
    return MarketProduct(
        key=slug_of(f"{name} {flavor} {size}"),
        name=name,
        brand=line.brand,
        category="whey_protein",
        department=_department(line),
        group=slug_of(name),
        variant=(flavor, size),
        description=(
            f"{name} in {flavor}: {nutrition.protein_g} g of protein and {nutrition.bcaa_g} g of BCAA "
            f"in a serving of {nutrition.serving_g} g. Pack of {size}."
        ),
        reference_mills=mills,
        gtin=None if number % 23 == 0 else gtin13(number),
        sold_by="pack",
        net_grams=grams,
        servings=int(grams / nutrition.serving_g),
        flavor=flavor,
        nutrition=nutrition,
    )


def _nutrition(line: _Line) -> Nutrition:
    serving, protein, carbs, fat, bcaa, glutamine = map(Decimal, line.facts.split())
    return Nutrition(
        serving_g=serving,
        protein_g=protein,
        carbs_g=carbs,
        fat_g=fat,
        calories=round(4 * protein + 4 * carbs + 9 * fat),
        bcaa_g=bcaa,
        glutamine_g=glutamine,
        digestibility=line.digestibility,
        ingredients=line.ingredients,
    )


def _department(line: _Line) -> str:
    first = line.ingredients[0]
    if "Hydrolysed" in first:
        return "Whey hydrolysate"
    if line.ingredients in (_BLEND, _ENZYMES, _NIGHT):
        return "Whey blend"
    return "Whey isolate" if "Isolate" in first else "Whey concentrate"
