"""`manage.py load_demo`: the demo shops with a year of prices."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError
from django.utils import timezone

from sandbox.demo import load_market
from sandbox.market import Market


class Command(BaseCommand):
    """Load the demo market once."""

    help = "Load the demo shops, their products and a year of prices. Needs a catalogue that knows none of them yet."

    def add_arguments(self, parser):
        """--base-url and --days."""
        parser.add_argument(
            "--base-url", default=f"http://127.0.0.1:{settings.SANDBOX_PORT}", help="where the demo shops answer"
        )
        parser.add_argument("--days", type=int, default=365, help="days of history (default: 365)")

    def handle(self, *args, base_url, days, **options):
        """Print how much was loaded. Raises CommandError where the demo is there already."""
        if days < 1:
            raise CommandError("--days is at least 1.")
        try:
            loaded = load_market(market=Market(), base_url=base_url.rstrip("/"), at=timezone.now(), days=days)
        except IntegrityError as error:
            raise CommandError("The catalogue holds demo products already; nothing was loaded.") from error
        if options["verbosity"]:
            self.stdout.write(
                f"{loaded.stores} shops, {loaded.products} products, {loaded.listings} listings, {loaded.points} prices, "
                f"{loaded.sales} sales."
            )
