"""`manage.py run`: the whole system in one process."""

from django.core.management.base import BaseCommand, CommandError

from pricetracker.serving import embedded
from pricetracker.serving.errors import CannotStart


class Command(BaseCommand):
    """Prepare what is missing, serve until Ctrl-C (or SIGTERM), exit with 0. Exits with 1 and one line where it cannot start.

    Takes its options from the environment: HOST, PORT, SANDBOX_PORT, DATA_DIR, DATABASE_URL, REDIS_URL, DEMO, ADMIN_EMAIL,
    ADMIN_PASSWORD (docs/operations.md).
    """

    help = "Run everything in this process: site, API, WebSockets, worker, scheduler and, with DEMO=1, the demo shops."
    requires_system_checks = ()  # they cost half a second of every start, and `make lint` runs them

    def handle(self, *args, **options) -> None:
        """Serve; `READY` is printed when the site answers."""
        try:
            embedded.run(say=self._say)
        except CannotStart as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            self._say("Stopped before it was ready.")

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
