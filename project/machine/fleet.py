"""The children together: started in order, restarted when they die, stopped in the opposite order."""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic

from project.machine.child import Child, ChildSpec
from project.machine.stop_sign import StopSign
from project.machine.terminal import Terminal

FIRST_PAUSE = 1.0  # seconds before the first restart; doubles up to LONGEST_PAUSE
LONGEST_PAUSE = 30.0
STEADY_AFTER = 30.0  # seconds of life after which an end counts as the first one again
HURRIED_SECONDS = 5.0


@dataclass(slots=True)
class Member:
    """One place in the fleet: who fills it now, and when it is filled again."""

    child: Child
    spec: ChildSpec
    started_at: float
    deaths: int = 0
    restart_at: float | None = None


def pause_before_restart(deaths: int) -> float:
    """Seconds to wait after the `deaths`-th end in a row."""
    return float(min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (deaths - 1)))


class Fleet:
    """Use it from the main thread only."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._members: dict[str, Member] = {}

    def start(self, spec: ChildSpec) -> Child:
        """Start a child and keep it alive from now on."""
        child = self._launch(spec)
        self._members[spec.name] = Member(child, spec, monotonic())
        return child

    def restart_as(self, spec: ChildSpec) -> None:
        """What the running child of that name is started as, should it die."""
        self._members[spec.name].spec = spec

    def pids(self) -> dict[str, int]:
        """Of those that run, by name."""
        return {name: member.child.pid for name, member in self._members.items() if member.restart_at is None}

    def look_after(self) -> bool:
        """One round: note who died, start those whose pause is over. Whether anything changed."""
        changed = [self._look_after(name, member) for name, member in self._members.items()]
        return any(changed)

    def _look_after(self, name: str, member: Member) -> bool:
        now = monotonic()
        if member.restart_at is None:
            code = member.child.exit_code()
            if code is not None:
                self._note_death(name, member, code, now)
            return code is not None
        if now < member.restart_at:
            return False
        member.child, member.started_at, member.restart_at = self._launch(member.spec), now, None
        return True

    def _launch(self, spec: ChildSpec) -> Child:
        return Child(spec, lambda line: self._terminal.relay(spec.name, line))

    def _note_death(self, name: str, member: Member, code: int, now: float) -> None:
        member.deaths = 1 if now - member.started_at > STEADY_AFTER else member.deaths + 1
        pause = pause_before_restart(member.deaths)
        member.restart_at = now + pause
        how = f"was ended by signal {-code}" if code < 0 else f"ended with exit code {code}"
        self._terminal.say(f"up       | {name} {how}; it starts again in {pause:g} s")

    def stop(self, sign: StopSign, grace: float) -> None:
        """Stop all, last started first; each gets what is left of `grace` seconds, then it is killed.

        A further signal asks a second time, which makes a worker hand its job back, and shortens the rest.
        """
        deadline = monotonic() + grace
        hurried = sign.times
        for name, member in reversed(self._members.items()):
            if member.child.exit_code() is not None:
                continue
            member.child.ask_to_stop()
            while not member.child.wait(0.1) and monotonic() < deadline:
                if sign.times > max(hurried, 1):
                    hurried, deadline = sign.times, min(deadline, monotonic() + HURRIED_SECONDS)
                    member.child.ask_to_stop()
            if member.child.exit_code() is None:
                self._terminal.say(f"up       | {name} did not stop in time and is killed")
            member.child.kill()  # nothing of its group stays behind
            member.child.wait(5)
