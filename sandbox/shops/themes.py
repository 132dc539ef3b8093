"""How each shop looks and speaks."""

from dataclasses import dataclass

from lib.vocabulary import Availability

_ENGLISH_STOCK = {
    Availability.IN_STOCK: "In stock",
    Availability.LIMITED: "Limited stock",
    Availability.OUT_OF_STOCK: "Out of stock",
    Availability.PREORDER: "Pre-order",
    Availability.UNKNOWN: "Ask us",
}
_GERMAN_STOCK = {
    Availability.IN_STOCK: "Auf Lager",
    Availability.LIMITED: "Nur noch wenige verfügbar",
    Availability.OUT_OF_STOCK: "Nicht auf Lager",
    Availability.PREORDER: "Vorbestellbar",
    Availability.UNKNOWN: "Auf Anfrage",
}


@dataclass(frozen=True, slots=True)
class Theme:
    """A shop's look (accent for light and for dark screens, corner radius, font, layout) and words."""

    motto: str
    accent: str
    accent_dark: str
    radius: str
    font: str
    layout: str
    lang: str = "en"
    buy: str = "Add to cart"
    similar: str = "You may also like"
    stock: tuple[tuple[Availability, str], ...] = tuple(_ENGLISH_STOCK.items())

    def stock_label(self, availability: Availability) -> str:
        """What the page says of the stock."""
        return dict(self.stock)[availability]


_SANS = "system-ui, sans-serif"
_SERIF = "Georgia, Times New Roman, serif"
_NARROW = "Segoe UI, Roboto, Arial, sans-serif"

THEMES = {
    "dhanush": Theme("Aim for everything", "#9a3412", "#fdba74", "4px", _NARROW, "wide", lang="en-IN"),
    "patang": Theme("Prices that fly low", "#be185d", "#f9a8d4", "0", _NARROW, "split", lang="en-IN", buy="Buy now"),
    "shakti": Theme("Only protein. All protein.", "#15803d", "#86efac", "10px", _SANS, "split", lang="en-IN"),
    "meru": Theme("Wellness, delivered free", "#0f766e", "#5eead4", "16px", _SANS, "stacked", lang="en-IN", buy="Add to bag"),
    "jugnu": Theme("Blink and it is gone", "#a16207", "#fde047", "2px", _NARROW, "stacked", lang="en-IN", buy="Grab it"),
    "elbhafen": Theme(
        "Technik vom Wasser",
        "#1d4ed8",
        "#93c5fd",
        "3px",
        _NARROW,
        "split",
        lang="de",
        buy="In den Warenkorb",
        similar="Ähnliche Artikel",
        stock=tuple(_GERMAN_STOCK.items()),
    ),
    "cobalt": Theme("Good gear, good wood", "#1e40af", "#a5b4fc", "8px", _SANS, "wide", lang="en-US"),
    "hobnob": Theme(
        "Sixty years of good things, honestly priced",
        "#7c2d12",
        "#fed7aa",
        "0",
        _SERIF,
        "stacked",
        lang="en-GB",
        buy="Add to basket",
    ),
    "sabah": Theme("Picked this morning", "#166534", "#bbf7d0", "14px", _SANS, "split", lang="en"),
    "nilebasket": Theme("From the Delta to your door", "#0369a1", "#7dd3fc", "6px", _NARROW, "stacked", lang="en"),
}
