"""Where a listing stands, in templates."""

from django import template

from catalog.models import Listing
from lib.vocabulary import Outcome
from scraping.queries import status_sentence

register = template.Library()


@register.simple_tag(takes_context=True)
def trouble(context: template.Context, listing: Listing) -> str:
    """The sentence on a listing that is not checked as it should be, at the context's `at`; empty while all is well."""
    is_well = listing.state == Listing.State.ACTIVE and (not listing.last_outcome or Outcome(listing.last_outcome).is_success)
    return "" if is_well else status_sentence(listing, context["at"])
