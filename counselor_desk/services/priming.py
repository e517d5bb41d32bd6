"""The draws that some programs give on the first day, so that the bowl is known from the start."""

from counselor_desk.domain.bowl import draw
from counselor_desk.domain.caps import pay_each
from counselor_desk.domain.ledger import EntryKind
from counselor_desk.domain.schedule import Schedule
from counselor_desk.i18n import _
from counselor_desk.records.reward import Enrollment
from counselor_desk.services import posting
from counselor_desk.services.desk import Context
from counselor_desk.services.occasions import BY_SYSTEM, bowl_name


def prime(ctx: Context, enrollment: Enrollment, schedule: Schedule) -> None:
    """Part of enrolling: nothing had to be shown for these, and the caps hold for them too."""
    if not schedule.priming or schedule.bowl is None:
        return
    slips, on = draw(schedule.bowl, schedule.priming), ctx.now.astimezone().date()
    client_id, funding = enrollment.client_id, enrollment.funding
    caps = posting.caps_for(ctx, client_id, funding, on, enrollment.id)
    payments = pay_each([slip.cents for slip in slips], caps)
    entries = [
        posting.earned(
            EntryKind.DRAW,
            payment,
            client_id=client_id,
            at=ctx.now,
            on=on,
            funding=funding,
            enrollment_id=enrollment.id,
            slip=slip.name,
            bowl=bowl_name(schedule),
            drawn_by=BY_SYSTEM,
            reason=_("Drawn on the first day"),
            actor_id=ctx.actor.id,
        )
        for slip, payment in zip(slips, payments, strict=True)
    ]
    posting.post(ctx, entries)
