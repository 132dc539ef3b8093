"""`manage.py rebuild_summaries`: write every product's summary anew."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from catalog.models import Product
from pricing.services import refresh_summaries


class Command(BaseCommand):
    """Rebuild ProductSummary from offers and price points, as of now."""

    help = "Rebuild the summary row of every product from its offers and price points, as of now."

    def handle(self, *args, **options):
        """Print how many products were summarised."""
        count = refresh_summaries(product_ids=Product.objects.values_list("pk", flat=True).iterator(), at=timezone.now())
        self.stdout.write(f"{count} products summarised.")
