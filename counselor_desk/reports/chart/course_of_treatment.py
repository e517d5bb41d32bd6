"""The course of a client's treatment in words: each kind of information apart from the rest."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from reportlab.platypus import Flowable

from counselor_desk.catalog import definitions
from counselor_desk.core.i18n import _, lazy
from counselor_desk.desk.desk import Context
from counselor_desk.domain.kinds_of_information import Category
from counselor_desk.reports.press import marks, words
from counselor_desk.reports.press.marks import TableColumn
from counselor_desk.services.assessments import assessments
from counselor_desk.services.care import diagnoses, episodes, substances
from counselor_desk.services.medication import medications
from counselor_desk.services.schedule import attendance

TOLD = (
    Category.CARE,
    Category.DIAGNOSES,
    Category.MEDICATION,
    Category.ATTENDANCE,
    Category.SCORES,
)


@dataclass(frozen=True)
class CourseOfTreatment:
    """What is known today, as far as it was asked for."""

    care: tuple[tuple[str, str], ...] = ()
    levels: tuple[tuple[str, str], ...] = ()
    diagnoses: tuple[str, ...] = ()
    substances: tuple[str, ...] = ()
    medicines: tuple[tuple[str, str], ...] = ()
    attendance: tuple[tuple[str, str], ...] = ()
    scores: tuple[tuple[str, str, str, str], ...] = ()


def gather_course(
    ctx: Context, client_id: int, categories: Collection[str] = tuple(Category)
) -> CourseOfTreatment:
    """Only the kinds of information that are named; substances go with the diagnoses."""
    asked_for = frozenset(Category(c) for c in categories)
    history = episodes.history(ctx, client_id) if Category.CARE in asked_for else None
    has_diagnoses = Category.DIAGNOSES in asked_for
    stated = diagnoses.formulation(ctx, client_id).active if has_diagnoses else []
    return CourseOfTreatment(
        care=tuple((_("Episode"), _span(e.admitted_on, e.discharged_on)) for e in history.episodes)
        if history
        else (),
        levels=tuple((_level(lv), _span(lv.starts_on, lv.ends_on)) for lv in history.levels)
        if history
        else (),
        diagnoses=tuple(_diagnosis(diagnosis_row) for diagnosis_row in stated),
        substances=tuple(_substances(ctx, client_id)) if has_diagnoses else (),
        medicines=tuple(_medicines(ctx, client_id)) if Category.MEDICATION in asked_for else (),
        attendance=tuple(_attendance(ctx, client_id)) if Category.ATTENDANCE in asked_for else (),
        scores=tuple(_scores(ctx, client_id)) if Category.SCORES in asked_for else (),
    )


def _level(level: object) -> str:
    edition, code = level.edition, level.code  # type: ignore[attr-defined]
    return definitions.edition(edition).label(code)


def _span(first: date | None, last: date | None) -> str:
    if first is None:
        return _("not admitted")
    return words.date_range(first, last) if last else _("since {day}").format(day=words.day(first))


def _diagnosis(stated: diagnoses.DiagnosisRow) -> str:
    made = stated.diagnosis
    return words.join_words([f"{made.code} {made.label}", made.severity, stated.words])


def _substances(ctx: Context, client_id: int) -> list[str]:
    return [
        words.join_words([s.substance, s.detail, s.route, s.frequency])
        for s in substances.use(ctx, client_id).substances
    ]


def _medicines(ctx: Context, client_id: int) -> list[tuple[str, str]]:
    cabinet = medications.cabinet(ctx, client_id)
    return [
        (
            followed.medication.name,
            words.join_words(
                [
                    followed.medication.dose,
                    followed.medication.prescriber,
                    _span(followed.medication.started_on, None) if followed.medication.started_on else "",
                ]
            ),
        )
        for followed in cabinet.current
    ]


def _attendance(ctx: Context, client_id: int) -> list[tuple[str, str]]:
    sentence = _("{came} attended, {missed} missed")
    return [
        (of_kind.kind.capitalize(), sentence.format(came=of_kind.came, missed=of_kind.missed))
        for of_kind in attendance.by_kind(ctx, client_id)
    ]


def _scores(ctx: Context, client_id: int) -> list[tuple[str, str, str, str]]:
    return [
        (
            f"{t.instrument.title}: {t.scale.name}",
            f"{t.points[0].value} ({words.day(t.points[0].on)})",
            f"{t.points[-1].value} ({words.day(t.points[-1].on)})",
            t.points[-1].band,
        )
        for t in assessments.trends(ctx, client_id)
        if t.points
    ]


SCORES = (
    TableColumn(lazy("Scale"), 3),
    TableColumn(lazy("First"), 2),
    TableColumn(lazy("Latest"), 2),
    TableColumn(lazy("Reads as"), 2),
)


def story(course: CourseOfTreatment) -> list[Flowable]:
    parts = _pairs(_("Course of care"), (*course.care, *course.levels))
    parts += _bullets(_("Diagnoses"), course.diagnoses)
    parts += _bullets(_("Substances"), course.substances)
    parts += _pairs(_("Medications"), course.medicines)
    parts += _pairs(_("Attendance"), course.attendance)
    if course.scores:
        parts += [marks.heading(_("Assessments")), marks.table(SCORES, course.scores)]
    return parts


def _pairs(title: str, pairs: tuple[tuple[str, str], ...]) -> list[Flowable]:
    return [marks.heading(title), marks.facts(pairs)] if pairs else []


def _bullets(title: str, items: tuple[str, ...]) -> list[Flowable]:
    return [marks.heading(title), marks.bullets(items)] if items else []
