"""Due from documents: what was returned to its author, and drafts that are not signed yet."""

from collections.abc import Iterable
from datetime import date

from counselor_desk.catalog import files
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context
from counselor_desk.domain.roles import Can
from counselor_desk.records.document import Status
from counselor_desk.services.documents import lists
from counselor_desk.services.today.today import DueItem, TodayPart


def due(ctx: Context, today: date) -> Iterable[DueItem]:
    if not ctx.actor.may(Can.WRITE_NOTE):
        return
    for unfinished_draft in lists.unfinished(ctx):
        template = files.templates().get(unfinished_draft.template)
        title = template.title if template else unfinished_draft.template
        returned = unfinished_draft.status is Status.RETURNED
        sentence = _("{title}: returned to you") if returned else _("{title}: not signed yet")
        yield DueItem(
            TodayPart.FINISH,
            unfinished_draft.client_id,
            unfinished_draft.client,
            sentence.format(title=title),
            _("Change") if returned else _("Continue"),
            where={
                "client_id": unfinished_draft.client_id,
                "section": "notes",
                "document_id": unfinished_draft.id,
            },
            on=unfinished_draft.occurred_on or unfinished_draft.created_at.astimezone().date(),
        )
