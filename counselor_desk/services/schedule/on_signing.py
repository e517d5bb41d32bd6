"""What is not signed: a group's note that names another member."""

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context
from counselor_desk.records.document import Document
from counselor_desk.services.schedule import group_sessions, groups


def before(ctx: Context, document: Document) -> None:
    if document.template != groups.TEMPLATE:
        return
    found = group_sessions.names_of_others(ctx, document)
    if found:
        raise Refused(
            _(
                "This note may name another member of the group: “{around}”. Write it without the name. "
                "If it is the word and not the person, say so in this session, under Groups."
            ).format(around=found[0].around),
            found[0].key,
        )


def after(ctx: Context, document: Document) -> None:
    """Nothing is left behind."""
