"""What the console's templates may call."""

from __future__ import annotations
