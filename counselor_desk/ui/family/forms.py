"""What is asked about a series of family evenings, about one of them, and how they are listed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from counselor_desk.catalog import files
from counselor_desk.core.i18n import _
from counselor_desk.domain.form import Choice, Field, Form, Kind
from counselor_desk.records.family import FamilySession, Relative
from counselor_desk.services.family.program import EveningDetail, EveningRow, RelativeSeat
from counselor_desk.ui.kit import words
from counselor_desk.ui.kit.paged import RowText

Leaders = list[tuple[int, str]]


def series_form(leaders: Leaders) -> Form:
    """Which series, from when on, where and with whom."""
    programs = tuple(Choice(p.id, p.title) for p in files.family_programs().values())
    return Form.of(
        _("New series"),
        Field("program", _("Which"), Kind.CHOICE, required=True, choices=programs),
        Field("on", _("First day"), Kind.DATE, required=True),
        Field("at", _("Time"), Kind.TIME, required=True, beside=True),
        Field("place", _("Place"), beside=True),
        Field("staff_id", _("Leader"), Kind.CHOICE, required=True, choices=_named(leaders)),
    )


def _named(leaders: Leaders) -> tuple[Choice, ...]:
    return tuple(Choice(str(number), name) for number, name in leaders)


def evening_form(
    session: FamilySession, leaders: Leaders, titles: dict[str, str]
) -> tuple[Form, dict[str, Any]]:
    """What is asked of one evening, and how it stands."""
    home = tuple(Choice(key, title) for key, title in titles.items())
    form = Form.of(
        session.title,
        Field("on", _("Day"), Kind.DATE, required=True),
        Field("at", _("Time"), Kind.TIME, required=True, beside=True),
        Field("staff_id", _("Leader"), Kind.CHOICE, required=True, choices=_named(leaders)),
        Field("handouts", _("To take home"), Kind.CHOICES, choices=home),
    )
    local = words.local(session.starts_at)
    values = {
        "on": local.date(),
        "at": f"{local:%H:%M}",
        "staff_id": str(session.staff_id),
        "handouts": list(session.handouts),
    }
    return form, values


def invitation(found: Sequence[tuple[Relative, str]]) -> Form:
    """Who of the relatives that have no place yet is invited."""
    choices = tuple(Choice(str(r.id), f"{r.name}, {words_of(r.relation, client)}") for r, client in found)
    return Form.of(_("Invite families"), Field("who", _("Who"), Kind.CHOICES, choices=choices))


def putting_off() -> Form:
    weeks = Field("weeks", _("Weeks later"), Kind.NUMBER, required=True, low=1, high=8)
    return Form.of(_("This evening and all after it"), weeks)


def evening_facts(evening: EveningDetail) -> list[tuple[str, str]]:
    session = evening.session
    titles = [evening.titles[key] for key in session.handouts if key in evening.titles]
    first = _("Ask each person alone whether home is safe.") if evening.lesson.screen_first else ""
    return [
        (_("When"), words.moment(session.starts_at)),
        (_("Where"), session.place),
        (_("Leader"), evening.leader.name),
        (_("To take home"), ", ".join(titles)),
        (_("First"), first),
        (_("Guests"), str(session.guests) if session.guests else ""),
    ]


def words_of(relation: str, client: str) -> str:
    return _("{relation} of {client}").format(relation=relation or _("family"), client=client)


def evening_line(row: EveningRow, now: datetime) -> RowText:
    people = _("{came} of {invited} came") if row.starts_at < now else _("{invited} invited")
    message = people.format(came=row.attended, invited=row.invited)
    return RowText(row.title, row.place, words.day(words.local(row.starts_at).date()), message)


def seat_line(seat: RelativeSeat) -> RowText:
    chips: list[tuple[str, str]] = []
    if seat.attended is not None:
        chips.append((_("came"), "ok") if seat.attended else (_("did not come"), "secondary"))
    if seat.relative.safety_first:
        chips.append((_("safety page first"), "caution"))
    elif seat.relative.screened_on is None:
        chips.append((_("safety not asked"), "secondary"))
    heard = ", ".join(seat.may_hear)
    message = _("may hear: {what}").format(what=heard) if heard else _("listen only")
    chips.append((message, "ok" if heard else "secondary"))
    if seat.given:
        chips.append((_("packet given"), "secondary"))
    r = seat.relative
    language = {"en": _("English"), "es": _("Spanish")}[r.language]
    size = _("large print") if r.large_print else ""
    return RowText(r.name, words_of(r.relation, seat.client), language, size, chips=tuple(chips))
