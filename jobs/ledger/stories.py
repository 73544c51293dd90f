"""Story keys: the first to name an outside event opens its story; aliases let later events join it."""

from __future__ import annotations

import hashlib
from uuid import UUID

from jobs.ids import new_id
from jobs.ledger.database import as_uuid, query
from jobs.ledger.stored_text import storable

MAX_KEY = 200
_DIGEST = 32
_OPEN = """
INSERT INTO jobs_storykey (key, story_id, opens) VALUES (%s, %s, %s)
ON CONFLICT (key) DO UPDATE SET story_id = jobs_storykey.story_id RETURNING story_id
"""


def stored_key(key: str) -> str:
    """`key` as it is stored: what is too long, or cannot be stored at all, keeps its beginning and gets a digest."""
    clean = storable(key, MAX_KEY)
    if clean == key:
        return key
    digest = hashlib.blake2b(key.encode("utf-8", "backslashreplace"), digest_size=_DIGEST // 2).hexdigest()
    return f"{storable(key[: MAX_KEY // 2], MAX_KEY - _DIGEST - 1)}:{digest}"


def story_for(key: str) -> UUID:
    """The story of `key`, opened if this is the first time it is named."""
    key = stored_key(key)
    found = query("SELECT story_id FROM jobs_storykey WHERE key = %s", [key])
    if not found:
        found = query(_OPEN, [key, new_id(), True])
    return as_uuid(found[0][0])


def link_story(key: str, story_id: UUID) -> UUID:
    """Make `key` an alias of `story_id`; if it already names a story, that one stays and is returned."""
    return as_uuid(query(_OPEN, [stored_key(key), story_id, False])[0][0])
