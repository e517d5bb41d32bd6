"""Services and their codes as they are here: the published table with the clinic's own lines before it."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select

from counselor_desk.catalog import files
from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.desk.fill_record import checked
from counselor_desk.domain.documents.service_codes import PLACE_KEY, ServiceCodes, ServiceLine
from counselor_desk.domain.roles import Can
from counselor_desk.records.base import form_of
from counselor_desk.records.clinic_service import ClinicService

# CPT has five digits, HCPCS Level II a letter and four digits; a state's own code may be shorter.
CODE = re.compile(r"[A-Z0-9]{3,7}")
PLACE_CODE = re.compile(r"\d{2}")
PLACE_ASKS = ("code", "modifiers", "source")
MODIFIER = re.compile(r"[A-Z0-9]{2}")


def services_here(ctx: Context, at: datetime | None = None) -> ServiceCodes:
    """The table that counts today, or that counted at a moment: a signed note keeps its code."""
    moment = at or ctx.now
    stood = select(ClinicService).where(
        ClinicService.set_at <= moment,
        or_(ClinicService.withdrawn_at.is_(None), ClinicService.withdrawn_at > moment),
    )
    own: dict[str, list[ServiceLine]] = {}
    for row in ctx.find(stood.order_by(ClinicService.id.desc())):
        own.setdefault(row.service, []).append(row.line())
    places = {key: lines[0] for key, lines in own.items() if key.startswith(PLACE_KEY)}
    return files.service_codes().with_own(own).with_own_places(places)


@query(Can.USE_PROGRAM, "clinic_services.table")
def table(ctx: Context) -> ServiceCodes:
    return services_here(ctx)


@query(Can.USE_PROGRAM, "clinic_services.own")
def own_lines(ctx: Context) -> list[ClinicService]:
    """The clinic's own lines, the newest first."""
    standing = select(ClinicService).where(ClinicService.withdrawn_at.is_(None))
    return ctx.find(standing.order_by(ClinicService.id.desc()))


@command(Can.KEEP_LIBRARY, "clinic_services.put")
def put_line(ctx: Context, service: str, values: Mapping[str, Any]) -> ClinicService:
    """A line as a payer's list has it; one of the same code before it is taken out."""
    if files.service_codes().of(service) is None:
        raise Refused(_("Choose a service of the table."), "service")
    if missing := form_of(ClinicService, "").missing(values):
        raise Refused(_("Fill in: {label}.").format(label=missing[0].label), missing[0].key)
    given = checked(ClinicService, values)
    given["code"] = str(given["code"]).strip().upper()
    if not CODE.fullmatch(given["code"]):
        raise Refused(_("A code has only letters and digits: H0004, 90834."), "code")
    given["modifiers"] = _modifiers(given)
    _check_minutes(given)
    return _put(ctx, service, given)


@command(Can.KEEP_LIBRARY, "clinic_services.put_place")
def put_place(ctx: Context, key: str, values: Mapping[str, Any]) -> ClinicService:
    """A place of service and its modifier as a payer's list has it, in the place of the published one.

    Place of service codes have two digits (CMS place of service code set).
    """
    if key not in {place.key for place in files.service_codes().places}:
        raise Refused(_("Choose a place of the table."), "code")
    if missing := form_of(ClinicService, "", *PLACE_ASKS).missing(values):
        raise Refused(_("Fill in: {label}.").format(label=missing[0].label), missing[0].key)
    given = checked(ClinicService, {asked: values.get(asked) for asked in PLACE_ASKS})
    given["code"] = str(given["code"]).strip()
    if not PLACE_CODE.fullmatch(given["code"]):
        raise Refused(_("A place of service has two digits: 10, 57."), "code")
    given["modifiers"] = _modifiers(given)
    for old in own_lines(ctx):
        if old.service == key:
            old.withdrawn_at = ctx.now
    return ctx.add(ClinicService(service=key, set_by=ctx.actor.id, set_at=ctx.now, **given))


def _put(ctx: Context, service: str, given: Mapping[str, Any]) -> ClinicService:
    there = given.get("client_there") or ""
    for old in own_lines(ctx):
        if (old.service, old.code, old.client_there) == (service, given["code"], there):
            old.withdrawn_at = ctx.now
    return ctx.add(ClinicService(service=service, set_by=ctx.actor.id, set_at=ctx.now, **given))


def _modifiers(given: Mapping[str, Any]) -> str:
    modifiers = str(given.get("modifiers") or "").upper()
    if wrong := [m for m in modifiers.split() if not MODIFIER.fullmatch(m)]:
        raise Refused(
            _("“{modifier}” is not a modifier: a modifier has two characters.").format(modifier=wrong[0]),
            "modifiers",
        )
    return modifiers


def _check_minutes(given: Mapping[str, Any]) -> None:
    high, low = given.get("high"), given.get("low") or 1
    if high is not None and high < low:
        raise Refused(_("It ends before it begins. Check the minutes."), "high")
    if (given.get("counts_from") or 0) > (given.get("unit_minutes") or 0):
        raise Refused(_("A unit counts from one of its own minutes. Check the minutes."), "counts_from")


@command(Can.KEEP_LIBRARY, "clinic_services.take_out")
def take_out(ctx: Context, line_id: int) -> ClinicService:
    """The published lines count again; what was printed stays as it is."""
    row = ctx.get(ClinicService, line_id)
    if row.withdrawn_at is not None:
        raise Refused(_("This line is already removed."))
    row.withdrawn_at = ctx.now
    return row
