"""What every channel offers: send a delivery, and find one that may have been sent."""

from __future__ import annotations

from typing import Protocol, TypedDict

from notifications.models import Delivery


class Answer(TypedDict):
    """What a provider says about a message, as JSON: its name there and its status in the provider's words."""

    id: str
    status: str
    error_code: str


class Channel(Protocol):
    """total_timeout, settle: seconds, as `once` wants them."""

    @property
    def total_timeout(self) -> float: ...

    @property
    def settle(self) -> float: ...

    def send(self, delivery: Delivery) -> Answer:
        """Hand it to the provider. Raises `Transient`, `Permanent` or `AuthError`."""
        ...

    def find(self, delivery: Delivery) -> Answer | None:
        """What `send` would have returned, None when certainly never sent. Raises `CannotTell`, `Transient`, `AuthError`."""
        ...

    def state_of(self, answer: Answer) -> Delivery.State:
        """What the provider's word means for the delivery."""
        ...
