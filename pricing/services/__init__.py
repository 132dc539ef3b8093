"""What can be done with prices: record readings, release or reject what waits, correct what was wrong, load known
history, refresh summaries.
"""

from pricing.services.correction import correct_amount, correct_point
from pricing.services.history import KnownSpan, import_history
from pricing.services.quarantine import reject_point, release_point
from pricing.services.recording import PriceReading, Recorded, Verdict, record_readings
from pricing.services.summaries import refresh_aged_summaries, refresh_summaries

__all__ = [
    "KnownSpan",
    "PriceReading",
    "Recorded",
    "Verdict",
    "correct_amount",
    "correct_point",
    "import_history",
    "record_readings",
    "refresh_aged_summaries",
    "refresh_summaries",
    "reject_point",
    "release_point",
]
