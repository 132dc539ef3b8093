"""`manage.py rebuild_search`: the search index from nothing."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from search.services import rebuild


class Command(BaseCommand):
    """Empty the search index and fill it from products, offers and summaries."""

    help = "Empty the search index and fill it again, most popular products first. Searches find little until it is done."

    def handle(self, *args, **options):
        """Print how many documents there are."""
        self.stdout.write(f"{rebuild(at=timezone.now())} products indexed.")
