"""Search results, a product, its prices and its history."""

from rest_framework import serializers

from api.comparison.serializers.common import CacheInfo, InstantField, Meta, MoneyField, NumberField, Pagination


class BestDealOfResult(serializers.Serializer):
    """The cheapest offer of a search result."""

    retailer = serializers.CharField()
    price = MoneyField()
    discount_percent = NumberField(help_text="Against its list price; 0.0 where it has none.")


class SearchResult(serializers.Serializer):
    """A product in search results. Prices are null where no shop has it for sale."""

    id = serializers.CharField()
    name = serializers.CharField()
    brand = serializers.CharField(allow_blank=True)
    flavor = serializers.CharField(allow_blank=True)
    image_url = serializers.CharField(allow_blank=True)
    currency = serializers.CharField(allow_blank=True, help_text="ISO 4217")
    min_price = MoneyField(allow_null=True)
    max_price = MoneyField(allow_null=True)
    retailer_count = serializers.IntegerField()
    best_deal = BestDealOfResult(allow_null=True)


class FacetCount(serializers.Serializer):
    """How many results have a value."""

    value = serializers.CharField()
    count = serializers.IntegerField()


class Facets(serializers.Serializer):
    """The results counted."""

    brand = FacetCount(many=True)
    flavor = FacetCount(many=True)
    retailer = FacetCount(many=True)
    category = FacetCount(many=True)


class SearchAnswer(serializers.Serializer):
    """Products that match."""

    products = SearchResult(many=True)
    total_count = serializers.IntegerField()
    page = serializers.IntegerField()
    per_page = serializers.IntegerField()
    total_pages = serializers.IntegerField()
    total_is_exact = serializers.BooleanField()
    pagination = Pagination()
    facets = Facets()
    filters_applied = serializers.DictField()
    corrected_query = serializers.CharField(allow_null=True, help_text="What was searched instead of unknown words.")
    cache_info = CacheInfo()
    meta = Meta()


class ProductDetail(serializers.Serializer):
    """A product with its nutrition. An unknown text is empty, an unknown number null."""

    id = serializers.CharField()
    name = serializers.CharField()
    brand = serializers.CharField(allow_blank=True)
    flavor = serializers.CharField(allow_blank=True)
    weight_grams = NumberField(allow_null=True)
    net_quantity = NumberField(allow_null=True, help_text="In `net_unit`, also for what is not sold by weight.")
    net_unit = serializers.CharField(allow_blank=True)
    servings = serializers.IntegerField(allow_null=True)
    protein_per_serving = NumberField(allow_null=True, help_text="Grams")
    carbs_per_serving = NumberField(allow_null=True, help_text="Grams")
    fat_per_serving = NumberField(allow_null=True, help_text="Grams")
    calories_per_serving = NumberField(allow_null=True, help_text="kcal")
    ingredients = serializers.ListField(child=serializers.CharField())
    image_url = serializers.CharField(allow_blank=True)
    description = serializers.CharField(allow_blank=True)
    category = serializers.CharField(allow_blank=True)
    is_organic = serializers.BooleanField()
    attributes = serializers.DictField()
    created_at = InstantField()
    updated_at = InstantField()


class Specifications(serializers.Serializer):
    """More of a label."""

    protein_percent = NumberField(allow_null=True)
    bcaa_per_serving = NumberField(allow_null=True, help_text="Grams")
    glutamine_per_serving = NumberField(allow_null=True, help_text="Grams")
    digestibility = serializers.CharField(allow_blank=True)


class ProductAnswer(serializers.Serializer):
    """One product."""

    product = ProductDetail()
    specifications = Specifications()


class NamedProduct(serializers.Serializer):
    """Which product the prices are of."""

    id = serializers.CharField()
    name = serializers.CharField()
    brand = serializers.CharField(allow_blank=True)
    flavor = serializers.CharField(allow_blank=True)


class Price(serializers.Serializer):
    """What one shop asks."""

    retailer_id = serializers.CharField()
    retailer_name = serializers.CharField()
    price = MoneyField()
    original_price = MoneyField(help_text="The list price; the price itself where the shop shows none above it.")
    discount_percent = NumberField(help_text="Against original_price.")
    currency = serializers.CharField(help_text="ISO 4217")
    in_stock = serializers.BooleanField(help_text="Whether it can be ordered; a shop that says nothing counts as able to sell.")
    availability = serializers.ChoiceField(choices=["in_stock", "out_of_stock", "preorder", "limited", "unknown"])
    affiliate_url = serializers.CharField(help_text="Where to buy it.")
    delivery_time = serializers.CharField(allow_blank=True)
    last_updated = InstantField(help_text="When the price was last seen on the shop's page.")


class PriceStats(serializers.Serializer):
    """The range of what can be bought in one currency."""

    lowest_price = MoneyField(allow_null=True)
    highest_price = MoneyField(allow_null=True)
    average_price = MoneyField(allow_null=True)
    price_range = MoneyField(allow_null=True)
    currency = serializers.CharField(allow_blank=True)
    retailers_in_stock = serializers.IntegerField()
    total_retailers = serializers.IntegerField()


class BestDeal(serializers.Serializer):
    """The cheapest offer; its savings are against the next-cheapest one."""

    retailer_id = serializers.CharField()
    retailer_name = serializers.CharField()
    price = MoneyField()
    savings_amount = MoneyField()
    savings_percent = NumberField()


class BestPrice(serializers.Serializer):
    """The cheapest offer in short; its savings are against the next-cheapest one."""

    retailer_id = serializers.CharField()
    price = MoneyField()
    savings = MoneyField()


class PricesAnswer(serializers.Serializer):
    """What every shop asks for a product."""

    product = NamedProduct()
    prices = Price(many=True)
    price_stats = PriceStats()
    best_deal = BestDeal(allow_null=True)
    best_price = BestPrice(allow_null=True)
    last_updated = InstantField()
    cache_timestamp = InstantField(help_text="When this answer was made.")


class HistoryRow(serializers.Serializer):
    """The best price at the end of an hour, a day or a week."""

    date = serializers.CharField(help_text="2024-01-15; of hours 2024-01-15T14:00:00Z.")
    price = MoneyField()
    original_price = MoneyField()
    in_stock = serializers.BooleanField(help_text="False: nobody sold it; the price is the last one that was shown.")
    retailer_id = serializers.CharField()


class HistoryStatistics(serializers.Serializer):
    """The window in numbers; null where nothing could be bought."""

    min_price = MoneyField(allow_null=True)
    max_price = MoneyField(allow_null=True)
    avg_price = MoneyField(allow_null=True, help_text="Weighted by how long each price held.")
    price_changes = serializers.IntegerField()
    days_tracked = serializers.IntegerField()
    current_price = MoneyField(allow_null=True)
    price_trend = serializers.ChoiceField(choices=["up", "down", "stable"])
    price_change_percent = NumberField(help_text="The current price against avg_price.")


class HistoryAnswer(serializers.Serializer):
    """What a product has cost."""

    product_id = serializers.CharField()
    retailer_id = serializers.CharField(allow_blank=True, help_text="Empty: the best price of all shops.")
    currency = serializers.CharField(allow_blank=True)
    interval = serializers.ChoiceField(choices=["hourly", "daily", "weekly"])
    days = serializers.IntegerField()
    price_history = HistoryRow(many=True)
    statistics = HistoryStatistics()
