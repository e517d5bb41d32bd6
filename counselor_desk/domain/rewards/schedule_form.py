"""A schedule as a form to fill in, and what was filled in as a schedule's terms."""

from collections.abc import Mapping
from typing import Any

from counselor_desk.core.i18n import Glossary, _, changed, lazy
from counselor_desk.domain.form import Choice, Field, Form, Kind, Section
from counselor_desk.domain.rewards.schedule import (
    ExcusedWeek,
    Growth,
    Restoration,
    RewardUnit,
    RunEffect,
    SavedLevel,
    Schedule,
    Target,
    UnreadableCup,
)

RESTORATIONS = Glossary(
    {
        Restoration.NOT: lazy("R0: not at all"),
        Restoration.NEXT: lazy("R1: from the one after the last that is needed"),
        Restoration.AT_ONCE: lazy("R2: with the last that is needed"),
        Restoration.WEEK_NOT: lazy("C0: full weeks are lost"),
        Restoration.WEEK_NEXT: lazy("C1: full weeks are kept; paid after the last that is needed"),
        Restoration.WEEK_AT_ONCE: lazy("C2: full weeks are kept; paid with the last that is needed"),
    }
)
GROWTHS = Glossary(
    {
        Growth.OCCASION: lazy("with each one in a row"),
        Growth.WEEK: lazy("with each full week"),
        Growth.NONE: lazy("not at all"),
    }
)
EFFECTS = Glossary({RunEffect.RESET: lazy("starts again"), RunEffect.HOLD: lazy("goes on")})
SAVED = Glossary(
    {SavedLevel.HIGHEST: lazy("the higher of the two"), SavedLevel.LATEST: lazy("the later one")}
)
WEEKS = Glossary(
    {
        ExcusedWeek.HOLDS: lazy("does not raise the level"),
        ExcusedWeek.COUNTS: lazy("raises the level if all else is met"),
    }
)
CUPS = Glossary(
    {
        UnreadableCup.SECOND: lazy("asks for another cup the same day"),
        UnreadableCup.COUNTS: lazy("counts as a sample that is not valid"),
    }
)
RUNS = ("not_met", "missed", "refused", "invalid", "excused")


def _choices(named: Mapping[Any, str]) -> tuple[Choice, ...]:
    return tuple(Choice(value.value, label) for value, label in named.items())


def _choice(key: str, label: str, named: Mapping[Any, str], beside: bool = False) -> Field:
    return Field(key, label, Kind.CHOICE, True, _choices(named), beside=beside)


def form_of(schedule: Schedule) -> Form:
    """The questions of a schedule; those that its kind has no use for are left out."""
    amount = Kind.MONEY if schedule.unit is RewardUnit.CENTS else Kind.NUMBER
    sections = [
        _naming(),
        Section(_("Amounts"), (_phases(amount), *_bonus(amount), *_priming(schedule))),
        _rules(schedule),
    ]
    if schedule.bowl is not None:
        sections.append(_bowl(schedule))
    return Form(_("Schedule"), tuple(sections))


def _naming() -> Section:
    targets = tuple(Choice(t.value, t.words.capitalize()) for t in Target)
    return Section(
        "",
        (
            Field("title", _("Title"), required=True),
            Field(
                "id",
                _("Short name"),
                required=True,
                help=_("Small letters and _. The same short name makes a newer version."),
            ),
            Field("target", _("Target"), Kind.CHOICE, True, targets),
            Field("source", _("Where it comes from"), Kind.TEXT, required=True),
            Field("note", _("Note"), Kind.TEXT),
        ),
    )


def _phases(amount: Kind) -> Field:
    return Field(
        "phases",
        _("Phases"),
        Kind.ROWS,
        required=True,
        columns=(
            Field("weeks", _("Weeks"), Kind.NUMBER, True, low=1, high=104),
            Field("per_week", _("A week"), Kind.NUMBER, True, low=1, high=7, beside=True),
            _choice("grows", _("Rises"), GROWTHS, beside=True),
            Field("first", _("First"), amount, True, low=0, high=999),
            Field("step", _("Step"), amount, beside=True, low=0, high=999),
            Field("top", _("Top"), amount, beside=True, low=0, high=999),
        ),
    )


def _bonus(amount: Kind) -> tuple[Field, Field]:
    return (
        Field("bonus_every", _("Bonus for so many in a row"), Kind.NUMBER, low=1, high=60),
        Field("bonus_amount", _("Bonus"), amount, beside=True, low=0, high=999),
    )


def _priming(schedule: Schedule) -> tuple[Field, ...]:
    if schedule.unit is not RewardUnit.DRAWS:
        return ()
    sentence = _("Some programs let the client draw on the first day, before anything is shown.")
    return (Field("priming", _("Draws on the first day"), Kind.NUMBER, low=0, high=60, help=sentence),)


def _rules(schedule: Schedule) -> Section:
    weekly = schedule.policies.restoration.is_weekly
    fitting = {r: words for r, words in RESTORATIONS.items() if r.is_weekly == weekly}
    fields = [
        _choice("restoration", _("After a reset the earlier amount comes back"), fitting),
        Field("restore_after", _("so many in a row are needed"), Kind.NUMBER, True, low=1, high=60),
        _choice("not_met", _("Not met: the run"), EFFECTS),
        _choice("missed", _("Missed: the run"), EFFECTS, beside=True),
        _choice("refused", _("Sample refused: the run"), EFFECTS),
        _choice("invalid", _("Sample not valid: the run"), EFFECTS, beside=True),
        changed(
            _choice("unreadable_cup", _("A cup too dilute, too little or of the wrong temperature"), CUPS),
            help=_("Usual practice, from memory: your protocol decides."),
        ),
        _choice("excused", _("Excused: the run"), EFFECTS),
        Field(
            "excused_limit",
            _("Excused in a row, at most"),
            Kind.NUMBER,
            low=0,
            high=60,
            help=_("0 is no limit; more count as missed."),
            beside=True,
        ),
        _choice("saved", _("After two resets, what comes back"), SAVED),
        _choice("bonus_after_reset", _("After a reset the count to the bonus"), EFFECTS),
    ]
    if weekly:
        fields.append(_choice("excused_week", _("A week with an excused absence"), WEEKS))
    why = _("Each answers a question that the published text leaves open.")
    return Section(_("Rules"), tuple(fields), why)


def _bowl(schedule: Schedule) -> Section:
    slips = Field(
        "slips",
        _("Slips"),
        Kind.ROWS,
        required=True,
        columns=(
            Field("name", _("Slip"), required=True),
            Field("count", _("How many"), Kind.NUMBER, True, low=1, high=9999, beside=True),
            Field("cents", _("Worth"), Kind.MONEY, beside=True),
        ),
    )
    fields = [Field("size", _("Slips in the bowl"), Kind.NUMBER, True, low=1, high=9999), slips]
    if schedule.unit is RewardUnit.NAMES:
        fields.append(Field("winners", _("Names drawn at a meeting"), Kind.NUMBER, True, low=1, high=99))
    return Section(_("Bowl"), tuple(fields))


def values_of(schedule: Schedule) -> dict[str, Any]:
    """What the form shows for a schedule."""
    rules, bonus, bowl = schedule.policies, schedule.bonus, schedule.bowl
    values: dict[str, Any] = {
        "title": schedule.title,
        "id": schedule.id,
        "target": schedule.target.value,
        "source": schedule.source,
        "note": schedule.note,
        "winners": schedule.winners,
        "priming": schedule.priming,
        "phases": [
            {
                "weeks": p.weeks,
                "per_week": p.per_week,
                "grows": p.grows.value,
                "first": p.first,
                "step": p.step,
                "top": p.top,
            }
            for p in schedule.phases
        ],
        "bonus_every": bonus.every if bonus else None,
        "bonus_amount": bonus.amount if bonus else None,
        "excused_limit": rules.excused_limit,
        "restore_after": rules.restore_after,
    }
    named = ("restoration", "saved", "bonus_after_reset", "excused_week", "unreadable_cup", *RUNS)
    values |= {key: getattr(rules, key).value for key in named}
    if bowl is not None:
        values["size"] = bowl.size
        values["slips"] = [{"name": s.name, "count": s.count, "cents": s.cents} for s in bowl.slips]
    return values


def terms_of(values: Mapping[str, Any], copied: Schedule) -> dict[str, Any]:
    """The terms that were filled in, for a schedule of the kind that was copied."""
    rules = ("restoration", "saved", "bonus_after_reset", "restore_after", *RUNS)
    policies = {key: values.get(key) for key in rules}
    policies["excused_limit"] = values.get("excused_limit") or 0
    for key in ("excused_week", "unreadable_cup"):
        if values.get(key):
            policies[key] = values[key]
    terms: dict[str, Any] = {
        "version": 1,
        "unit": copied.unit.value,
        "priming": values.get("priming") or 0,
        "phases": [_phase(row) for row in values.get("phases") or ()],
        "policies": {key: value for key, value in policies.items() if value is not None},
    }
    terms |= {key: values.get(key) or "" for key in ("id", "title", "target", "source", "note")}
    if values.get("bonus_every"):
        amount = values.get("bonus_amount") or 0
        terms["bonus"] = {"every": values["bonus_every"], "amount": amount}
    if copied.bowl is not None:
        terms["bowl"] = _terms_of_bowl(values, copied.bowl.version)
    if values.get("winners"):
        terms["winners"] = values["winners"]
    return terms


def _phase(row: Mapping[str, Any]) -> dict[str, Any]:
    phase = {key: row.get(key) for key in ("weeks", "per_week", "grows", "first", "step", "top")}
    if phase["grows"] == Growth.NONE.value:
        phase["step"] = None
    return {key: value for key, value in phase.items() if value is not None}


def _terms_of_bowl(values: Mapping[str, Any], version: int) -> dict[str, Any]:
    slips = [{**row, "cents": row.get("cents") or 0} for row in values.get("slips") or ()]
    return {"version": version, "size": values.get("size"), "slips": slips}
