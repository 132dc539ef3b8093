"""Parts of addresses that are more than a text or a number."""

from lib.ids import MalformedId, public_id, row_key


class ProductId:
    """`prod_…` in an address, the product's database key in the view. A malformed id matches no address: the answer is 404."""

    regex = "prod_[0-9a-z]{1,32}"

    def to_python(self, value: str) -> int:
        """The key behind the id. Raises `ValueError`, as Django wants it, for an id that we never wrote."""
        try:
            return row_key("prod", value)
        except MalformedId as error:
            raise ValueError(error.message) from error

    def to_url(self, value: int) -> str:
        """The public id of the product with key `value`."""
        return public_id("prod", value)
