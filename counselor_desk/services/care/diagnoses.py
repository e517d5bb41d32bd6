"""Diagnoses by official code, remission computed, and links between use and mind."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from counselor_desk.catalog import definitions
from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.desk.fill_record import fill, refuse_future
from counselor_desk.domain.care import diagnosis
from counselor_desk.domain.care.diagnosis import Remission
from counselor_desk.domain.care.icd10 import DiagnosisCode
from counselor_desk.domain.roles import Can
from counselor_desk.records.diagnosis import Diagnosis, ProblemLink
from counselor_desk.records.people import Client


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
    day = on or ctx.today
    return definitions.codes(definitions.release_on(day).id).search(text)


@query(Can.READ_CHART, "diagnoses.formulation")
def formulation(ctx: Context, client_id: int) -> Formulation:
    diagnoses = ctx.find(
        select(Diagnosis).where(Diagnosis.client_id == client_id).order_by(Diagnosis.rank, Diagnosis.id)
    )
    links = ctx.find(select(ProblemLink).where(ProblemLink.client_id == client_id))
    today = ctx.today
    active = [_stated(d, today) for d in diagnoses if d.resolved_on is None]
    ids = {s.diagnosis.id for s in active}
    shown = [link for link in links if {link.use_id, link.mind_id} <= ids]
    codes = [s.diagnosis.code for s in active]
    both = any(map(diagnosis.is_substance_use, codes)) and any(map(diagnosis.is_mental_health, codes))
    return Formulation(
        active,
        [d for d in diagnoses if d.resolved_on is not None],
        shown,
        both and not shown,
        list_remark(today),
    )


def list_remark(today: date) -> str:
    """Codes change every 1 October and 1 April: what to know when the list at hand has ended."""
    release = definitions.release_on(today)
    if release.covers(today):
        return ""
    words = _(
        "The codes here are {title}, in force until {day:%d %b %Y}. A newer code list may "
        "have changed some: compare with it before a code goes out."
    )
    return words.format(title=release.title, day=release.valid_to)


@command(Can.WRITE_NOTE, "diagnoses.make")
def diagnose(ctx: Context, client_id: int, code: str, values: Mapping[str, Any]) -> Diagnosis:
    """A diagnosis by a code of the list in force that day; a heading is no diagnosis."""
    client = ctx.get(Client, client_id)
    today = ctx.today
    release = definitions.release_on(values.get("diagnosed_on") or today)
    official = definitions.codes(release.id).get(code)
    if official is None:
        raise Refused(_("This code is not on the official list. Search for it."), "code")
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
        release=release.id,
        rank=rank,
        diagnosed_on=today,
        recorded_by=ctx.actor.id,
        recorded_at=ctx.now,
    )
    fill(new_diagnosis, values)
    _check(new_diagnosis, today)
    return ctx.add(new_diagnosis)


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


def _stated(recorded: Diagnosis, today: date) -> DiagnosisRow:
    """Remission is read off the dates each time, never stored."""
    state = diagnosis.Remission.NONE
    suggested = ""
    if diagnosis.is_substance_use(recorded.code):
        state = diagnosis.remission(recorded.last_criterion_on, today)
        if recorded.severity:
            grade = diagnosis.Severity(recorded.severity)
            suggested = diagnosis.code_for(recorded.code[:3], grade, state)
    words = diagnosis.specifiers(state, recorded.maintenance, recorded.controlled)
    release = definitions.releases().get(recorded.release)
    covered = release is not None and release.covers(recorded.diagnosed_on)
    remark = "" if covered else _("Check the code against the list in force on that day.")
    differs = suggested and suggested != recorded.code and recorded.code[4:] in ("10", "11", "20", "21")
    return DiagnosisRow(recorded, state, words, suggested if differs else "", remark)
