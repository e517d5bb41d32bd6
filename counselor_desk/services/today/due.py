"""Due from forms that were left before they were saved: each leads back to where it was typed."""

from collections.abc import Iterable
from datetime import date

from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context
from counselor_desk.services.today import form_drafts
from counselor_desk.services.today.today import DueItem, TodayPart


def due(ctx: Context, today: date) -> Iterable[DueItem]:
    for form in form_drafts.own(ctx):
        yield DueItem(
            TodayPart.FINISH,
            form.client_id,
            form.client or form.title,
            _("{form}: not saved yet").format(form=form.title) if form.client else _("Not saved yet"),
            _("Continue"),
            screen=str(form.way["screen"]),
            where={**form.way["where"], "unfinished": form.spot},
            on=form.saved_at.astimezone().date(),
        )
