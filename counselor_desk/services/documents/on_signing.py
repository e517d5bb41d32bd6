"""What is not signed: a note that says only what the last one said, or bears a code that does not fit."""

from counselor_desk.catalog import files
from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context
from counselor_desk.domain.documents.service_codes import rendered
from counselor_desk.records.document import Document
from counselor_desk.services.documents import copied_words
from counselor_desk.services.documents.clinic_services import services_here


def before(ctx: Context, document: Document) -> None:
    share = copied_words.share_of(ctx, document)
    if share.words >= copied_words.FEWEST_WORDS and share.copied == share.words:
        raise Refused(
            _("Every word of this note is in the last one. Say what was different today."),
            share.field,
        )

    _check_code(ctx, document)


def _check_code(ctx: Context, document: Document) -> None:
    """A code of one's own choice is one of the service's, and the minutes reach it."""
    chosen = str(document.body.get("code") or "").strip().upper()
    usual = files.templates()[document.template].service
    service = rendered(services_here(ctx), usual, document.body)
    if not chosen or service is None or service.line is not None:
        return
    there = str(document.body.get("client_present") or "")
    known = ", ".join(service.service.codes_for(service.minutes, there)) or _("none")
    raise Refused(
        _(
            "{code} does not stand for {n} minutes of “{service}”. These do: {known}. "
            "Others are put in under Services and codes."
        ).format(code=chosen, n=service.minutes, service=service.service.title, known=known),
        "code",
    )


def after(ctx: Context, document: Document) -> None:
    """Nothing is left behind."""
