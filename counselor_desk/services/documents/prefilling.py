"""The answers that a new document takes from the chart, each with the place it came from."""

from dataclasses import dataclass
from types import ModuleType
from typing import Any

from counselor_desk.core.discover import modules
from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.domain.form import is_blank
from counselor_desk.domain.roles import Can
from counselor_desk.records.document import WRITABLE, Document
from counselor_desk.records.people import Client


@dataclass(frozen=True)
class PrefilledAnswer:
    """One answer as it is stored, and where it stands in the chart."""

    value: Any
    source: str


@query(Can.READ_CHART, "from_chart.answers")
def answers(ctx: Context, client_id: int, template: str) -> dict[str, PrefilledAnswer]:
    """What the chart says today about the questions of a template; nothing for most of them."""
    ctx.get(Client, client_id)
    prefilled_answers: dict[str, PrefilledAnswer] = {}
    for area in _areas(template):
        prefilled_answers |= area.fill(ctx, client_id)
    return {
        key: prefilled_answer
        for key, prefilled_answer in prefilled_answers.items()
        if not is_blank(prefilled_answer.value)
    }


@query(Can.READ_CHART, "from_chart.of_draft")
def of_draft(ctx: Context, document_id: int) -> dict[str, PrefilledAnswer]:
    document = ctx.get(Document, document_id)
    return answers(ctx, document.client_id, document.template)


@command(Can.WRITE_NOTE, "from_chart.fill_empty")
def fill_empty(ctx: Context, document_id: int, revision: int) -> Document:
    """What is still empty in a draft takes what the chart says now; what was typed stays."""
    document = ctx.get(Document, document_id)
    if document.status not in WRITABLE or document.author_id != ctx.actor.id:
        raise Refused(_("Only the author fills in a draft."))
    if document.revision != revision:
        raise Refused(_("This note was changed in another window. Open it again first."))
    known = answers(ctx, document.client_id, document.template)
    new = {
        k: prefilled_answer.value for k, prefilled_answer in known.items() if is_blank(document.body.get(k))
    }
    if not new:
        raise Refused(_("The chart holds nothing more for what is still empty."))
    document.revise({**document.body, **new}, ctx.actor, ctx.now)
    return document


def can_prefill(template: str) -> bool:
    """Whether the chart has anything to say about a template's questions."""
    return bool(_areas(template))


def _areas(template: str) -> list[ModuleType]:
    from counselor_desk import services

    return [area for area in modules(services, "prefill") if template == area.TEMPLATE]
