"""One print of what each family takes home, collated, each in its language under a slip-sheet."""

from dataclasses import dataclass, replace

from reportlab.platypus import Flowable

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _, lazy
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.family.handout import Handout, Phone
from counselor_desk.domain.form import Field, Form, Kind
from counselor_desk.domain.roles import Can
from counselor_desk.reports.family import handout_story
from counselor_desk.reports.press import letterhead, marks, words
from counselor_desk.reports.press.press import LARGE, Part, Report, Sheet
from counselor_desk.services.family import handouts, program


@dataclass(frozen=True)
class RelativePacket:
    """One relative's packet."""

    name: str
    large_print: bool
    language: str
    handouts: tuple[Handout, ...]


@dataclass(frozen=True)
class EveningPackets:
    """Everybody's, in the order of the room list."""

    sheet: Sheet
    session: str
    evening: str
    packets: tuple[RelativePacket, ...]
    phones: dict[str, Phone]


@query(Can.PRINT, "family_packets.gather")
def gather(ctx: Context, session_id: int) -> EveningPackets:
    evening, zone = program.read_evening(ctx, session_id), ctx.clinic.time_zone
    known = {language: handouts.for_readers(ctx, language) for language in ("en", "es")}
    taken = tuple(
        RelativePacket(
            handout_packet.relative.name,
            handout_packet.relative.large_print,
            handout_packet.relative.language,
            tuple(known[handout_packet.relative.language][key] for key in handout_packet.handouts),
        )
        for handout_packet in program.packets(ctx, session_id)
    )
    if not taken:
        raise Refused(_("No one is in this session. Invite families first."))
    when = words.moment(evening.session.starts_at, zone)
    sheet = letterhead.sheet(ctx, _("Family packets"))
    return EveningPackets(sheet, evening.session.title, when, taken, handouts.phones(ctx))


# On the slip-sheet stands a first name alone: it is taken off before the packet leaves the room.
_SLIP = {
    "en": {"for": "For {name}", "inside": "In this packet"},
    "es": {"for": "Para {name}", "inside": "En este paquete"},
}


def parts(packets: EveningPackets) -> list[Part]:
    made: list[Part] = []
    for taken in packets.packets:
        made.append((_slip_sheet(packets, taken), _slip(packets, taken)))
        for handout in taken.handouts:
            leaflet = handout_story.leaflet(packets.sheet, handout, packets.phones, taken.large_print)
            made.append((leaflet.sheet, handout_story.story(leaflet)))
    return made


def _slip_sheet(packets: EveningPackets, taken: RelativePacket) -> Sheet:
    size = LARGE if taken.large_print else handout_story.SIZE
    return replace(packets.sheet, title=packets.session, language=taken.language, size=size, printed="")


def _slip(packets: EveningPackets, taken: RelativePacket) -> list[Flowable]:
    said = _SLIP[taken.language]
    titles = [handout_story.set_quotes(handout.title) for handout in taken.handouts]
    return [
        marks.heading(said["for"].format(name=taken.name.split(" ")[0]), 0),
        marks.paragraph(packets.evening),
        marks.heading(said["inside"]),
        marks.bullets(titles, numbered=True),
    ]


def story(packets: EveningPackets) -> list[Flowable]:
    """Not used alone: each part has a sheet of its own."""
    return [flowable for _sheet, flowables in parts(packets) for flowable in flowables]


ASKS = Form.of(lazy("Family packets"), Field("session_id", lazy("Session"), Kind.NUMBER, required=True))
REPORT = Report("family_packets", lazy("Family packets"), ASKS, gather, story, parts=parts)
