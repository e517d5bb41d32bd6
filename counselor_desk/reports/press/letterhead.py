"""Fills what stands round every page from the vault: the clinic, the client, who prints."""

from typing import Any

from counselor_desk.catalog import files
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.roles import Can
from counselor_desk.records.people import Client
from counselor_desk.records.practice import Practice
from counselor_desk.reports.press import words
from counselor_desk.reports.press.press import Sheet
from counselor_desk.services.clients import merging
from counselor_desk.services.clinic import paper
from counselor_desk.services.vault import trail_proof


def sheet(ctx: Context, title: str, client: Client | None = None, **more: Any) -> Sheet:
    """The sheet of a paper printed now by this person; `more` are further fields of Sheet.

    What comes from a chart carries the short notice of 42 CFR 2.32(a)(2) on every page.
    """
    clinic = ctx.clinic
    about: dict[str, Any] = {}
    if client is not None:
        about = {"subject": client.name, "facts": _facts(ctx, client)}
        about["notice"] = part2_notice(clinic)
    # An anchor of the audit trail outside the file: its last line, and the mark that proves it.
    printed = _("Printed {moment} by {name}. Record check {head}").format(
        moment=words.moment(ctx.now, clinic.time_zone),
        name=ctx.actor.signature,
        head=trail_proof.head(ctx).words,
    )
    return Sheet(
        title,
        **{
            "clinic": clinic.name,
            "clinic_lines": tuple(p for p in (*clinic.address.splitlines(), clinic.phone) if p),
            "printed": printed,
            "paper": clinic.paper,
            "logo": paper.logo(ctx),
            "color": paper.color(ctx),
            **about,
            **more,
        },
    )


@query(Can.PRINT, "letterhead.blank")
def blank_sheet(ctx: Context) -> Sheet:
    """The clinic's own sheet, for a page that is still being written."""
    return sheet(ctx, "", printed="")


def list_sheet(ctx: Context, title: str, **more: Any) -> Sheet:
    """The sheet of a paper that names more than one client."""
    return sheet(ctx, title, **{"notice": part2_notice(ctx.clinic), **more})


def part2_notice(clinic: Practice, long: bool = False) -> str:
    """The statement of 42 CFR 2.32(a) for what names a client; "" where Part 2 does not apply."""
    if not clinic.part2_program:
        return ""
    return files.notice("part2_2024")[0 if long else 1]


def _facts(ctx: Context, client: Client) -> tuple[str, ...]:
    facts = (
        merging.record_words(ctx, client),
        _("Born {day}").format(day=words.day(client.born)) if client.born else "",
    )
    return tuple(fact for fact in facts if fact)
