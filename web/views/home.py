"""The front page, and the link that is pasted there."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from lib.errors import DomainError
from scraping.services import track_url
from scraping.tasks import hint_checks
from web.forms import TrackForm
from web.queries import front_page
from web.throttling import limited


@require_safe
@cache_control(private=True, no_cache=True)
def home(request: HttpRequest) -> HttpResponse:
    """`GET /`: what this is, the paste-a-link box, and what shops have changed lately."""
    return _home(request, TrackForm())


@require_POST
@limited("track")
def track(request: HttpRequest) -> HttpResponse:
    """`POST /track` with `url`: to the progress of the page; 422 and the box again where it is no address to track."""
    form, at = TrackForm(request.POST), timezone.now()
    if not form.is_valid():
        return _home(request, form, status=422)
    user = request.user if request.user.is_authenticated else None
    try:
        tracked = track_url(url=form.cleaned_data["url"], at=at, user=user)
    except DomainError as error:
        form.refuse(error)
        return _home(request, form, status=422)
    hint_checks([tracked.listing.pk])
    if not tracked.created and tracked.listing.product_id:
        messages.info(request, "This page is tracked already. Here is what we know of it.")
    return redirect("web:listing", tracked.listing.pk)


def _home(request: HttpRequest, form: TrackForm, status: int = 200) -> HttpResponse:
    at = timezone.now()
    return render(request, "web/home.html", {"form": form, "front": front_page(), "at": at}, status=status)
