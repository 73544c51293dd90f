"""Bodies as Twilio writes them: messages, errors, status callbacks."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from integrations.sandbox.wire import Reply

API = "2010-04-01"
MESSAGES = {
    20003: (401, "Authenticate"),
    20404: (404, "The requested resource was not found"),
    20429: (429, "Too Many Requests"),
    21211: (400, "Invalid 'To' Phone Number"),
    21408: (400, "Permission to send an SMS has not been enabled for the region indicated by the 'To' number"),
    21602: (400, "Message body is required"),
    21603: (400, "A 'From' phone number is required"),
    21604: (400, "A 'To' phone number is required"),
    21610: (400, "Attempt to send to unsubscribed recipient"),
    21612: (400, "The 'To' phone number is not currently reachable via SMS"),
    21614: (400, "'To' number is not a valid mobile number"),
    21617: (400, "The concatenated message body exceeds the 1600 character limit"),
}
# Twilio's own magic numbers: https://www.twilio.com/docs/iam/test-credentials
MAGIC = {
    "+15005550001": 21211,
    "+15005550002": 21612,
    "+15005550003": 21408,
    "+15005550004": 21610,
    "+15005550009": 21614,
}
LONGEST_BODY = 1600


def refused_for(form: dict[str, str]) -> int | None:
    """The code Twilio refuses this message with, or None."""
    missing = next(
        (code for name, code in (("To", 21604), ("From", 21603), ("Body", 21602)) if not form.get(name)), None
    )
    if missing:
        return missing
    if len(form["Body"]) > LONGEST_BODY:
        return 21617
    if not re.fullmatch(r"\+[1-9]\d{6,14}", form["To"]):
        return 21211
    return MAGIC.get(form["To"])


def refusal(code: int) -> Reply:
    """An error answer with Twilio's code."""
    status, message = MESSAGES[code]
    more_info = f"https://www.twilio.com/docs/errors/{code}"
    return Reply(status, {"code": code, "message": message, "more_info": more_info, "status": status})


def message_resource(form: dict[str, str], account: str, sid: str) -> dict[str, Any]:
    """A message as POST and GET show it, just queued."""
    uri, now = f"/{API}/Accounts/{account}/Messages/{sid}", format_datetime(datetime.now(UTC))
    return {
        "account_sid": account,
        "api_version": API,
        "body": form["Body"],
        "date_created": now,
        "date_sent": None,
        "date_updated": now,
        "direction": "outbound-api",
        "error_code": None,
        "error_message": None,
        "from": form["From"],
        "messaging_service_sid": None,
        "num_media": "0",
        "num_segments": str(-(-len(form["Body"]) // 153)),
        "price": None,
        "price_unit": "USD",
        "sid": sid,
        "status": "queued",
        "subresource_uris": {"media": f"{uri}/Media.json"},
        "to": form["To"],
        "uri": f"{uri}.json",
    }


def callback_form(message: dict[str, Any], status: str) -> dict[str, str]:
    """The form of a status callback."""
    return {
        "ApiVersion": API,
        "AccountSid": message["account_sid"],
        "From": message["from"],
        "To": message["to"],
        "SmsSid": message["sid"],
        "MessageSid": message["sid"],
        "SmsStatus": status,
        "MessageStatus": status,
    }
