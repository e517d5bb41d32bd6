"""What to take home of one client's next times: a page, or cards to cut out."""

from dataclasses import dataclass
from typing import Any

from reportlab.platypus import Flowable

from counselor_desk.core.i18n import lazy
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.form import Form
from counselor_desk.domain.roles import Can
from counselor_desk.records.people import Client
from counselor_desk.reports.press import letterhead, marks, questions
from counselor_desk.reports.press.press import Report, Sheet
from counselor_desk.reports.schedule.card_sheet import CardSheet
from counselor_desk.reports.schedule.cards import AppointmentCard, card_of, upcoming_visits

USUAL = {"shape": "page", "times": 6, "copies": 1}
PAGE = 13.0  # points: read from a few steps away


@dataclass(frozen=True)
class AppointmentCards:
    """One client's cards; a page is the one of which all is told."""

    sheet: Sheet
    cards: tuple[AppointmentCard, ...]


@query(Can.PRINT, "appointment_card.gather")
def gather(
    ctx: Context, client_id: int, shape: str = "page", times: int = 6, copies: int = 1
) -> AppointmentCards:
    client, clinic = ctx.get(Client, client_id), ctx.clinic
    visits = upcoming_visits(ctx, [client_id], ctx.now).get(client_id, [])[:times]
    whole = card_of(client, visits, clinic)
    title = whole.phrases["title"]
    if shape == "page":
        # The clinic's name, address and picture stand as one, or not at all.
        more: dict[str, Any] = {"printed": "", "size": PAGE, "language": whole.language}
        if not whole.clinic:
            more |= {"clinic": "", "clinic_lines": (), "logo": b""}
        return AppointmentCards(letterhead.sheet(ctx, title, **more), (whole,))
    appointment_cards = [whole] if shape == "list" else [card_of(client, [visit], clinic) for visit in visits]
    bare = letterhead.sheet(ctx, title, bare=True, language=whole.language)
    return AppointmentCards(
        bare, tuple(card for card in appointment_cards or [whole] for _copy in range(copies))
    )


def story(cards: AppointmentCards) -> list[Flowable]:
    return [CardSheet(cards.cards)] if cards.sheet.bare else _page(cards.sheet, cards.cards[0])


def _page(sheet: Sheet, card: AppointmentCard) -> list[Flowable]:
    parts: list[Flowable] = [marks.heading(sheet.title, 0), marks.paragraph(card.client_name)]
    for visit in card.visits:
        when = f"{visit.day(card.language)}, {visit.time(card.language)}"
        about = visit.about(card.language)
        parts.append(marks.box([marks.heading(when, 2), marks.paragraph(about)]))
    if not card.visits:
        parts.append(marks.paragraph(card.phrases["nothing"]))
    if card.phone:
        parts.append(marks.paragraph(card.phrases["call"].format(phone=card.phone)))
    return parts


ASKS = Form.of(lazy("Appointment card"), questions.CLIENT, questions.SHAPE, questions.TIMES, questions.COPIES)
REPORT = Report(
    "appointment_card",
    lazy("Appointment card"),
    ASKS,
    gather,
    story,
    group="client",
    usual=USUAL,
    summary=lazy(
        "The client's next appointments. The clinic's name is on it only if the client has said that "
        "we may use it."
    ),
)
