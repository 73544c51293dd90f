"""The app that holds the benchmark's task."""

from __future__ import annotations

from django.apps import AppConfig


class BenchmarksConfig(AppConfig):
    """Listed only in the benchmark's own settings."""

    name = "benchmarks"
