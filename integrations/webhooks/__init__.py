"""Intake: signed events from providers are verified over their raw bytes, stored once, and handed to a job."""

from __future__ import annotations
