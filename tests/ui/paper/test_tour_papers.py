"""The tour leaves a paper of every report, and the demonstration holds what they tell of."""

from collections import Counter
from datetime import date

from counselor_desk import reports
from counselor_desk.catalog import files
from counselor_desk.catalog.definitions import instruments
from counselor_desk.core.discover import modules
from counselor_desk.demo import kinds_of_notes, notes, past_clients
from counselor_desk.demo.cast import cast
from counselor_desk.demo.course import bam_answers
from counselor_desk.records.care import Reason
from counselor_desk.reports.press import shelf
from counselor_desk.tour.every_paper import missing

SMALLEST_COUNT = 11  # fewer may point to a person: a report shows nothing of them
TODAY = date(2026, 11, 23)


def test_a_report_without_a_paper_is_missed():
    every = set(shelf.all_reports())
    named = {m.__name__.rpartition(".")[2]: m.REPORT.id for m in modules(reports) if hasattr(m, "REPORT")}
    assert list(named) == list(named.values()), "a module with one report is called like it"
    assert missing(every) == []
    assert missing(every - {"wallet_card", "consent"}) == ["consent", "wallet_card"]


def test_the_demo_writes_every_kind_of_note():
    written = {note["template"] for note in kinds_of_notes.note_examples()} | set(notes.WRITERS)
    elsewhere = {"group", "treatment_plan", "plan_review"}
    assert written | elsewhere == set(files.templates())


def test_in_the_demo_not_everybody_gets_better_and_not_everybody_stays():
    everyone = cast(TODAY)
    better = Counter(person.gain > kinds_of_notes.SLOW for person in everyone.people)
    assert better[True] > better[False] > SMALLEST_COUNT
    early = [p for p in everyone.people if p.reason is Reason.AGAINST_ADVICE]
    former = [past_clients.former(everyone, number) for number in range(past_clients.CLIENTS)]
    assert len(early) + sum(p.reason is Reason.AGAINST_ADVICE for p in former) > SMALLEST_COUNT
    assert all(one.admitted_on < one.left_on < TODAY for one in former)


def test_in_the_demo_what_protects_rises_as_risk_falls():
    form, dice = instruments()["bam_r"], cast(TODAY).dice("bam")
    first, last = (totals(form, bam_answers(dice, left)) for left in (1.0, 0.2))
    assert last["protective"] > first["protective"]
    assert last["risk"] < first["risk"]
    assert last["use"] < first["use"]


def totals(form, answers):
    return {scale.key: sum(answers[key] for key in scale.items) for scale in form.scales}
