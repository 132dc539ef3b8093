"""`manage.py prune_evidence`: delete stored pages that are older than is kept."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from scraping.services import prune_evidence


class Command(BaseCommand):
    """One round of retention, as the schedule runs it once a day."""

    help = (
        "Delete stored pages older than EVIDENCE_KEEP_DAYS, except the newest EVIDENCE_KEEP_PER_LISTING of each listing, and "
        "files that no receipt refers to. Receipts keep their hash and reading. Safe to run again at any time."
    )

    def handle(self, *args, **options):
        """Print how many receipts lost their page and how many files were deleted."""
        pruned = prune_evidence(at=timezone.now())
        self.stdout.write(f"{pruned.receipts} receipts without their page now, {pruned.files} files deleted.")
