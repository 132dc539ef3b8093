"""Electronics of invented brands: models in colours, capacities and sizes."""

from collections.abc import Iterator
from dataclasses import dataclass

from sandbox.market.products import MarketProduct, gtin13, slug_of

_FIRST_NUMBER = 30_000
_BLACK_WHITE_BLUE = (("Black", 100), ("White", 100), ("Blue", 103))
_CAPACITIES = (("500 GB", 58), ("1 TB", 100), ("2 TB", 182), ("4 TB", 355))
_PHONES = (("128 GB, Graphite", 100), ("128 GB, Sand", 100), ("256 GB, Graphite", 114), ("256 GB, Sand", 114))
_SCREENS = (('24"', 72), ('27"', 100))
_SWITCHES = (("Linear Switches", 100), ("Tactile Switches", 100), ("Silent Switches", 108))
_CASES = (("40 mm, Silver", 100), ("44 mm, Silver", 110), ("44 mm, Black", 112))
_CHARGES = (("10,000 mAh", 100), ("20,000 mAh", 158))


@dataclass(frozen=True, slots=True)
class _Model:
    """One model: its price in mills of a US dollar, and its variants with their share of that price in per cent."""

    department: str
    brand: str
    model: str
    mpn: str
    mills: int
    variants: tuple[tuple[str, int], ...]
    attributes: tuple[tuple[str, str], ...]


def _models(department: str, variants: tuple[tuple[str, int], ...], *rows: tuple[str, str, str, int, str]) -> list[_Model]:
    return [
        _Model(department, brand, model, mpn, mills, variants, tuple(tuple(pair.split("=", 1)) for pair in facts.split("; ")))
        for brand, model, mpn, mills, facts in rows
    ]


_MODELS = (
    *_models(
        "Headphones",
        _BLACK_WHITE_BLUE,
        ("Aurivox", "Halo 300 Wireless Headphones", "AV-H300", 79_000, "Type=over-ear; Battery=45 h; Noise cancelling=yes"),
        (
            "Aurivox",
            "Halo 700 Wireless Headphones",
            "AV-H700",
            249_000,
            "Type=over-ear; Battery=38 h; Noise cancelling=adaptive",
        ),
        ("Aurivox", "Pebble Earbuds", "AV-P10", 39_000, "Type=in-ear; Battery=6 h; Noise cancelling=no"),
        ("Klangwerk", "K5 Studio Headphones", "KW-K5", 129_000, "Type=over-ear; Impedance=80 ohm; Cable=3 m"),
        ("Klangwerk", "Duo Pro Earbuds", "KW-DP2", 109_000, "Type=in-ear; Battery=8 h; Noise cancelling=yes"),
        ("Sursagar", "Raag One Neckband", "SS-R1", 14_900, "Type=neckband; Battery=30 h; Noise cancelling=no"),
        ("Sursagar", "Taal Buds", "SS-TB4", 22_500, "Type=in-ear; Battery=7 h; Noise cancelling=yes"),
        ("Nimbra", "Drift Open-Ear Headphones", "NB-D1", 89_000, "Type=open-ear; Battery=10 h; Water resistance=IP55"),
    ),
    *_models(
        "Monitors",
        _SCREENS,
        ("Quorra", "Vista FHD Monitor", "QR-VF", 129_000, "Resolution=1920 x 1080; Refresh rate=100 Hz; Panel=IPS"),
        ("Quorra", "Vista QHD Monitor", "QR-VQ", 219_000, "Resolution=2560 x 1440; Refresh rate=144 Hz; Panel=IPS"),
        ("Quorra", "Vista UHD Monitor", "QR-VU", 329_000, "Resolution=3840 x 2160; Refresh rate=60 Hz; Panel=IPS"),
        ("Lumenarc", "Swift 180 Gaming Monitor", "LA-S180", 239_000, "Resolution=2560 x 1440; Refresh rate=180 Hz; Panel=VA"),
        ("Lumenarc", "Swift 240 Gaming Monitor", "LA-S240", 389_000, "Resolution=2560 x 1440; Refresh rate=240 Hz; Panel=OLED"),
        ("Lumenarc", "Office Plus Monitor", "LA-OP", 169_000, "Resolution=1920 x 1200; Refresh rate=75 Hz; Panel=IPS"),
        (
            "Fenestra",
            "Colour 10 Reference Monitor",
            "FN-C10",
            749_000,
            "Resolution=3840 x 2160; Refresh rate=60 Hz; Panel=IPS Black",
        ),
        ("Fenestra", "Desk Hub Monitor", "FN-DH", 299_000, "Resolution=2560 x 1440; Refresh rate=75 Hz; Ports=USB-C 90 W"),
        ("Drishya", "Clear View Monitor", "DR-CV", 99_000, "Resolution=1920 x 1080; Refresh rate=75 Hz; Panel=VA"),
        ("Drishya", "Clear View Pro Monitor", "DR-CVP", 179_000, "Resolution=2560 x 1440; Refresh rate=100 Hz; Panel=IPS"),
    ),
    *_models(
        "SSDs",
        _CAPACITIES,
        ("Bitfjord", "Rapid N4 NVMe SSD", "BF-N4", 89_000, "Interface=PCIe 4.0 x4; Read=7,200 MB/s; Form=M.2 2280"),
        ("Bitfjord", "Core S1 SATA SSD", "BF-S1", 69_000, "Interface=SATA III; Read=550 MB/s; Form=2.5 inch"),
        ("Kestrel Storage", "Talon X5 NVMe SSD", "KS-X5", 149_000, "Interface=PCIe 5.0 x4; Read=12,400 MB/s; Form=M.2 2280"),
        ("Kestrel Storage", "Pocket Portable SSD", "KS-PP", 99_000, "Interface=USB 3.2 Gen 2; Read=1,050 MB/s; Form=portable"),
        ("Smritika", "Vega NVMe SSD", "SM-V3", 64_000, "Interface=PCIe 3.0 x4; Read=3,400 MB/s; Form=M.2 2280"),
    ),
    *_models(
        "Phones",
        _PHONES,
        ("Ondulo", "Crest 9", "ON-C9", 499_000, 'Screen=6.4" OLED; Memory=8 GB; Battery=4,800 mAh'),
        ("Ondulo", "Crest 9 Lite", "ON-C9L", 279_000, 'Screen=6.5" LCD; Memory=6 GB; Battery=5,000 mAh'),
        ("Ondulo", "Zenith Fold", "ON-ZF", 1_490_000, 'Screen=7.6" OLED; Memory=12 GB; Battery=4,400 mAh'),
        ("Pratidhi", "P5 5G", "PD-P5", 189_000, 'Screen=6.6" LCD; Memory=6 GB; Battery=5,500 mAh'),
        ("Halden", "Mark III", "HD-M3", 899_000, 'Screen=6.2" OLED; Memory=12 GB; Battery=4,600 mAh'),
    ),
    *_models(
        "Keyboards",
        _SWITCHES,
        ("Tastwerk", "TKL 87 Mechanical Keyboard", "TW-87", 89_000, "Layout=tenkeyless; Connection=USB-C"),
        ("Tastwerk", "Full 104 Mechanical Keyboard", "TW-104", 109_000, "Layout=full size; Connection=USB-C"),
        ("Nimbra", "Low 75 Wireless Keyboard", "NB-L75", 119_000, "Layout=75 %; Connection=Bluetooth and USB-C"),
        ("Quorra", "Type Compact Keyboard", "QR-TC", 59_000, "Layout=65 %; Connection=Bluetooth"),
    ),
    *_models(
        "Smartwatches",
        _CASES,
        ("Ondulo", "Orbit 4 Smartwatch", "ON-OR4", 229_000, "Battery=36 h; Water resistance=5 ATM; GPS=yes"),
        ("Halden", "Trail Smartwatch", "HD-TR", 349_000, "Battery=14 days; Water resistance=10 ATM; GPS=dual band"),
        ("Pratidhi", "Fit 2 Smartwatch", "PD-F2", 39_000, "Battery=8 days; Water resistance=3 ATM; GPS=no"),
        ("Nimbra", "Loop Smartwatch", "NB-LP", 129_000, "Battery=5 days; Water resistance=5 ATM; GPS=yes"),
    ),
    *_models(
        "Power banks",
        _CHARGES,
        ("Voltara", "Brick 22 W Power Bank", "VT-B22", 24_900, "Output=22.5 W; Ports=USB-C, 2 x USB-A"),
        ("Voltara", "Brick 65 W Power Bank", "VT-B65", 59_000, "Output=65 W; Ports=2 x USB-C, USB-A"),
        ("Voltara", "Magnet Power Bank", "VT-MG", 44_900, "Output=15 W wireless; Ports=USB-C"),
        ("Urjaa", "Jeb Power Bank", "UJ-J1", 15_900, "Output=12 W; Ports=USB-C, USB-A"),
        ("Urjaa", "Tez 33 W Power Bank", "UJ-T33", 27_900, "Output=33 W; Ports=USB-C, 2 x USB-A"),
        ("Kestrel Storage", "Field Power Bank", "KS-FP", 69_000, "Output=45 W; Ports=2 x USB-C; Water resistance=IP67"),
    ),
)


def electronics_products() -> Iterator[MarketProduct]:
    """Each model in each of its variants."""
    number = _FIRST_NUMBER
    for model in _MODELS:
        for place, (label, per_cent) in enumerate(model.variants):
            number += 1
            name = f"{model.brand} {model.model}"
            yield MarketProduct(
                key=slug_of(f"{name} {label}"),
                name=name,
                brand=model.brand,
                category="electronics",
                department=model.department,
                group=slug_of(name),
                variant=tuple(label.split(", ")) if model.department != "Power banks" else (label,),
                description=f"{name} ({label}). " + ", ".join(f"{key}: {value}" for key, value in model.attributes) + ".",
                reference_mills=model.mills * per_cent // 100,
                gtin=None if number % 11 == 0 else gtin13(number),
                mpn=f"{model.mpn}{'ABCD'[place]}",
                attributes=model.attributes,
            )
