"""The label of the sealed container, in the words of 42 CFR 2.19(b), to cut out and stick on."""

from dataclasses import dataclass

from reportlab.platypus import Flowable

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _, lazy
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.form import Form
from counselor_desk.domain.roles import Can
from counselor_desk.reports.press import letterhead, marks
from counselor_desk.reports.press.press import Report, Sheet
from counselor_desk.services.privacy import program_closing

COPIES = 2  # the device and its backup copy: each in a container of its own
RULES = (
    lazy(
        "One container holds the encrypted device and what is needed to read it; the backup copy "
        "has a container of its own (42 CFR 2.19(b)(2))."
    ),
    lazy(
        "The responsible person keeps what decrypts the records on another device or at another "
        "place, and is on the list of those who may open them."
    ),
    lazy("As soon as practicable after the day on the label the devices are sanitized."),
)


@dataclass(frozen=True)
class ClosingLabel:
    """The words, and whether something is still missing in them."""

    sheet: Sheet
    words: str
    responsible: str


@query(Can.DESTROY, "closing_label.gather")
def gather(ctx: Context) -> ClosingLabel:
    closing = program_closing.current_closing(ctx)
    if closing is None:
        raise Refused(_("No closing is under way. Begin it first."))
    record = closing.record
    missing = not (record.authority and record.keep_until)
    sheet = letterhead.sheet(ctx, _("Label of the sealed container"), draft=missing)
    return ClosingLabel(sheet, closing.label, record.responsible)


def story(label: ClosingLabel) -> list[Flowable]:
    flowables: list[Flowable] = []
    for _copy in range(COPIES):
        inside = [marks.gap(14), marks.heading(label.words, 1), marks.gap(10)]
        flowables += [marks.box(inside), marks.gap(24)]
    held = (
        [marks.question_and_answer(_("Responsible person"), label.responsible)] if label.responsible else []
    )
    head = [marks.heading(label.sheet.title, 0), marks.gap(8)]
    return [*head, *flowables, *(part for pair in held for part in pair), marks.bullets(map(str, RULES))]


ASKS = Form.of(lazy("Label of the sealed container"))
REPORT = Report("closing_label", lazy("Label of the sealed container"), ASKS, gather, story)
