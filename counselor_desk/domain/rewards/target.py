"""From a test or a day in the chart to an outcome, and the safety steps a target asks for."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from counselor_desk.core.i18n import _, ngettext
from counselor_desk.domain.rewards.schedule import Outcome, Target, UnreadableCup


@dataclass(frozen=True)
class TestReading:
    """What a specimen showed, as far as rewards are concerned."""

    __test__ = False  # not a case of pytest's

    positive: frozenset[str]
    negative: frozenset[str]
    valid: bool = True
    refused: bool = False
    unreadable: bool = False  # too dilute, too little, wrong temperature: another cup can be given
    not_tested: frozenset[str] = frozenset()  # said so by who read the cup


@dataclass(frozen=True)
class Decision:
    """The outcome a test makes, or what is missing to make one, and what to say beside it."""

    outcome: Outcome | None  # None: the visit waits for what is missing
    note: str = ""
    unanswered: tuple[str, ...] = ()  # lines of the target that nobody answered


def decide(
    reading: TestReading,
    analytes: Collection[str],
    prescribed: Collection[str],
    unreadable: UnreadableCup = UnreadableCup.SECOND,
) -> Decision:
    """Only the target's own analytes count, and a prescribed medicine is never a lapse.

    A client's reward turns on what the client did. What staff did not test or enter makes no
    outcome: the visit waits for it.
    """
    named = frozenset(a.casefold() for a in analytes)
    allowed = frozenset(a.casefold() for a in prescribed)
    positive = frozenset(a.casefold() for a in reading.positive)
    negative = frozenset(a.casefold() for a in reading.negative)
    if reading.refused:
        return Decision(Outcome.REFUSED)
    if not reading.valid:
        if reading.unreadable and unreadable is UnreadableCup.SECOND:
            sentence = _(
                "This cup can't be read. Ask for another today: only a refused cup counts as missed."
            )
            return Decision(None, sentence)
        return Decision(Outcome.INVALID, _("The specimen was not valid."))
    if against := sorted((positive & named) - allowed):
        return Decision(Outcome.NOT_MET, ", ".join(against))
    left = named - positive - negative - allowed
    if missing := sorted(left - {a.casefold() for a in reading.not_tested}):
        return Decision(None, unanswered_in_words(missing), tuple(missing))
    if left:
        sentence = _(
            "Not tested: {names}. "
            "The visit has no outcome until it is tested, or recorded as the clinic's side."
        )
        return Decision(None, sentence.format(names=", ".join(sorted(left))))
    other = _("Positive for something else; the target is met.") if positive - allowed else ""
    return Decision(Outcome.MET, other)


def unanswered_in_words(names: Sequence[str]) -> str:
    """ "Amphetamine was not answered: answer it, or say that it was not tested." """
    listed = ", ".join(names)
    return ngettext(
        "{names} was not answered: answer it, or say that it was not tested.",
        "{names} were not answered: answer them, or say that they were not tested.",
        len(names),
    ).format(names=listed[:1].upper() + listed[1:])


@dataclass(frozen=True)
class Safety:
    """What the chart says about the steps before an opioid-negative target."""

    medication_offered: bool = False  # offered, and accepted or declined
    naloxone_given: bool = False
    overdose_education: bool = False
    reason: str = ""
    signed_off: bool = False  # by the treating clinician


def missing_steps(target: Target, safety: Safety) -> list[str]:
    """What must be done first. Lost tolerance makes an opioid-abstinence reward dangerous."""
    if target is not Target.OPIOID_NEGATIVE:
        return []
    steps = (
        (safety.medication_offered, _("Medication for opioid use disorder offered or declined")),
        (safety.naloxone_given, _("Naloxone given")),
        (safety.overdose_education, _("Overdose education done")),
        (bool(safety.reason.strip()), _("The reason for this target")),
        (safety.signed_off, _("Sign-off by the treating clinician")),
    )
    return [step for done, step in steps if not done]


FORBIDDEN_GOODS = frozenset(
    {
        *("alcohol", "beer", "wine", "liquor", "spirits"),
        *("tobacco", "nicotine", "cigarettes", "cigars", "vape", "vapes", "e-cigarettes"),
        *("cannabis", "marijuana", "thc", "firearms", "firearm", "guns", "gun", "ammunition"),
        *("lottery", "gambling", "casino", "betting", "adult entertainment", "cash", "money"),
    }
)


def is_forbidden_good(category: str) -> bool:
    """What no incentive may be, whatever its value."""
    return category.strip().casefold() in FORBIDDEN_GOODS
