"""When a consent ends with an event: what is no end at all, and which events a chart knows by itself."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from counselor_desk.domain.names import plain


class KnownEvent(StrEnum):
    """An event that ends consents and that a chart records."""

    CARE_ENDS = "the end of the treatment"
    COMES_OF_AGE = "the 18th birthday"
    DEATH = "the client's death"


@dataclass(frozen=True)
class ChartEvents:
    """The days on which such events came for one client, as far as the chart tells."""

    care_ended: tuple[date, ...] = ()  # each day on which care ended and none went on
    born: date | None = None
    died_on: date | None = None


# 42 CFR 2.31(a)(7): "none" or similar language is enough for treatment, payment and operations alone.
# The English and Spanish ways of writing it are our own list.
_NO_END = re.compile(
    r"(?:"
    r"none|no|never|nil|null|nothing|x|nada|n a|na|not applicable|not specified|unspecified|same"
    r"|unknown|tbd|to be determined"
    r"|no (?:end|ending|limit|expiration|expiry|termination|time|set|date|sunset|fecha)"
    r"(?: (?:date|day|time|event|limit))*"
    r"|(?:without|has no|there is no|with no|does not have) (?:an? )?(?:end|limit|expiration|expiry)"
    r"(?: (?:date|event))*"
    r"|(?:does not|doesn't|will not|won't|shall not) (?:end|expire)|never (?:ends|expires)|non ?expiring"
    r"|indefinite|indefinitely|forever(?: and ever)?|for ever|for life|lifetime|permanent|permanently|always"
    r"|(?:in )?perpetuity|perpetual|perpetually|infinite|infinitely|infinity|eternity|eternal"
    r"|unlimited|open|open ended|ongoing|continuous|continuing|further notice|otherwise notified|notified"
    r"|as (?:long as )?(?:is )?(?:needed|necessary)|when no longer needed|any ?time|at any time|whenever"
    r"|(?:(?:i|it|this|me|(?:the |my |this )?(?:client|patient|participant|consent|authorization|release)) )?"
    r"(?:(?:is|has been|am) )?(?:revoked?|revokes|cancels?|cancelled|canceled|withdraws?|withdrawn"
    r"|take it back|say (?:stop|otherwise)|tell (?:you|them|the clinic|the program|staff)"
    r" (?:to stop|otherwise))"
    r"(?: (?:it|(?:this |my |the )?(?:consent|authorization|release)|this|by me|in writing|at any time"
    r"|by (?:the )?(?:client|patient)))*"
    r"|(?:my |a |written |upon )*revocation(?: (?:in writing|of (?:it|(?:this |my |the )?consent)"
    r"|by (?:me|the client|the patient)))*|i say otherwise|i change my mind"
    r"|ninguno|ninguna|nunca|jamas|sin (?:fin|limite|vencimiento|fecha)(?: .*)?|indefinid[oa]|indefinidamente"
    r"|no (?:vence|aplica|expira|caduca|termina)|permanente|siempre|para siempre|nuevo aviso"
    r"|(?:que )?(?:yo |el cliente )?(?:lo|la) revoque(?: por escrito)?"
    r")"
)
# "This consent is valid until ...", "it remains in effect unless ...": the words before an end.
_IN_EFFECT = re.compile(
    r"^(?:(?:this |the |my |este |esta |el |la )?(?:consent|authorization|release|consentimiento"
    r"|autorizacion) |it |is |es |remains? |stays? |continues? |lasts? "
    r"|valid |good |active |effective |in (?:effect|force) "
    r"|valido |valida |vigente |until |till |unless |upon |when |hasta |salvo )"
)
_OF = r"(?:(?:the|my|this|his|her|their|our|client's|the client's|patient's|the patient's) )?"
_HERE = r"(?: (?:here|at|in|with|from|by) ?(?:the|this|your)? ?(?:program|clinic|center|agency|facility)?)?"
_CARE = r"(?:course of )?(?:treatment|care|services|program|episode of care|episode|stay|treatment episode)"
_CARE_ENDS = re.compile(
    rf"{_OF}(?:last day|date|successful )?(?: ?of )?{_OF}"
    rf"(?:end|ending|completion|conclusion|close|termination) of {_OF}{_CARE}{_HERE}"
    rf"|{_OF}last day of {_OF}{_CARE}{_HERE}"
    rf"|{_OF}(?:successful )?{_CARE} (?:completion|termination|discharge)(?: date)?{_HERE}"
    rf"|(?:graduation|i graduate) from {_OF}{_CARE}{_HERE}"
    rf"|{_OF}{_CARE} (?:here )?(?:ends?|is over|has ended|terminates"
    rf"|(?:is|are) (?:completed?|finished|terminated|ended)){_HERE}"
    rf"|{_OF}(?:date of {_OF}|day of {_OF})?discharge(?: date| day)?"
    rf"(?: (?:from|of) {_OF}{_CARE}{_HERE}|{_HERE})"
    rf"|(?:(?:the )?(?:date|day) (?:on which |that )?)?"
    r"(?:i am|i'm|client is|the client is|patient is|the patient is|being|is)? ?discharged"
    rf"(?: from {_OF}{_CARE})?{_HERE}"
    rf"|(?:i|client|the client|patient|the patient) (?:leaves?|completes?|finish|finishes|ends?|stops?) "
    rf"{_OF}{_CARE}{_HERE}"
    rf"|(?:closing|closure) of {_OF}(?:chart|case|record|file)"
    rf"|{_OF}(?:chart|case|record|file) (?:is closed|closes|closed|closure)"
    rf"|(?:i leave|i leave {_OF}(?:clinic|program|center|agency))"
    r"|(?:termine|acabe|termina|terminar|completar) (?:el |mi |su )?tratamiento"
    r"|(?:el )?(?:fin|final|termino|terminacion) (?:de|del) (?:el |mi |su )?tratamiento"
    r"|(?:el |mi )?alta(?: del programa)?"
)
_OF_AGE = re.compile(
    rf"{_OF}(?:18th|eighteenth) birthday"
    r"|(?:i|client|the client) (?:turns?|becomes?|am|is) (?:18|eighteen|of age)(?: years old)?|age (?:of )?18"
)
_DEATH = re.compile(
    rf"{_OF}death(?: of the (?:client|patient))?|(?:i die|the client dies)"
    r"|(?:for )?as long as (?:i live|the client lives)"
)
# "60 days after discharge", "one year from the end of treatment".
_NUMBERS = {
    word: number
    for number, words in {
        1: "a an one un una", 2: "two dos", 3: "three tres", 4: "four", 5: "five", 6: "six seis", 7: "seven",
        10: "ten diez", 12: "twelve doce", 14: "fourteen", 15: "fifteen", 30: "thirty treinta",
        60: "sixty sesenta", 90: "ninety noventa",
    }.items()
    for word in words.split()
}  # fmt: skip
_DAYS_OF = {"day": 1, "week": 7, "dia": 1, "semana": 7}
_MONTHS_OF = {"month": 1, "year": 12, "mes": 1, "ano": 12}
_LATER = re.compile(
    r"(?:until |for )?(?P<n>\d{1,3}|[a-z]+) (?:calendar )?"
    r"(?P<unit>day|week|month|year|dia|semana|mes|ano)(?:s|es)?"
    r" (?:after|from|following|past|post|despues de|despues del) (?P<event>.+)"
)
_PLUS = re.compile(
    r"(?P<event>.+) (?:plus|mas) (?P<n>\d{1,3}|[a-z]+) "
    r"(?P<unit>day|week|month|year|dia|semana|mes|ano)(?:s|es)?"
)
_BEFORE = re.compile(r"^(?:until|till|up to|at|upon|on|when|with|after|by|hasta|al|cuando|con) ")


def has_no_end(event: str) -> bool:
    """Whether these words say that a consent never ends: "none", "never", "n/a", "until revoked"."""
    written = _words(event)
    while written and not _NO_END.fullmatch(written):
        shorter = _IN_EFFECT.sub("", written)
        if shorter == written:
            return bool(_NO_END.fullmatch(_bare(written)))
        written = shorter
    return True


def known_event(event: str) -> KnownEvent | None:
    """The event of the chart that these words mean, or None: then somebody has to be asked.

    Also of "60 days after discharge": `came_on` counts the days.
    """
    bare, _days, _months = _delayed(event)
    for pattern, known in (
        (_CARE_ENDS, KnownEvent.CARE_ENDS),
        (_OF_AGE, KnownEvent.COMES_OF_AGE),
        (_DEATH, KnownEvent.DEATH),
    ):
        if pattern.fullmatch(bare):
            return known
    return None


def came_on(event: str, chart: ChartEvents, signed_on: date) -> date | None:
    """The day on which the event came after the signature; None as long as it has not, or nobody knows."""
    came = _came_by_itself(known_event(event), chart, signed_on)
    if came is None:
        return None
    _bare_event, days, months = _delayed(event)
    return _months_later(came, months) + timedelta(days=days)


def _came_by_itself(event: KnownEvent | None, chart: ChartEvents, signed_on: date) -> date | None:
    match event:
        case KnownEvent.CARE_ENDS:
            return min((day for day in chart.care_ended if day >= signed_on), default=None)
        case KnownEvent.COMES_OF_AGE if chart.born is not None:
            day = _birthday(chart.born, 18)
            return day if day >= signed_on else None
        case KnownEvent.DEATH:
            return chart.died_on
    return None


def _delayed(event: str) -> tuple[str, int, int]:
    """The event by itself, and how many days and months after it the words mean."""
    written = _words(event)
    later = _LATER.fullmatch(written) or _PLUS.fullmatch(written)
    number = 0 if later is None else _count(later["n"])
    if later is None or not number:
        return _bare(written), 0, 0
    unit = later["unit"]
    return _bare(later["event"]), number * _DAYS_OF.get(unit, 0), number * _MONTHS_OF.get(unit, 0)


def _count(written: str) -> int:
    return int(written) if written.isdecimal() else _NUMBERS.get(written, 0)


def _months_later(day: date, months: int) -> date:
    """The same day of a later month, or its last one."""
    if not months:
        return day
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = (date(year + month // 11, (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))


def _birthday(born: date, years: int) -> date:
    try:
        return born.replace(year=born.year + years)
    except ValueError:  # born on 29 February
        return date(born.year + years, 3, 1)


def _words(event: str) -> str:
    """Lower case, without accents and marks between words."""
    return " ".join(re.sub(r"[^a-z0-9' ]+", " ", plain(event)).split())


def _bare(written: str) -> str:
    bare = _BEFORE.sub("", written)
    return bare if bare == written else _bare(bare)


@dataclass(frozen=True)
class ConsentEnds:
    """What of a signed consent decides on which day it was last in effect."""

    signed_on: date
    expires_on: date | None = None
    revoked_on: date | None = None
    event_on: date | None = None
    expires_event: str = ""


def last_in_effect(ends: ConsentEnds, chart: ChartEvents, on: date) -> date:
    """45 CFR 164.316(b)(2)(i): what is kept six years is kept from the day it was last in effect.

    `on`, when the consent still is: today, or the day on which the chart was closed.
    """
    came = ends.event_on or came_on(ends.expires_event, chart, ends.signed_on)
    days = [day for day in (ends.expires_on, ends.revoked_on, came) if day is not None]
    return max(ends.signed_on, min([*days, on]))


def days_care_ended(stays: Sequence[tuple[date | None, date | None]]) -> tuple[date, ...]:
    """Of stays as (begun, ended): the days after which no other care went on.

    A transfer by the next day ends nothing.
    """
    found = []
    for at, (_begun, ended) in enumerate(stays):
        others = [stay for number, stay in enumerate(stays) if number != at]
        if ended is not None and not any(_goes_on(other, ended) for other in others):
            found.append(ended)
    return tuple(sorted(found))


def _goes_on(other: tuple[date | None, date | None], ended: date) -> bool:
    begun, until = other
    still = until is None or until > ended
    return begun is not None and still and begun <= ended + timedelta(days=1)
