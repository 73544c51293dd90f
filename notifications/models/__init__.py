"""The tables of this room."""

from __future__ import annotations

from notifications.models.alert import Alert
from notifications.models.delivery import Delivery
from notifications.models.opt_out import OptOut

__all__ = ["Alert", "Delivery", "OptOut"]
