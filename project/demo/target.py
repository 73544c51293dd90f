"""The running machine that the demo plays to: its address, and the key that its webhooks are signed with."""

from __future__ import annotations

from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from django.conf import settings

from project.machine.run_file import RunFile, data_folder

EFFECTS_AT = ("calcom", "twilio")
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class NoTarget(Exception):
    """There is nothing that the demo may play to; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where to post, and with which key to sign."""

    url: str
    retell_key: str = field(repr=False)


def find_target() -> Target:
    """What `manage.py up` started, else what PUBLIC_URL names; raises `NoTarget`."""
    run_file = RunFile(data_folder())
    made_up = run_file.get("stand_ins") or {}
    _refuse_real_providers(made_up)
    url = run_file.get("url") if run_file.get("pids") else None
    url = str(url or settings.PUBLIC_URL)
    if not _is_live(url):
        raise NoTarget(f"Nobody answers at {url}: start `manage.py up` first.")
    key = settings.PROVIDERS["retell"]["api_key"] or made_up.get("RETELL_API_KEY", "")
    if not key:
        raise NoTarget("RETELL_API_KEY is not set: the demo cannot sign its calls.")
    return Target(url=url, retell_key=key)


def _refuse_real_providers(made_up: dict[str, str]) -> None:
    """A demo must never book at a real calendar or send to a real phone."""
    for name in EFFECTS_AT:
        provider = settings.PROVIDERS[name]
        is_made_up = provider["api_key"] in {"", *made_up.values()}
        if not is_made_up and urlsplit(provider["base_url"]).hostname not in LOOPBACK:
            raise NoTarget(f"{name} has real credentials: the demo plays only where the sandbox stands in.")


def _is_live(url: str) -> bool:
    parts = urlsplit(url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(parts.netloc, timeout=3)
    try:
        connection.request("GET", f"{parts.path}/health/live")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
