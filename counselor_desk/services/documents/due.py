"""Due from documents: what was returned to its author, and drafts that are not signed yet."""

from collections.abc import Iterable
from datetime import date

from counselor_desk.catalog import files
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context
from counselor_desk.domain.roles import Can
from counselor_desk.records.document import Status
from counselor_desk.services.documents import lists
from counselor_desk.services.today.today import Due, Part


def due(ctx: Context, today: date) -> Iterable[Due]:
    if not ctx.actor.may(Can.WRITE_NOTE):
        return
    for one in lists.unfinished(ctx):
        template = files.templates().get(one.template)
        title = template.title if template else one.template
        returned = one.status is Status.RETURNED
        said = _("{title}: returned to you") if returned else _("{title}: not signed yet")
        yield Due(
            Part.FINISH,
            one.client_id,
            one.client,
            said.format(title=title),
            _("Change") if returned else _("Go on"),
            where={"client_id": one.client_id, "section": "notes", "document_id": one.id},
            on=one.occurred_on or one.created_at.astimezone().date(),
        )
