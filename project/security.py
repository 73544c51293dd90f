"""What browsers are told to enforce: transport, cookies and one Content-Security-Policy per part of the site."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from project.config import Config

STRICT = {
    "default-src": "'none'",
    "style-src": "'self'",
    "script-src": "'self'",
    "img-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
# Django's admin and django-rq's pages carry style attributes and data: images; scripts stay as strict as ours.
ADMIN = STRICT | {"style-src": "'self' 'unsafe-inline'", "img-src": "'self' data:", "font-src": "'self'"}
LOOSER_PATHS = ("/admin/", "/django-rq/")
YEAR_SECONDS = 31_536_000
SESSION_SECONDS = 12 * 3_600


def policy_text(policy: dict[str, str]) -> str:
    return "; ".join(f"{directive} {sources}" for directive, sources in policy.items())


class ContentSecurityPolicy:
    """Adds the policy to every answer that has none of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        policy = ADMIN if request.path.startswith(LOOSER_PATHS) else STRICT
        response.headers.setdefault("Content-Security-Policy", policy_text(policy))
        return response


def settings_for(config: Config) -> dict[str, Any]:
    """Django's security settings; in production as `check --deploy` wants them."""
    always = {
        "SECURE_CONTENT_TYPE_NOSNIFF": True,
        "SECURE_REFERRER_POLICY": "same-origin",
        "SECURE_CROSS_ORIGIN_OPENER_POLICY": "same-origin",
        "X_FRAME_OPTIONS": "DENY",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_AGE": SESSION_SECONDS,
        "CSRF_TRUSTED_ORIGINS": [origin(config.public_url)],
    }
    if not config.is_production or not config.secure_ssl_redirect:
        return always
    return always | {
        "SECURE_SSL_REDIRECT": True,
        # Probes reach the process directly, without the proxy that speaks https.
        "SECURE_REDIRECT_EXEMPT": [r"^health/", r"^metrics$"],
        "SECURE_HSTS_SECONDS": YEAR_SECONDS,
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        # Signalbox owns one host name, not the domain around it: it may not bind the neighbours.
        "SILENCED_SYSTEM_CHECKS": ["security.W005", "security.W021"],
    }


def origin(address: str) -> str:
    """Scheme and host of an address that may carry a path."""
    scheme, _, rest = address.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}"
