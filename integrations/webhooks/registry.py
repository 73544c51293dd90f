"""The webhook sources by slug. Provider folders register themselves; intake never imports a provider."""

from __future__ import annotations

from integrations.webhooks.source import WebhookSource

_sources: dict[str, WebhookSource] = {}


def register_source(source: WebhookSource) -> WebhookSource:
    """Make a source known under its slug; a second, different one under the same slug is a programming error."""
    known = _sources.setdefault(source.slug, source)
    if known is not source:
        raise ValueError(f"Two webhook sources are called {source.slug!r}.")
    return source


def find_source(slug: str) -> WebhookSource | None:
    return _sources.get(slug)


def source_slugs() -> tuple[str, ...]:
    return tuple(sorted(_sources))
