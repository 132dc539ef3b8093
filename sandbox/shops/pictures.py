"""Invented product pictures: a shape for the category in a colour for the product, drawn as SVG."""

from html import escape

from sandbox.market import MarketProduct
from sandbox.market.draws import Draws

_SHAPES = {
    "whey_protein": '<path d="M130 104h140v162q0 14-14 14H144q-14 0-14-14zM140 64h120v30H140z"/>',
    "produce": '<circle cx="200" cy="190" r="88"/><path d="M200 108c-4-30 10-48 40-54-2 30-14 48-40 54z"/>',
    "electronics": '<path d="M90 102q0-12 12-12h196q12 0 12 12v138H90zM165 250h70v22h-70z"/>',
}


def picture(product: MarketProduct) -> str:
    """An SVG document of 400 by 400 with the product's brand and variant on it."""
    hue = Draws("picture", product.key).below(360)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="400" viewBox="0 0 400 400" role="img">'
        f"<title>{escape(product.title)}</title>"
        f'<rect width="400" height="400" fill="hsl({hue} 40% 94%)"/>'
        f'<g fill="hsl({hue} 45% 42%)">{_SHAPES[product.category]}</g>'
        f'<g font-family="sans-serif" text-anchor="middle" fill="hsl({hue} 50% 20%)">'
        f'<text x="200" y="330" font-size="22">{escape(product.brand or product.name)}</text>'
        f'<text x="200" y="360" font-size="16">{escape(" ".join(product.variant) or product.department)}</text>'
        "</g></svg>"
    )
