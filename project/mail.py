"""Django's mail settings from one address."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from environ import Env

from project.config import Config

TIMEOUT_SECONDS = 10


def settings_for(config: Config) -> dict[str, Any]:
    """Backend, host and sender; a mail server that does not answer costs ten seconds, not a worker."""
    address = urlsplit(config.email_url)
    settings: dict[str, Any] = Env.email_url_config(config.email_url)
    if address.scheme == "filemail":
        # django-environ drops the leading slash; what is left would depend on where the process was started.
        settings["EMAIL_FILE_PATH"] = address.path
    return settings | {
        "EMAIL_TIMEOUT": TIMEOUT_SECONDS,
        "DEFAULT_FROM_EMAIL": config.default_from_email,
        "SERVER_EMAIL": config.default_from_email,
    }
