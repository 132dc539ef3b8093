"""Brands, shops, popular products and deals."""

from rest_framework import serializers

from api.comparison.serializers.common import InstantField, MoneyField, NumberField, Pagination


class BrandSerializer(serializers.Serializer):
    """A brand."""

    id = serializers.CharField()
    name = serializers.CharField()
    logo_url = serializers.CharField(allow_blank=True)
    product_count = serializers.IntegerField()
    avg_price = MoneyField(allow_null=True, help_text="Mean of the best prices of its products.")
    currency = serializers.CharField(allow_blank=True)
    country = serializers.CharField(allow_blank=True)


class BrandsAnswer(serializers.Serializer):
    """Brands by name."""

    brands = BrandSerializer(many=True)
    total_count = serializers.IntegerField()
    pagination = Pagination()


class RetailerSerializer(serializers.Serializer):
    """A shop."""

    id = serializers.CharField()
    name = serializers.CharField()
    domain = serializers.CharField(allow_blank=True)
    logo_url = serializers.CharField(allow_blank=True)
    active = serializers.BooleanField()
    product_count = serializers.IntegerField()
    avg_delivery_days = serializers.IntegerField(allow_null=True)
    free_shipping_threshold = MoneyField(allow_null=True)
    currency = serializers.CharField(allow_blank=True)
    country = serializers.CharField(allow_blank=True)
    supported_payment_methods = serializers.ListField(child=serializers.CharField())
    affiliate_program = serializers.CharField(allow_blank=True)
    commission_rate = serializers.CharField(allow_blank=True)


class RetailersAnswer(serializers.Serializer):
    """The shops that are compared."""

    retailers = RetailerSerializer(many=True)
    total_count = serializers.IntegerField()
    last_updated = InstantField()


class PopularProduct(serializers.Serializer):
    """A popular product that can be bought."""

    id = serializers.CharField()
    name = serializers.CharField()
    brand = serializers.CharField(allow_blank=True)
    flavor = serializers.CharField(allow_blank=True)
    image_url = serializers.CharField(allow_blank=True)
    popularity_score = NumberField(help_text="0 to 100, against the most popular product.")
    view_count_30d = serializers.IntegerField()
    click_count_30d = serializers.IntegerField()
    watch_count = serializers.IntegerField(help_text="People who began to watch it in the timeframe.")
    currency = serializers.CharField()
    min_price = MoneyField()
    price_trend = serializers.ChoiceField(choices=["up", "down", "stable"])
    price_change_percent = NumberField(help_text="The best price now against its mean of 30 days.")
    in_stock_retailers = serializers.IntegerField()
    total_retailers = serializers.IntegerField()


class PopularAnswer(serializers.Serializer):
    """Popular products."""

    popular_products = PopularProduct(many=True)
    timeframe = serializers.CharField()
    last_updated = InstantField()


class ProductOfDeal(serializers.Serializer):
    """What is reduced."""

    id = serializers.CharField()
    name = serializers.CharField()
    brand = serializers.CharField(allow_blank=True)
    flavor = serializers.CharField(allow_blank=True)
    image_url = serializers.CharField(allow_blank=True)


class DealFacts(serializers.Serializer):
    """How far it is reduced; the savings are against the list price."""

    retailer_id = serializers.CharField()
    retailer_name = serializers.CharField()
    current_price = MoneyField()
    original_price = MoneyField()
    currency = serializers.CharField()
    discount_percent = NumberField()
    savings_amount = MoneyField()
    deal_type = serializers.ChoiceField(choices=["limited_time", "price_drop", "discount"])
    expires_at = InstantField(allow_null=True, help_text="The end of the sale; null where none is known.")
    affiliate_url = serializers.CharField()
    since = InstantField()
    last_updated = InstantField()


class DealHistory(serializers.Serializer):
    """The product's last 30 days in all shops."""

    lowest_30d = MoneyField()
    highest_30d = MoneyField()
    avg_30d = MoneyField()


class DealSerializer(serializers.Serializer):
    """An offer below its list price."""

    product = ProductOfDeal()
    deal = DealFacts()
    price_history = DealHistory()


class DealsAnswer(serializers.Serializer):
    """What is reduced now."""

    deals = DealSerializer(many=True)
    pagination = Pagination()
    filters_applied = serializers.DictField()
