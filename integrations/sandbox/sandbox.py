"""The whole sandbox, put together: built from options, started and stopped as one."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Self

from integrations.sandbox.calcom import Calcom, CalcomOptions
from integrations.sandbox.callbacks import CallbackOptions, Callbacks
from integrations.sandbox.control import Control
from integrations.sandbox.effects import EffectLog
from integrations.sandbox.faults import FaultPlan, Faults
from integrations.sandbox.server import Desk, SandboxServer
from integrations.sandbox.twilio import Twilio, TwilioOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxOptions:
    """`effects`: the log's file. `port` 0: a free one."""

    effects: Path
    port: int = 0
    calcom: CalcomOptions = field(default_factory=CalcomOptions)
    twilio: TwilioOptions = field(default_factory=TwilioOptions)
    callbacks: CallbackOptions = field(default_factory=CallbackOptions)
    faults: FaultPlan = field(default_factory=FaultPlan)


class Sandbox:
    """A running sandbox: `serve` in this thread, or a context manager that serves in another one."""

    def __init__(self, options: SandboxOptions) -> None:
        self.log = EffectLog(options.effects)
        self.faults = Faults(options.faults)
        self._callbacks = Callbacks(options.callbacks)
        self.control = Control(self.log, self.faults)
        providers = (
            Calcom(self.log, self._callbacks, options.calcom),
            Twilio(self.log, self._callbacks, options.twilio),
        )
        self.server = SandboxServer(options.port, Desk(providers, self.control, self.faults))

    @property
    def base_url(self) -> str:
        """The `<NAME>_BASE_URL` of every provider in it."""
        return self.server.base_url

    def serve(self) -> None:
        """Serve until `stop`."""
        self.server.serve_forever(poll_interval=0.1)

    def stop(self) -> None:
        """Stop serving and drop pending callbacks. May be called from any other thread."""
        self.server.stopping.set()
        self.server.shutdown()
        self._callbacks.close()
        self.server.server_close()

    def __enter__(self) -> Self:
        Thread(target=self.serve, name="sandbox", daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
