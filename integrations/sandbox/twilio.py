"""Stand-in for Twilio's Messages resource, with signed status callbacks."""

from __future__ import annotations

import re
from base64 import b64decode
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from secrets import token_hex
from threading import Lock
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from integrations.sandbox.callbacks import Callbacks
from integrations.sandbox.effects import EffectLog
from integrations.sandbox.twilio_shapes import API, callback_form, message_resource, refusal, refused_for
from integrations.sandbox.wire import Ask, Effect, Reply

PATH = re.compile(rf"/{API}/Accounts/(?P<account>AC[0-9a-fA-F]{{32}})/Messages(?:/(?P<sid>SM[0-9a-f]{{32}}))?\.json")
FINAL = {"delivered", "undelivered", "failed"}


@dataclass(frozen=True, slots=True)
class TwilioOptions:
    """Empty `account_sid` or `auth_token`: any is accepted."""

    account_sid: str = ""
    auth_token: str = ""


class Twilio:
    """One account whose messages are all delivered."""

    name = "twilio"
    prefix = f"/{API}/"

    def __init__(self, log: EffectLog, callbacks: Callbacks, options: TwilioOptions) -> None:
        self._log = log
        self._callbacks = callbacks
        self._options = options
        self._lock = Lock()
        self._messages: dict[str, dict[str, Any]] = {}
        for line in log.lines("sms", self.name):
            self._messages[line["id"]] = dict(line["record"]["message"])
        for line in log.lines("status", self.name):
            self._messages[line["id"]]["status"] = line["record"]["status"]
        for line in log.lines("sms", self.name):
            self._report(line["key"], line["id"], line["record"]["callback"])

    def answer(self, ask: Ask) -> Reply | Effect:
        """Create, list or fetch a message."""
        match = PATH.fullmatch(ask.path)
        if match is None:
            return refusal(20404)
        if not self._is_known(ask, match["account"]):
            return refusal(20003)
        if match["sid"]:
            return self._get(match["sid"]) if ask.method == "GET" else refusal(20404)
        return self._list(ask) if ask.method == "GET" else self._wish(ask, match["account"])

    def error(self, status: int, ask: Ask) -> Reply:  # noqa: ARG002 - the same call for every provider
        """Twilio's error body."""
        if status == 429:
            return refusal(20429)
        return Reply(status, {"code": 20500, "message": "Internal Server Error", "more_info": "", "status": status})

    def _is_known(self, ask: Ask, account: str) -> bool:
        scheme, _, given = ask.headers.get("authorization", "").partition(" ")
        try:
            user, _, token = b64decode(given, validate=True).decode().partition(":")
        except ValueError:
            return False
        known = self._options.account_sid in {"", account} and self._options.auth_token in {"", token}
        return scheme.lower() == "basic" and user == account and bool(token) and known

    def _wish(self, ask: Ask, account: str) -> Reply | Effect:
        form = ask.form()
        if (code := refused_for(form)) is not None:
            return refusal(code)
        callback = form.get("StatusCallback", "")
        key = next(iter(parse_qs(urlsplit(callback).query).get("delivery", [])), "") or f"{form['To']}:{form['Body']}"
        return Effect(key, lambda: self._send(form, account, key))

    def _send(self, form: dict[str, str], account: str, key: str) -> Reply:
        message = message_resource(form, account, f"SM{token_hex(16)}")
        callback = form.get("StatusCallback", "")
        with self._lock:
            record = {"message": dict(message), "callback": callback}
            self._log.append(provider=self.name, kind="sms", key=key, id=message["sid"], record=record)
            self._messages[message["sid"]] = message
            answer = dict(message)
        self._report(key, message["sid"], callback)
        return Reply(201, answer)

    def _report(self, key: str, sid: str, callback: str) -> None:
        message = self._messages[sid]
        if message["status"] in FINAL:
            return

        def reached(status: str) -> None:
            with self._lock:
                message["status"] = status
                message["date_sent"] = message["date_sent"] or format_datetime(datetime.now(UTC))
                self._log.append(provider=self.name, kind="status", key=key, id=sid, record={"status": status})

        self._callbacks.twilio(callback, [callback_form(message, status) for status in ("sent", "delivered")], reached)

    def _list(self, ask: Ask) -> Reply:
        query = dict(ask.query)
        with self._lock:
            found = [dict(message) for message in reversed(self._messages.values())]
        found = [m for m in found if query.get("To", m["to"]) == m["to"] and query.get("From", m["from"]) == m["from"]]
        size, page = int(query.get("PageSize", "50")), int(query.get("Page", "0"))
        shown = found[page * size : (page + 1) * size]
        more = (page + 1) * size < len(found)
        following = {**query, "Page": str(page + 1), "PageToken": f"PA{shown[-1]['sid']}"} if more else {}
        body = {
            "messages": shown,
            "page": page,
            "page_size": size,
            "start": page * size,
            "end": page * size + max(len(shown) - 1, 0),
            "uri": f"{ask.path}?{urlencode(query)}",
            "first_page_uri": f"{ask.path}?{urlencode({**query, 'Page': '0'})}",
            "previous_page_uri": None,
            "next_page_uri": f"{ask.path}?{urlencode(following)}" if more else None,
        }
        return Reply(200, body)

    def _get(self, sid: str) -> Reply:
        with self._lock:
            message = self._messages.get(sid)
            return Reply(200, dict(message)) if message else refusal(20404)
