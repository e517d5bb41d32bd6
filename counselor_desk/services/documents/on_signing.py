"""A note that says only what the last one said is not signed."""

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context
from counselor_desk.records.document import Document
from counselor_desk.services.documents import copied_words


def before(ctx: Context, document: Document) -> None:
    share = copied_words.share_of(ctx, document)
    if share.words >= copied_words.FEWEST_WORDS and share.copied == share.words:
        raise Refused(
            _("Every word of this note is in the last one. Say what was different today."),
            share.field,
        )


def after(ctx: Context, document: Document) -> None:
    """Nothing is left behind."""
