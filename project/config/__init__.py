"""The environment, read once into one frozen object: `load()` gives a `Config` or a `ConfigError` naming every fault."""

from __future__ import annotations

from project.config.loader import load, prepare, variable_names
from project.config.model import Config, ConfigError, Provider

__all__ = ["Config", "ConfigError", "Provider", "load", "prepare", "variable_names"]
