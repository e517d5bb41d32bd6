"""What is not signed: a note that says only what the last one said, or bears a code that does not fit."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from counselor_desk.catalog import files
from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context
from counselor_desk.domain.documents.service_codes import rendered
from counselor_desk.domain.documents.session_times import doubt, ends_at
from counselor_desk.records.document import Document
from counselor_desk.services.documents import copied_words
from counselor_desk.services.documents.clinic_services import services_here

EARLY = timedelta(minutes=15)  # the last words of a session are sometimes written in it


def before(ctx: Context, document: Document) -> None:
    share = copied_words.share_of(ctx, document)
    if share.words >= copied_words.FEWEST_WORDS and share.copied == share.words:
        raise Refused(
            _("Every word of this note is in the last one. Say what was different today."),
            share.field,
        )

    check_times(ctx, document.template, document.body, document.occurred_on)
    _check_code(ctx, document)


def check_times(ctx: Context, template: str, body: Mapping[str, Any], on: date | None) -> None:
    """A session has an end after its start, of hours that somebody meant, and it is over."""
    usual = files.templates()[template].service
    service = services_here(ctx).of(str(body.get("service") or usual))
    if problem := doubt(body, hours_are_usual=service is not None and service.is_long):
        raise Refused(problem, "stop")
    end = ends_at(on, body)
    if end is not None and end > ctx.now + EARLY:
        raise Refused(
            _("This session ends at a time that has not come yet. Sign it when it is over."), "stop"
        )


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
            "{code} is not for {n} minutes of “{service}”. These are: {known}. Add others under "
            "Services and codes."
        ).format(code=chosen, n=service.minutes, service=service.service.title, known=known),
        "code",
    )


def after(ctx: Context, document: Document) -> None:
    """Nothing is left behind."""
