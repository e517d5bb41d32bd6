"""The leader's own list of a day's groups: full names by the numbers of the sign-in sheet."""

from dataclasses import dataclass
from datetime import date

from reportlab.platypus import Flowable

from counselor_desk.core.i18n import _, lazy
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.form import Form
from counselor_desk.domain.roles import Can
from counselor_desk.reports.press import letterhead, marks, questions, words
from counselor_desk.reports.press.marks import TableColumn
from counselor_desk.reports.press.press import Grid, Report, Sheet
from counselor_desk.reports.press.round_sheet import WALK_INS
from counselor_desk.reports.schedule import day_groups
from counselor_desk.reports.schedule.day_groups import GroupOfDay

COLUMNS = (
    TableColumn("", 0.4, number=True),
    TableColumn(lazy("Name"), 2.6),
    TableColumn(lazy("Record"), 1.2),
    TableColumn(lazy("Came"), 0.8),
    TableColumn(lazy("Comment"), 2.6),
)


@dataclass(frozen=True)
class GroupRoster:
    """Every group of one day."""

    sheet: Sheet
    groups: tuple[GroupOfDay, ...]


@query(Can.PRINT, "group_roster.gather")
def gather(ctx: Context, on: date, staff_id: int | None = None) -> GroupRoster:
    title = _("Group roster, {day}").format(day=words.day(on))
    return GroupRoster(letterhead.list_sheet(ctx, title), day_groups.of_day(ctx, on, staff_id))


def story(roster: GroupRoster) -> list[Flowable]:
    parts: list[Flowable] = []
    for group in roster.groups:
        if parts:
            parts.append(marks.new_page())
        # 42 CFR 2.13(a): who else is in the group is told to nobody on paper.
        alone = _("For the leader only: this list has full names. It is never passed around.")
        parts += [
            marks.heading(group.title, 0),
            marks.small(group.about()),
            marks.box([marks.paragraph(alone)]),
            marks.table(COLUMNS, _rows(group)),
        ]
    return parts or [
        marks.heading(roster.sheet.title, 0),
        marks.paragraph(_("No group is booked.")),
    ]


def _rows(group: GroupOfDay) -> list[tuple[str, ...]]:
    sentences = [(expected_member.display_name, expected_member.number) for expected_member in group.members]
    sentences += [("", "")] * WALK_INS
    return [
        (str(n), f"{name}{marks.ROOM}", record, "\N{BALLOT BOX}", "")
        for n, (name, record) in enumerate(sentences, 1)
    ]


def grid(roster: GroupRoster) -> Grid:
    rows = [
        (group.title, group.when, str(n), expected_member.display_name, expected_member.number)
        for group in roster.groups
        for n, expected_member in enumerate(group.members, 1)
    ]
    return Grid((_("Group"), _("When"), _("Line"), _("Name"), _("Record")), rows)


ASKS = Form.of(lazy("Group roster"), questions.ON, questions.STAFF)
REPORT = Report(
    id="group_roster",
    title=lazy("Group roster, for the leader"),
    asks=ASKS,
    gather=gather,
    story=story,
    grid=grid,
    summary=lazy("Full names by the numbers of the sign-in sheet. It is not passed around."),
)
