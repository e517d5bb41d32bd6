"""The words of a plan's sheets: taken from the library, from the client, and how plain they are."""

from collections.abc import Sequence

from counselor_desk import catalog
from counselor_desk.domain.plan import Area, Intervention, Objective, Problem
from counselor_desk.domain.statements import Aim, Statement, grade
from counselor_desk.i18n import _
from counselor_desk.ui.paged import Line
from counselor_desk.ui.sheet import Sheet

FEW = 4  # words; of fewer a grade says nothing


def take_goal(sheet: Sheet, said: str) -> None:
    """The client's words on a line of their own among the goals."""
    goals = sheet.form.boxes["goals"]
    before = str(goals.value() or "").strip()
    if said not in before.splitlines():
        goals.write("\n".join(g for g in (before, " ".join(said.split())) if g))


def named(problem: Problem) -> tuple[Area, Aim, tuple[Intervention, ...]]:
    """What of a problem can be kept for other plans: its words, not whose they are."""
    return problem.area, Aim(problem.words), ()


def wording(area: Area, o: Objective) -> tuple[Area, Aim, tuple[Intervention, ...]]:
    return area, Aim(o.words, o.measure, o.target), o.interventions


def aim_line(aim: Aim, is_own: bool) -> Line:
    reads = _("grade {n}").format(n=f"{aim.grade:.0f}")
    own = ((_("the clinic's own"), "accent"),) if is_own else ()
    return Line(aim.words, aim.measure, reads, chips=own, light=True)


def statement_for(problem: Problem) -> Statement | None:
    """The library's words for this problem: by its words, else by what shows it."""
    shelves = catalog.statements().values()
    all_of = [s for shelf in shelves for s in shelf.problems]
    same = next((s for s in all_of if s.words == problem.words), None)
    if same is not None:
        return same
    shown = {s.split(" ", 1)[0].upper() for s in problem.shown_by}
    return next(
        (s for s in all_of if any(code.startswith(c) for code in shown for c in s.codes)), None
    )


def fill_aim(sheet: Sheet, aim: Aim, does: Sequence[Intervention], me: str) -> None:
    """The words of the library in the questions; what is done follows where nothing stands."""
    values = sheet.form.values()
    rows = values.get("interventions") or [
        {"what": i.what, "modality": i.modality, "often": i.often, "long": i.long,
         "who": "" if i.modality in ("medical", "medication") else me}
        for i in does
    ]  # fmt: skip
    taken = {"words": aim.words, "measure": aim.measure, "target": aim.target}
    sheet.form.set_values({**values, **taken, "interventions": rows})
    sheet.form.boxes["baseline"].editor.main.setFocus()


def tell_grade(sheet: Sheet) -> None:
    """The school grade at which the words can be read, as they are typed."""

    def tell() -> None:
        words = str(sheet.form.boxes["words"].value() or "")
        said = _("Reads at grade {n}.").format(n=f"{grade(words):.0f}")
        sheet.form.boxes["words"].tell(said if len(words.split()) >= FEW else "")

    sheet.form.boxes["words"].editor.changed.connect(lambda *_a: tell())
    tell()
