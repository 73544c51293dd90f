"""No pages: the engine must not need its console."""

from __future__ import annotations

urlpatterns: list[object] = []
