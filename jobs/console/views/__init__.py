"""Thin screens: filter object, named query, template."""

from __future__ import annotations
