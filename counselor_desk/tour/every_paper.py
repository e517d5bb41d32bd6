"""What no earlier stop printed: each kind of note, consent, letter, handout; then all told off."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from counselor_desk.catalog import files
from counselor_desk.core.errors import Refused
from counselor_desk.domain.privacy.consent import ConsentStatus
from counselor_desk.services.care import safety_plans
from counselor_desk.services.clients import clients
from counselor_desk.services.documents import lists
from counselor_desk.services.privacy import consents, disclosures
from counselor_desk.services.schedule import print_lists
from counselor_desk.tour.guide import Stuck, Tour
from counselor_desk.tour.paper import save_paper

ORDER = 99
PLAN = "treatment_plan"  # has a report of its own


def steps(tour: Tour) -> None:
    tour.sit("caleb")
    mine = tour.ask(clients.matching)
    _notes(tour, tour.ask(clients.matching, closed=True))
    _plan_and_card(tour, mine)
    _safety(tour, mine)
    _privacy(tour, mine)
    today = tour.window.bridge.today()  # type: ignore[union-attr]
    longest = max(mine, key=lambda client_id: len(tour.ask(lists.of_client, client_id)))
    for report in ("full_chart", "treatment_summary"):
        save_paper(tour, report, {"client_id": longest}, f"{report}-longest")
    save_paper(tour, "superbill", {"client_id": longest, "first": _before(today), "last": today}, "superbill")
    for letter in files.letters():
        asked = {"client_id": longest, "letter": letter, "first": _before(today), "last": today}
        asked["way"] = "hand"
        save_paper(tour, "letter", asked, f"letter-{letter}")
    for language in files.LANGUAGES:
        for handout in files.handouts(language):
            asked = {"handout_id": handout, "language": language}
            save_paper(tour, "handout", asked, f"handout-{handout}-{language}")
    tour.sit("marion")
    save_paper(tour, "who_saw", {"client_id": mine[0]})
    for report in ("caseload", "unsigned", "productivity", "program_summary", "outcomes"):
        span = {"first": _before(today), "last": today}
        asked = span if report in ("productivity", "program_summary", "outcomes") else {}
        save_paper(tour, report, asked, f"{report}-of-all")
    _many(tour, today)
    save_paper(tour, "retention", {"first": _before(today), "last": today}, "retention-of-all")
    tour.sit("ana")
    lost = "A laptop in a locked bag, taken from a car on Mill Street between six and eight."
    save_paper(tour, "device_loss", {"what": lost})
    if gone := missing(tour.drawn):
        raise Stuck(f"no paper was left of: {', '.join(gone)}")


def missing(drawn: Iterable[str]) -> list[str]:
    """Reports of which a tour has left nothing."""
    from counselor_desk.reports.press import shelf

    return sorted(set(shelf.all_reports()) - set(drawn))


def _before(today: date) -> date:
    return date(today.year - 1, today.month, 1)


def _many(tour: Tour, today: date) -> None:
    """One print for many: the plans that are due, and the cards of a standing group."""
    many: dict[str, Any] = {"on": today, "slips": "both"}
    save_paper(tour, "batch", {**many, "report": PLAN, "who": "plans"}, "batch-plans")
    group = {"who": "members", "group_id": tour.ask(print_lists.groups)[0][0]}
    save_paper(tour, "batch", {**many, **group, "report": "appointment_card"}, "batch-members")


def _notes(tour: Tour, mine: list[int]) -> None:
    """One signed document of every kind, the one that was written last."""
    row_by_template: dict[str, Any] = {}
    for client_id in mine:
        for row in tour.ask(lists.of_client, client_id):
            known = row_by_template.get(row.template)
            if row.status == "final" and (known is None or row.occurred_on > known.occurred_on):
                row_by_template[row.template] = row
    if none := set(files.templates()) - set(row_by_template):
        raise Stuck(f"nobody has signed: {', '.join(sorted(none))}")
    for template, row in row_by_template.items():
        if template != PLAN:
            save_paper(tour, "signed_document", {"document_id": row.id}, f"note-{template}")


def _safety(tour: Tour, mine: list[int]) -> None:
    """The safety plan on its page and its card, in both languages; the chart's head tells of it."""
    client_id = next((i for i in mine if tour.ask(safety_plans.standing, i) is not None), None)
    if client_id is None:
        raise Stuck("nobody has a safety plan")
    for language in files.LANGUAGES:
        for report in ("safety_plan_page", "safety_plan_card"):
            asked = {"client_id": client_id, "language": language}
            save_paper(tour, report, asked, f"{report.replace('_', '-')}-{language}")
    plan: Any = tour.ask(safety_plans.standing, client_id)
    tour.go("chart", client_id=client_id, section="notes", document_id=plan.document_id)
    tour.picture("safety-plan", "The safety plan, signed by both; the head of the chart tells its age")


def _plan_and_card(tour: Tour, mine: list[int]) -> None:
    from counselor_desk.reports.plans import treatment_plan

    with_plan = _first(tour, mine, treatment_plan.plan_in_force)
    save_paper(tour, PLAN, tour.ask(treatment_plan.plan_in_force, with_plan))
    for client_id in mine:
        try:
            save_paper(tour, "wallet_card", {"client_id": client_id})
        except Refused:
            continue
        return


def _first(tour: Tour, client_ids: list[int], use_case: Any) -> int:
    for client_id in client_ids:
        try:
            tour.ask(use_case, client_id)
        except Refused:
            continue
        return client_id
    raise Stuck(f"nobody has what {use_case.__name__} asks for")


def _privacy(tour: Tour, mine: list[int]) -> None:
    """Each form of consent that was written, one taken back, what went out, and the notice."""
    today = tour.window.bridge.today()  # type: ignore[union-attr]
    kept: set[str] = set()
    for client_id in mine:
        for row in tour.ask(consents.of_client, client_id):
            ended = "-revoked" if row.standing is ConsentStatus.REVOKED else ""
            name = f"consent-{row.form.replace('_', '-')}{ended}"
            if name not in kept:
                save_paper(tour, "consent", {"consent_id": row.id}, name)
                kept.add(name)
    if none := {f"consent-{form.replace('_', '-')}" for form in files.consent_forms()} - kept:
        raise Stuck(f"nobody has signed: {', '.join(sorted(none))}")
    for form in files.consent_forms():  # each to be signed by hand
        draft = tour.ask(consents.start, mine[0], form)
        save_paper(tour, "consent", {"consent_id": draft.id}, f"consent-{form.replace('_', '-')}-by-hand")
        tour.ask(consents.discard, draft.id)
    accounting_of = {i: tour.ask(disclosures.of_client, i) for i in mine}
    most = max(accounting_of, key=lambda i: len(accounting_of[i]))
    save_paper(tour, "accounting", {"client_id": most, "on": today})
    save_paper(tour, "disclosure", {"disclosed_id": accounting_of[most][0].id}, "disclosure")
    contact = {
        "contact": "Ana Whitfield, privacy officer",
        "on": date(today.year, 1, 1),
        "reach": "555 0100, privacy@harbor.example",
    }
    save_paper(tour, "privacy_notice", contact)
