"""Story keys: the first to name an outside event opens its story; aliases let later events join it."""

from __future__ import annotations

from uuid import UUID

from jobs.ids import new_id
from jobs.ledger.database import as_uuid, query

MAX_KEY = 200
_OPEN = """
INSERT INTO jobs_storykey (key, story_id) VALUES (%s, %s)
ON CONFLICT (key) DO UPDATE SET story_id = jobs_storykey.story_id RETURNING story_id
"""


def story_for(key: str) -> UUID:
    """The story of `key`, opened if this is the first time it is named."""
    found = query("SELECT story_id FROM jobs_storykey WHERE key = %s", [key[:MAX_KEY]])
    if not found:
        found = query(_OPEN, [key[:MAX_KEY], new_id()])
    return as_uuid(found[0][0])


def link_story(key: str, story_id: UUID) -> UUID:
    """Make `key` an alias of `story_id`; if it already names a story, that one stays and is returned."""
    return as_uuid(query(_OPEN, [key[:MAX_KEY], story_id])[0][0])
