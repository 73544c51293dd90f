"""Checks recorded requests and answers against the providers' official specifications (trimmed, in fixtures)."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures" / "providers"
TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "number": (int, float),
    "integer": (int,),
    "boolean": (bool,),
}


@cache
def _spec(provider: str) -> dict[str, Any]:
    return dict(json.loads((FIXTURES / provider / "spec.json").read_text("utf-8")))


def faults_of_request(provider: str, request: dict[str, Any]) -> list[str]:
    """What is wrong with a request as the sandbox recorded it; empty when the specification allows it."""
    operation = _operation(provider, request)
    parameters = operation["parameters"]
    in_query = {name for name, parameter in parameters.items() if parameter["in"] == "query"}
    wrong = [f"query {name}: unknown" for name in request["query"] if name not in in_query]
    wrong += [
        f"{parameter['in']} {name}: missing"
        for name, parameter in parameters.items()
        if parameter["required"] and name.lower() not in {**request["headers"], **_lower(request["query"])}
        if parameter["in"] != "path"
    ]
    for name, value in request["query"].items():
        if (enum := parameters.get(name, {}).get("schema", {}).get("items", {}).get("enum")) is not None:
            wrong += [f"query {name}: {part}" for part in value.split(",") if part not in enum]
    if "body" in operation:
        is_form = "form-urlencoded" in request["headers"]["content-type"]
        body = dict(parse_qsl(request["body"])) if is_form else json.loads(request["body"])
        wrong += [f"body {name}: unknown" for name in body if name not in operation["body"]["properties"]]
        wrong += faults_of(body, operation["body"])
    return wrong


def faults_of_answer(provider: str, request: dict[str, Any], answer: Any) -> list[str]:
    """What is wrong with the answer to that request."""
    return faults_of(answer, _operation(provider, request)[str(request["status"])])


def faults_of(value: Any, schema: dict[str, Any], path: str = "$") -> list[str]:
    """The part of JSON Schema that these specifications use: type, required, properties, items, enum, pattern."""
    if value is None:
        return [] if schema.get("nullable") or "type" not in schema else [f"{path}: null"]
    kind = schema.get("type")
    if kind and (not isinstance(value, TYPES[kind]) or (kind != "boolean" and isinstance(value, bool))):
        return [f"{path}: {type(value).__name__} for {kind}"]
    if "enum" in schema and value not in schema["enum"]:
        return [f"{path}: {value}"]
    if "pattern" in schema and not re.search(schema["pattern"], value):
        return [f"{path}: {value}"]
    return _faults_inside(value, schema, path)


def _faults_inside(value: Any, schema: dict[str, Any], path: str) -> list[str]:
    wrong: list[str] = []
    if isinstance(value, dict):
        wrong += [f"{path}.{name}: missing" for name in schema.get("required", []) if name not in value]
        known, rest = schema.get("properties", {}), schema.get("additionalProperties")
        for name, inner in value.items():
            wrong += faults_of(inner, known.get(name) or (rest if isinstance(rest, dict) else {}), f"{path}.{name}")
    if isinstance(value, list):
        for index, inner in enumerate(value):
            wrong += faults_of(inner, schema.get("items", {}), f"{path}[{index}]")
    return wrong


def _operation(provider: str, request: dict[str, Any]) -> dict[str, Any]:
    for name, operation in _spec(provider).items():
        method, _, template = name.partition(" ")
        pattern = re.sub(r"\\{\w+\\}", "[^/]+", re.escape(template))
        if method == request["method"] and re.fullmatch(pattern, request["path"]):
            return dict(operation)
    raise LookupError(f"{request['method']} {request['path']} is not in the specification")


def _lower(values: dict[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in values.items()}
