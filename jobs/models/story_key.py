"""Names under which a story is found: the outside event's id, and those of what it set in motion."""

from __future__ import annotations

from django.db import models


class StoryKey(models.Model):
    """An alias of a story, like `retell:call_9f2` or `delivery:91`."""

    key = models.CharField(max_length=200, primary_key=True)
    story_id = models.UUIDField(db_index=True)
    opens = models.BooleanField(default=False, help_text="Named first: the story goes by this name.")

    def __str__(self) -> str:
        return self.key
