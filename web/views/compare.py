"""Products side by side."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from lib.ids import public_id
from pricing.queries import price_boards
from web.comparison import MOST, chosen_products, comparison


@require_safe
@cache_control(private=True, no_cache=True)
def compare(request: HttpRequest) -> HttpResponse:
    """`GET /compare?ids=prod_a,prod_b` (or `ids` repeated): up to five products beside each other.

    422 where the address names more, or what is no product: that is said, and the others are compared. Two statements.
    """
    chosen = chosen_products(request.GET.getlist("ids"))
    boards = price_boards(chosen.keys)
    complaints = [chosen.complaint] if chosen.complaint else []
    if len(boards) < len(chosen.keys):
        complaints.append("A product that the address names is not here, or no longer.")
    ids = [public_id("prod", board.product.pk) for board in boards]
    return render(
        request,
        "web/compare.html",
        {
            "columns": [
                (board.product, ",".join(other for other in ids if other != own))
                for board, own in zip(boards, ids, strict=True)
            ],
            "sections": comparison(boards),
            "ids": ",".join(ids),
            "room": MOST - len(boards),
            "complaints": complaints,
        },
        status=422 if complaints else 200,
    )
