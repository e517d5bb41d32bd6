"""The sheet that goes round in a group: a line for each who is expected, and for who walks in."""

from dataclasses import dataclass
from datetime import date

from reportlab.platypus import Flowable

from counselor_desk.core.i18n import _, lazy
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.form import Form
from counselor_desk.domain.roles import Can
from counselor_desk.reports.press import letterhead, marks, questions, round_sheet, words
from counselor_desk.reports.press.marks import TableColumn
from counselor_desk.reports.press.press import Report, Sheet
from counselor_desk.reports.press.round_sheet import NUMBER, SIGNED, TIME
from counselor_desk.reports.schedule import day_groups
from counselor_desk.reports.schedule.day_groups import GroupOfDay
from counselor_desk.services.schedule.day_groups import ExpectedMember

COLUMNS = {
    "initials": (NUMBER, TableColumn(lazy("Initials"), 1), TIME, SIGNED),
    "first": (NUMBER, TableColumn(lazy("Name"), 2.5), TIME, SIGNED),
}


@dataclass(frozen=True)
class SignInSheet:
    """Every group of one day, and how much of a name its sheet tells."""

    sheet: Sheet
    groups: tuple[GroupOfDay, ...]
    names: str


# Everybody in the room reads this sheet, and a name on it says that somebody is in care: that is
# what 42 CFR 2.11 calls identifying and 2.13(a) limits to the least. So no name is the usual.
@query(Can.PRINT, "sign_in_sheet.gather")
def gather(ctx: Context, on: date, staff_id: int | None = None, names: str = "lines") -> SignInSheet:
    title = _("Sign-in, {day}").format(day=words.day(on))
    groups = day_groups.of_day(ctx, on, staff_id)
    return SignInSheet(letterhead.list_sheet(ctx, title), groups, names)


def story(sign_in: SignInSheet) -> list[Flowable]:
    parts: list[Flowable] = []
    for group in sign_in.groups:
        if parts:
            parts.append(marks.new_page())
        parts += [marks.heading(group.title, 0), marks.small(group.about())]
        parts += _lines(group, sign_in.names)
    return parts or [
        marks.heading(sign_in.sheet.title, 0),
        marks.paragraph(_("No group is booked.")),
    ]


def _lines(group: GroupOfDay, names: str) -> list[Flowable]:
    if names == "lines":
        return round_sheet.lines(len(group.members))
    sentences = [_name_on_sheet(member, names) for member in group.members] + [""] * round_sheet.WALK_INS
    rows = [(str(n), f"{name}{marks.ROOM}", "", "") for n, name in enumerate(sentences, 1)]
    return [marks.table(COLUMNS[names], rows)]


def _name_on_sheet(member: ExpectedMember, names: str) -> str:
    return member.initials if names == "initials" else member.short


ASKS = Form.of(lazy("Sign-in sheets"), questions.ON, questions.STAFF, questions.NAMES)
REPORT = Report(
    "sign_in_sheet",
    lazy("Sign-in sheets"),
    ASKS,
    gather,
    story,
    usual={"names": "lines"},
    summary=lazy("To be passed around in a group. The leader's roster has the names for its numbers."),
)
