"""The groups of a day as their sheets name them: when, where, and with whom."""

from dataclasses import dataclass
from datetime import date

from counselor_desk.core.i18n import _
from counselor_desk.desk.context import Context
from counselor_desk.reports.press import words
from counselor_desk.services.schedule import day_groups
from counselor_desk.services.schedule.day_groups import DayGroup, ExpectedMember


@dataclass(frozen=True)
class GroupOfDay:
    """One group of the day; a member's line on every sheet is the place in `members`."""

    title: str
    when: str
    where: str
    leader: str
    members: tuple[ExpectedMember, ...]

    def about(self) -> str:
        return words.join_words([self.when, self.where, self.leader])


def of_day(ctx: Context, on: date, staff_id: int | None) -> tuple[GroupOfDay, ...]:
    """What is booked, then the groups that meet again and again without a booking."""
    groups_of_day = day_groups.of_day(ctx, on, staff_id)
    return tuple(
        GroupOfDay(
            day_group.title or _("Group"),
            _when(day_group, on, ctx.clinic.time_zone),
            day_group.place,
            day_group.leader,
            day_group.members,
        )
        for day_group in groups_of_day
    )


def _when(group: DayGroup, on: date, zone: str) -> str:
    if group.starts_at is None or group.ends_at is None:
        return words.day(on)
    hours = [words.time(words.in_zone(at, zone)) for at in (group.starts_at, group.ends_at)]
    return " \N{EN DASH} ".join(hours)
