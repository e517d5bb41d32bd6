"""Diagnoses by official code, remission computed, and links between use and mind."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import or_, select

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.desk.fill_record import fill, refuse_future
from counselor_desk.domain.care import diagnosis
from counselor_desk.domain.care.diagnosis import Remission
from counselor_desk.domain.care.icd10 import DiagnosisCode
from counselor_desk.domain.care.icd10_order import dotted, is_code
from counselor_desk.domain.date_words import day_words
from counselor_desk.domain.roles import Can
from counselor_desk.records.diagnosis import Diagnosis, ProblemLink
from counselor_desk.records.people import Client
from counselor_desk.services.care import code_lists


@dataclass(frozen=True)
class DiagnosisRow:
    """A diagnosis as it reads today, with what its dates say about remission."""

    diagnosis: Diagnosis
    remission: Remission
    words: str
    suggested_code: str
    remark: str


@dataclass(frozen=True)
class Formulation:
    """The diagnoses of a client and how they hang together."""

    active: list[DiagnosisRow]
    resolved: list[Diagnosis]
    links: list[ProblemLink]
    unlinked: bool  # both kinds are active and nothing says how they hang together
    list_remark: str = ""  # the list at hand does not reach this day


@query(Can.READ_CHART, "diagnoses.search")
def search(ctx: Context, text: str, on: date | None = None) -> list[DiagnosisCode]:
    """Official codes by code, title or everyday word."""
    in_force = code_lists.list_on(ctx, on or ctx.today)
    return code_lists.codes_of(ctx, in_force).search(text)


@query(Can.READ_CHART, "diagnoses.formulation")
def formulation(ctx: Context, client_id: int) -> Formulation:
    diagnoses = ctx.find(
        select(Diagnosis)
        .where(Diagnosis.client_id.in_(ctx.person_charts(client_id)))
        .order_by(Diagnosis.rank, Diagnosis.id)
    )
    links = ctx.find(select(ProblemLink).where(ProblemLink.client_id.in_(ctx.person_charts(client_id))))
    today = ctx.today
    active = [_stated(ctx, d, today) for d in diagnoses if d.resolved_on is None]
    ids = {s.diagnosis.id for s in active}
    shown = [link for link in links if {link.use_id, link.mind_id} <= ids]
    codes = [s.diagnosis.code for s in active]
    both = any(map(diagnosis.is_substance_use, codes)) and any(map(diagnosis.is_mental_health, codes))
    return Formulation(
        active,
        [d for d in diagnoses if d.resolved_on is not None],
        shown,
        both and not shown,
        list_remark(ctx, today),
    )


def of_days(ctx: Context, client_id: int, first: date, last: date) -> list[Diagnosis]:
    """What was diagnosed by the last of these days and had not ended before the first, by rank.

    A bill of past days has the diagnoses of those days: one made later is none of them, and one that has
    ended since still is.
    """
    charts = Diagnosis.client_id.in_(ctx.person_charts(client_id))
    stood = ctx.find(
        select(Diagnosis)
        .where(charts, Diagnosis.diagnosed_on <= last)
        .where(or_(Diagnosis.resolved_on.is_(None), Diagnosis.resolved_on >= first))
        .order_by(Diagnosis.rank, Diagnosis.id)
    )
    codes = {one.code: one for one in reversed(stood)}
    return [one for one in stood if codes[one.code] is one]


def list_remark(ctx: Context, today: date) -> str:
    """Codes change every 1 October and 1 April: what to know when the list at hand has ended."""
    release = code_lists.list_on(ctx, today)
    if release.covers(today):
        return ""
    words = _(
        "The codes here are {title}, in force until {day}. A newer code list may "
        "have changed some: load it under Settings, or compare with it before a code goes out."
    )
    return words.format(title=release.title, day=day_words(release.ends_on))


@command(Can.WRITE_NOTE, "diagnoses.make")
def diagnose(ctx: Context, client_id: int, code: str, values: Mapping[str, Any]) -> Diagnosis:
    """A diagnosis by its code; a heading is none. A code that the list lacks is taken with a remark."""
    client = ctx.get(Client, client_id)
    today = ctx.today
    given = dict(values)
    own_label = str(given.pop("label", None) or "").strip()
    release, listed = code_lists.find_code(ctx, code, given.get("diagnosed_on") or today)
    official = listed or _unlisted(ctx, code, own_label, today)
    if not official.billable:
        raise Refused(_("This is a heading. Choose one of the codes below it."), "code")
    held = ctx.first(
        select(Diagnosis).where(
            Diagnosis.client_id == client.id,
            Diagnosis.code == official.code,
            Diagnosis.resolved_on.is_(None),
        )
    )
    if held is not None:
        raise Refused(_("This diagnosis is already in the chart."), "code")
    rank = len(ctx.find(select(Diagnosis).where(Diagnosis.client_id == client.id))) + 1
    new_diagnosis = Diagnosis(
        client_id=client.id,
        code=official.code,
        label=official.label,
        release=release.id if listed else "",
        rank=rank,
        diagnosed_on=today,
        recorded_by=ctx.actor.id,
        recorded_at=ctx.now,
    )
    fill(new_diagnosis, given)
    _check(new_diagnosis, today)
    return ctx.add(new_diagnosis)


def _unlisted(ctx: Context, code: str, label: str, today: date) -> DiagnosisCode:
    """A code of the right form that no list in force has: newer than the list, or one that has ended."""
    if not is_code(code):
        raise Refused(_("This is not a diagnosis code. Search for it."), "code")
    bare = dotted(code)
    for known in code_lists.known(ctx):
        if known.starts_on <= today and (older := code_lists.codes_of(ctx, known).get(bare)) is not None:
            return older
    # A category that is a code by itself has none below it: that is a slip of the hand, not a new code.
    in_force = code_lists.codes_of(ctx, code_lists.list_on(ctx, today))
    category = in_force.get(bare[:3])
    if category is not None and category.billable:
        raise Refused(_("{category} has no codes below it. Search for it.").format(category=bare[:3]), "code")
    return DiagnosisCode(bare, label or _("Code {code}, not on the list").format(code=bare), True)


@command(Can.WRITE_NOTE, "diagnoses.change")
def change(ctx: Context, diagnosis_id: int, values: Mapping[str, Any]) -> Diagnosis:
    return _changed(ctx, diagnosis_id, values)


@command(Can.WRITE_NOTE, "diagnoses.resolve")
def resolve(ctx: Context, diagnosis_id: int, values: Mapping[str, Any], on: date) -> Diagnosis:
    """That it has ended, with whatever else the sheet has changed."""
    found = _changed(ctx, diagnosis_id, values)
    refuse_future(on, ctx.today, "resolved_on")
    found.resolve(on)
    return found


@command(Can.WRITE_NOTE, "diagnoses.link")
def link(ctx: Context, use_id: int, mind_id: int, values: Mapping[str, Any]) -> ProblemLink:
    """Say how a problem of use and a problem of mind hang together, and what shows it."""
    use, mind = ctx.get(Diagnosis, use_id), ctx.get(Diagnosis, mind_id)
    if use.client_id != mind.client_id:
        raise Refused(_("These diagnoses are in two charts."), "mind_id")
    if not diagnosis.is_substance_use(use.code):
        raise Refused(_("Choose a substance-use diagnosis."), "use_id")
    if diagnosis.is_substance_use(mind.code):
        raise Refused(_("Choose a diagnosis that is not substance use."), "mind_id")
    held = ctx.first(select(ProblemLink).where(ProblemLink.use_id == use.id, ProblemLink.mind_id == mind.id))
    problem_link = held or ProblemLink(
        client_id=use.client_id, use_id=use.id, mind_id=mind.id, recorded_at=ctx.now
    )
    given = dict(values)
    direction = given.pop("direction", problem_link.direction)
    problem_link.direction = diagnosis.Direction(direction)
    fill(problem_link, given)
    return problem_link if held else ctx.add(problem_link)


@command(Can.WRITE_NOTE, "diagnoses.unlink")
def unlink(ctx: Context, link_id: int) -> None:
    ctx.remove(ctx.get(ProblemLink, link_id))


def _changed(ctx: Context, diagnosis_id: int, values: Mapping[str, Any]) -> Diagnosis:
    found = ctx.get(Diagnosis, diagnosis_id)
    fill(found, values)
    _check(found, ctx.today)
    return found


def _check(found: Diagnosis, today: date) -> None:
    refuse_future(found.diagnosed_on, today, "diagnosed_on")
    refuse_future(found.onset_on, today, "onset_on")
    refuse_future(found.last_criterion_on, today, "last_criterion_on")
    if found.onset_on is not None and found.onset_on > found.diagnosed_on:
        raise Refused(_("It began before it was diagnosed. Check the dates."), "onset_on")


def _remark(ctx: Context, recorded: Diagnosis, today: date) -> str:
    """What to know of a code before it goes out: that it ended, that no list has it, or that none reaches."""
    in_force = code_lists.list_on(ctx, today)
    # Of the list in force: the whole list is not read for it.
    is_listed = recorded.release == in_force.id
    if not is_listed and code_lists.codes_of(ctx, in_force).get(recorded.code) is None:
        if ended := code_lists.ended_on(ctx, recorded.code, today):
            return _("This code ended on {day}: choose one of {title}.").format(
                day=day_words(ended), title=in_force.title
            )
        return _("This code is not on {title}. Load the newer list under Settings, or check it.").format(
            title=in_force.title
        )
    if not code_lists.list_on(ctx, recorded.diagnosed_on).covers(recorded.diagnosed_on):
        return _("Check the code against the list in force on that day.")
    return ""


def _stated(ctx: Context, recorded: Diagnosis, today: date) -> DiagnosisRow:
    """Remission is read off the dates each time, never stored."""
    state = diagnosis.Remission.NONE
    suggested = ""
    if diagnosis.is_substance_use(recorded.code):
        state = diagnosis.remission(recorded.last_criterion_on, today)
        if recorded.severity:
            grade = diagnosis.Severity(recorded.severity)
            suggested = diagnosis.code_for(recorded.code[:3], grade, state)
    words = diagnosis.specifiers(state, recorded.maintenance, recorded.controlled)
    remark = _remark(ctx, recorded, today)
    differs = suggested and suggested != recorded.code and recorded.code[4:] in ("10", "11", "20", "21")
    return DiagnosisRow(recorded, state, words, suggested if differs else "", remark)
