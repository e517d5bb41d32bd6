"""The family evening: who comes, what each takes home, and the safety page first."""

from typing import Any

from sqlalchemy import select

from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.roles import Can
from counselor_desk.records.family import FamilyPlace, Relative
from counselor_desk.tour.guide import Tour
from counselor_desk.tour.paper import save_paper

ORDER = 65


def steps(tour: Tour) -> None:
    tour.sit("bea")
    family: Any = tour.go("family")
    tour.until(lambda: family.list.lines.rowCount() > 0, "the family evenings are listed")
    tour.picture("family", "The family program: evenings, people, what goes home")
    family._do_series()
    tour.picture("family-series", "A series brings its topics, steps and handouts with it")
    family.back()
    tour.settle()
    family._do_plan()
    tour.picture("family-evening", "One evening: its day, its leader, what is taken home")
    family.back()
    tour.settle()
    session = {"session_id": family.evening.session.id}
    paper: Any = tour.go("paper", report="family_packets", asked=session)
    tour.until(lambda: paper.preview.is_drawn(), "the packets are drawn")
    tour.picture("family-packets", "One print for all families, each in its language")
    save_paper(tour, "family_packets", session)
    save_paper(tour, "facilitator_sheet", session)
    save_paper(tour, "family_certificates", {"session_id": tour.ask(attended_session)})
    _chart(tour)


def _chart(tour: Tour) -> None:
    relative: Relative = tour.ask(attending_relative)
    chart: Any = tour.go("chart", client_id=relative.client_id, section="family")
    tour.picture("chart-family", "A client's family: what may be said, how often they came")
    section = chart.section("family")
    section._do_open(relative.id)
    tour.picture("chart-relative", "A relative: language, large print, certificate")
    section.back()
    save_paper(tour, "certificate", {"relative_id": relative.id})


@query(Can.SEE_CLIENTS, "family.held")
def attended_session(ctx: Context) -> int:
    """An evening to which somebody has come."""
    came = select(FamilyPlace).where(FamilyPlace.came.is_(True)).limit(1)
    return ctx.find(came)[0].session_id


@query(Can.SEE_CLIENTS, "family.someone")
def attending_relative(ctx: Context) -> Relative:
    """A relative who has come to an evening."""
    came = select(FamilyPlace.relative_id).where(FamilyPlace.came.is_(True))
    return ctx.find(select(Relative).where(Relative.id.in_(came)).limit(1))[0]
