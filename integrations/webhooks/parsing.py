"""Turns a stored event into a provider's typed payload, and says exactly what does not fit."""

from __future__ import annotations

from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from integrations.models import WebhookEvent
from integrations.webhooks.bodies import UnreadableBody, form_fields, read_json
from integrations.webhooks.errors import InvalidPayload
from integrations.webhooks.outcomes import mark_failed
from integrations.webhooks.source import FORM_TYPE
from jobs import redact

Schema = TypeVar("Schema", bound=BaseModel)
SHOWN_ERRORS = 5
FORM = "a form"


def parse_event(event: WebhookEvent, schema: type[Schema]) -> Schema:
    """The event's content as `schema`. Raises `InvalidPayload` (first fault) and leaves all faults on the event."""
    try:
        return schema.model_validate(event_content(event))
    except UnreadableBody as error:
        faults = [InvalidPayload("body", _format_of(event), str(error))]
    except ValidationError as error:
        faults = [_fault(detail) for detail in error.errors(include_url=False)]
    mark_failed(event.id, "\n".join(str(fault) for fault in faults[:SHOWN_ERRORS]))
    raise faults[0]


def event_content(event: WebhookEvent) -> object:
    """The body as JSON values or form fields (or the query of a GET), fit to be stored. Raises `UnreadableBody`."""
    if event.method == "GET":
        return storable(form_fields(event.query_string.encode()))
    body = bytes(event.body)
    if _format_of(event) == FORM:
        return storable(form_fields(body))
    try:
        return storable(read_json(body))
    except RecursionError as error:
        raise UnreadableBody("nested too deeply") from error


def storable(value: object) -> object:
    """`value` with U+FFFD for what databases refuse in text: NUL, and halves of surrogate pairs from cut transcripts."""
    if isinstance(value, str):
        return value if value.isprintable() else _without_refused(value)
    if isinstance(value, list):
        return [storable(item) for item in value]
    if isinstance(value, dict):
        return {storable(key): storable(item) for key, item in value.items()}
    return value


def _without_refused(text: str) -> str:
    # Through UTF-16, where two halves in a row become the character they were cut from.
    return text.replace("\0", "\ufffd").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _format_of(event: WebhookEvent) -> str:
    return FORM if event.content_type.partition(";")[0].strip().lower() == FORM_TYPE else "JSON"


def _fault(detail: ErrorDetails) -> InvalidPayload:
    path = ".".join(str(part) for part in detail["loc"]) or "body"
    got = "nothing" if detail["type"] == "missing" else describe(detail["input"])
    return InvalidPayload(path, redact(detail["msg"]).removeprefix("Input should be "), got)


def describe(value: object) -> str:
    """What kind of thing `value` is, without saying what it says: it may be a name or a number of a customer."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, str):
        return f"text of {len(value)} characters"
    if isinstance(value, dict):
        return f"an object with {len(value)} fields"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    return f"a number ({type(value).__name__})"
