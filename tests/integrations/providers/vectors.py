"""The recorded signature vectors of each provider, as arguments of `verify`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

FIXTURES = Path(__file__).parents[2] / "fixtures" / "providers"
DEFAULT_NOW = 1_795_315_428.0


@dataclass(frozen=True)
class Vector:
    """One recorded request, and whether the provider's own SDK would accept it."""

    name: str
    valid: bool
    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes
    secrets: Sequence[str]
    now: datetime
    signature_method: str | None = field(default=None)

    def __str__(self) -> str:
        return self.name

    def arguments(self, **changes: object) -> dict[str, Any]:
        names = ("method", "url", "headers", "body", "secrets", "now", "signature_method")
        return {name: getattr(self, name) for name in names} | changes


def vectors(provider: str) -> list[Vector]:
    document = json.loads((FIXTURES / provider / "signature_vectors.json").read_text(encoding="utf-8"))
    schemes = document.get("schemes", [document])
    return [_vector(raw) for scheme in schemes for raw in scheme["vectors"]]


def valid_vectors(provider: str) -> list[Vector]:
    return [vector for vector in vectors(provider) if vector.valid]


def vector_named(provider: str, name: str) -> Vector:
    return next(vector for vector in vectors(provider) if vector.name == name)


def sample(provider: str, name: str) -> dict[str, Any]:
    text = (FIXTURES / provider / "samples" / f"{name}.json").read_text(encoding="utf-8")
    document: dict[str, Any] = json.loads(text)
    return document


def _vector(raw: dict[str, Any]) -> Vector:
    return Vector(
        name=raw["name"],
        valid=raw["valid"],
        method=raw["method"],
        url=raw["url"],
        headers=raw["headers"],
        body=raw["body"].encode(),
        secrets=[raw["secret"]],
        now=datetime.fromtimestamp(raw.get("now") or DEFAULT_NOW, tz=UTC),
        signature_method=raw.get("signature_method"),
    )
