"""What the providers tell us on their own: signed webhooks, posted in the background to our public address."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
from base64 import b64encode
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPException
from threading import Event
from typing import Any
from urllib.parse import urlencode

from integrations.sandbox.calcom_shapes import webhook_payload
from integrations.sandbox.wire import post

logger = logging.getLogger(__name__)
WORKERS = 16
SUCCESS = range(200, 300)


@dataclass(frozen=True, slots=True)
class CallbackOptions:
    """`delay`: seconds before each callback. An empty secret or `public_url` leaves the callbacks of that provider out."""

    public_url: str = ""
    twilio_auth_token: str = ""
    calcom_secret: str = ""
    delay: float = 0.3
    retry_delay: float = 1.0


class Callbacks:
    """Posts callbacks in order per message, several messages side by side."""

    def __init__(self, options: CallbackOptions) -> None:
        self._options = options
        self._stop = Event()
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="callback")

    def calcom(self, trigger: str, booking: dict[str, Any]) -> None:
        """Announce a booking. Cal.com's direct path does not retry."""
        if self._options.public_url and self._options.calcom_secret:
            self._pool.submit(self._post_calcom, json.dumps(webhook_payload(trigger, booking)).encode())

    def twilio(self, url: str, steps: list[dict[str, str]], reached: Callable[[str], None]) -> None:
        """Report the states of a message one after the other; `reached` hears of each before it is posted."""
        self._pool.submit(self._post_twilio, url, steps, reached)

    def close(self) -> None:
        """Drop what waits; let what is being posted end."""
        self._stop.set()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _post_calcom(self, body: bytes) -> None:
        if self._stop.wait(self._options.delay):
            return
        digest = hmac.new(self._options.calcom_secret.encode(), body, hashlib.sha256).hexdigest()
        headers = {
            "Content-Type": "application/json",
            "X-Cal-Signature-256": digest,
            "X-Cal-Webhook-Version": "2021-10-20",
        }
        _try_post(f"{self._options.public_url}/webhooks/calcom/", body, headers)

    def _post_twilio(self, url: str, steps: list[dict[str, str]], reached: Callable[[str], None]) -> None:
        for form in steps:
            if self._stop.wait(self._options.delay):
                return
            reached(form["MessageStatus"])
            if not url:
                continue
            headers = {
                "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
                "X-Twilio-Signature": twilio_signature(url, form, self._options.twilio_auth_token),
            }
            body = urlencode(form).encode()
            if not _try_post(url, body, headers) and not self._stop.wait(self._options.retry_delay):
                _try_post(url, body, headers)


def twilio_signature(url: str, form: Mapping[str, str], auth_token: str) -> str:
    """`X-Twilio-Signature`: base64 of HMAC-SHA1 over the URL and the sorted parameters.

    https://www.twilio.com/docs/usage/webhooks/webhooks-security
    """
    signed = url + "".join(name + form[name] for name in sorted(form))
    return b64encode(hmac.new(auth_token.encode(), signed.encode(), hashlib.sha1).digest()).decode()


def _try_post(url: str, body: bytes, headers: Mapping[str, str]) -> bool:
    try:
        status, _ = post(url, body, headers)
    except (OSError, HTTPException) as error:
        logger.warning("callback not delivered: %s", type(error).__name__)
        return False
    if status not in SUCCESS:
        logger.warning("callback answered %s", status)
    return status in SUCCESS
