"""A traceback for reading: our frames stand out, the engine's and the libraries' are folded to one line."""

from __future__ import annotations

import re
from dataclasses import dataclass

_FRAME = re.compile(r'^\s+File "([^"]+)", line \d+')
FOREIGN = re.compile(r"site-packages|/lib/python|<frozen|jobs/(worker|front|ledger|transport|context)")


@dataclass(frozen=True, slots=True)
class TraceLine:
    """kind: `head`, `folded`, `frame`, `code`, `raised` (the raising line) or `error` (the last one)."""

    kind: str
    text: str


def traceback_lines(text: str) -> list[TraceLine]:
    """The lines of a stored traceback."""
    found: list[TraceLine] = []
    folded, is_foreign = 0, False
    for line in text.rstrip().splitlines():
        frame = _FRAME.match(line)
        if frame:
            is_foreign = bool(FOREIGN.search(frame[1]))
            folded += is_foreign
        elif not line.startswith("    "):
            is_foreign = False
        if is_foreign:
            continue
        if folded:
            found.append(_folded(folded))
            folded = 0
        found.append(TraceLine(_kind(line, is_frame=frame is not None), line))
    return _marked(found + ([_folded(folded)] if folded else []))


def _folded(count: int) -> TraceLine:
    return TraceLine("folded", f"  … {count} frame{'' if count == 1 else 's'} of the engine and libraries, folded")


def _kind(line: str, *, is_frame: bool) -> str:
    if is_frame:
        return "frame"
    return "code" if line.startswith(" ") else "head"


def _marked(lines: list[TraceLine]) -> list[TraceLine]:
    """The last line says what was raised, the last code line before it where."""
    if lines and lines[-1].kind == "head" and len(lines) > 1:
        lines[-1] = TraceLine("error", lines[-1].text)
    place = next(
        (n for n in range(len(lines) - 1, -1, -1) if lines[n].kind == "code" and "^" not in lines[n].text), None
    )
    if place is not None:
        lines[place] = TraceLine("raised", lines[place].text)
    return lines
