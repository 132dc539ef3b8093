"""Products in templates."""

from django import template

from lib.ids import public_id

register = template.Library()


@register.filter
def product_id(key: int) -> str:
    """The public id of the product with this database key.

    >>> product_id(7).startswith("prod_")
    True
    """
    return public_id("prod", key)
