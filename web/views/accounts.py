"""Signing up, in and out."""

from django.conf import settings
from django.contrib import auth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts import services
from lib.errors import DomainError
from web.forms import SignInForm, SignUpForm
from web.throttling import limited


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@limited("register")
def sign_up(request: HttpRequest) -> HttpResponse:
    """`/sign-up`: make an account and be signed in with it; 422 and the form again where that cannot be."""
    form = SignUpForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            user = services.register_user(**form.cleaned_data, at=timezone.now())
        except DomainError as error:
            form.refuse(error)
        else:
            auth.login(request, user)
            return redirect(_next(request))
    return _form(request, "web/sign_up.html", form)


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@limited("token")
def sign_in(request: HttpRequest) -> HttpResponse:
    """`/sign-in`: start a session and go on to `next`; 422 and the form again where name and password don't belong together."""
    form = SignInForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            user = services.sign_in(**form.cleaned_data, at=timezone.now(), request=request)
        except DomainError as error:
            form.refuse(error)
        else:
            auth.login(request, user)
            return redirect(_next(request))
    return _form(request, "web/sign_in.html", form)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """`POST /sign-out`: end the session."""
    auth.logout(request)
    return redirect("web:home")


def _form(request: HttpRequest, template: str, form) -> HttpResponse:
    target = request.POST.get("next") or request.GET.get("next", "")
    return render(request, template, {"form": form, "next": target}, status=422 if form.is_bound else 200)


def _next(request: HttpRequest) -> str:
    """Where the person wanted to go: a path of this site, else the watchlist."""
    target = request.POST.get("next") or request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return target
    return resolve_url(settings.LOGIN_REDIRECT_URL)
