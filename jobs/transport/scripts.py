"""The Lua scripts, loaded once per connection pool."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from redis import Redis
    from redis.commands.core import Script

_FOLDER = Path(__file__).parent / "lua"


@cache
def _source(name: str) -> str:
    return (_FOLDER / f"{name}.lua").read_text()


@lru_cache(maxsize=64)  # binding hashes the source, once per client is enough
def script(name: str, client: Redis) -> Script:
    """The script `name`, bound to `client`; it reloads itself when the server has forgotten it."""
    return client.register_script(_source(name))
