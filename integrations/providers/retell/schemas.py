"""Shapes of Retell's webhooks, as far as we read them. Unknown words and fields do not fail; a missing call does."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field

YEAR_3000_MS = 32_503_680_000_000


def _text(value: object) -> object:
    """Retell leaves out or nulls what it does not know; a number where words are documented is kept as words."""
    if value is None:
        return ""
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _object(value: object) -> object:
    """Anything but an object holds no fields: what an agent's author configured is not worth losing a call for."""
    return value if isinstance(value, dict) else {}


Text = Annotated[str, BeforeValidator(_text)]
Fields = Annotated[dict[str, Any], BeforeValidator(_object)]
Milliseconds = Annotated[float, Field(ge=0, le=YEAR_3000_MS)]


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class CallAnalysis(_Shape):
    """What Retell's model made of the call afterwards."""

    call_summary: Text = ""
    custom_analysis_data: Fields = Field(default_factory=dict)


class RetellCall(_Shape):
    """A call. `direction`, `call_status` and `disconnection_reason` are open sets of words."""

    call_id: str = Field(min_length=1, max_length=200)
    agent_id: Text = ""
    from_number: Text = ""
    to_number: Text = ""
    direction: Text = ""
    call_status: Text = ""
    disconnection_reason: Text = ""
    start_timestamp: Milliseconds | None = None
    end_timestamp: Milliseconds | None = None
    transcript: Text = ""
    call_analysis: CallAnalysis | None = None
    collected_dynamic_variables: Fields = Field(default_factory=dict)

    @property
    def started_at(self) -> datetime | None:
        return _moment(self.start_timestamp)

    @property
    def ended_at(self) -> datetime | None:
        return _moment(self.end_timestamp)


class CallEvent(_Shape):
    """The body of `call_ended` and `call_analyzed`; `data` is the deprecated name of `call`."""

    event: str
    call: RetellCall = Field(validation_alias=AliasChoices("call", "data"))


def _moment(milliseconds: float | None) -> datetime | None:
    return None if milliseconds is None else datetime.fromtimestamp(milliseconds / 1000, UTC)
