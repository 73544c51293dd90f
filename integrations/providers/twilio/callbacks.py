"""Shapes of what Twilio posts to us, as far as we read them. The set of fields grows; unknown ones are left alone."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class StatusCallback(BaseModel):
    """A message moved on. `status` is an open set of words, `error_code` is empty or digits."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    sid: str = Field(validation_alias="MessageSid", min_length=1)
    status: str = Field(validation_alias="MessageStatus", min_length=1)
    error_code: str = Field("", validation_alias="ErrorCode")
    error_message: str = Field("", validation_alias="ErrorMessage")


class InboundMessage(BaseModel):
    """Somebody texted us. `opt_out_type` (START, STOP, HELP) only comes with Twilio's Advanced Opt-Out."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    sender: str = Field(validation_alias="From", min_length=1)
    body: str = Field("", validation_alias="Body")
    opt_out_type: str = Field("", validation_alias="OptOutType")
