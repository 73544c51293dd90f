"""What this room announces to the rooms above. Sent inside the transaction of the change: receivers only enqueue.

An announcement may come again for what was announced before (an attempt that died after its commit is repeated), so
receivers must be repeatable.
"""

from __future__ import annotations

from django.dispatch import Signal

appointment_booked = Signal()
"""An appointment is booked at Cal.com. Arguments: `appointment_id: int`, `story_id: UUID`."""
