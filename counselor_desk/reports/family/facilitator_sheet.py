"""What the leader of a family evening holds in hand: aim, steps, who comes, a sheet to sign."""

from dataclasses import dataclass

from reportlab.platypus import Flowable

from counselor_desk.core.i18n import _, lazy
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.form import Field, Form, Kind
from counselor_desk.domain.roles import Can
from counselor_desk.reports.press import letterhead, marks, round_sheet, words
from counselor_desk.reports.press.marks import TableColumn
from counselor_desk.reports.press.press import Report, Sheet
from counselor_desk.reports.press.round_sheet import WALK_INS
from counselor_desk.services.family import program


@dataclass(frozen=True)
class FacilitatorSheet:
    """One session as its leader needs it."""

    sheet: Sheet
    title: str
    about: str
    aim: str
    steps: tuple[str, ...]
    screen_first: bool
    handouts: tuple[str, ...]
    people: tuple[tuple[str, str, str], ...]


@query(Can.PRINT, "facilitator_sheet.gather")
def gather(ctx: Context, session_id: int) -> FacilitatorSheet:
    evening, zone = program.read_evening(ctx, session_id), ctx.clinic.time_zone
    session = evening.session
    return FacilitatorSheet(
        sheet=letterhead.list_sheet(ctx, _("Family evening, for the leader")),
        title=session.title,
        about=words.join_words([words.moment(session.starts_at, zone), session.place, evening.leader.name]),
        aim=evening.lesson.aim,
        steps=evening.lesson.steps,
        screen_first=evening.lesson.screen_first,
        handouts=tuple(evening.titles[key] for key in session.handouts if key in evening.titles),
        people=tuple((s.relative.name, s.relative.relation, _language(s.relative)) for s in evening.seats),
    )


def _language(relative: object) -> str:
    language = {"en": _("English"), "es": _("Spanish")}[relative.language]  # type: ignore[attr-defined]
    large = relative.large_print  # type: ignore[attr-defined]
    return _("{language}, large print").format(language=language) if large else language


COLUMNS = (
    TableColumn("", 0.4, number=True),
    TableColumn(lazy("Name"), 2),
    TableColumn(lazy("Relation"), 1.5),
    TableColumn(lazy("Packet"), 1.5),
    TableColumn(lazy("Came"), 0.8),
    TableColumn(lazy("Comment"), 2),
)


def story(evening: FacilitatorSheet) -> list[Flowable]:
    parts: list[Flowable] = [
        marks.heading(evening.title, 0),
        marks.small(evening.about),
        marks.heading(_("By the end")),
        marks.paragraph(evening.aim),
    ]
    if evening.screen_first:
        ask = _(
            "Before the practice: ask each person alone whether home is safe. With a yes to danger "
            "the safety page and a plan come first, and the practice waits."
        )
        parts.append(marks.box([marks.paragraph(ask)]))
    parts += [marks.heading(_("Steps")), marks.bullets(evening.steps, numbered=True)]
    parts += [marks.heading(_("To take home")), marks.bullets(evening.handouts)]
    people = [*evening.people, *[("", "", "")] * WALK_INS]
    rows = [(str(n), *person, "\N{BALLOT BOX}", marks.ROOM) for n, person in enumerate(people, 1)]
    # Whose relative somebody is tells who is in care: 42 CFR 2.11, 2.13(a).
    alone = _("For the leader only. The last page, which names no one, is passed around.")
    rules = _(
        "What is said here stays here. We neither confirm nor deny that anyone is in care; we listen, "
        "and we teach. Guests without a client here are counted, not named."
    )
    return [
        *parts,
        marks.heading(_("In the room")),
        marks.box([marks.paragraph(alone)]),
        marks.table(COLUMNS, rows),
        marks.small(rules),
        marks.new_page(),
        marks.heading(evening.title, 0),
        marks.small(evening.about),
        *round_sheet.lines(len(evening.people)),
    ]


ASKS = Form.of(lazy("Family evening"), Field("session_id", lazy("Session"), Kind.NUMBER, required=True))
REPORT = Report("facilitator_sheet", lazy("Family evening, for the leader"), ASKS, gather, story)
