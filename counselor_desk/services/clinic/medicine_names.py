"""Medicines by ingredient and brand as this clinic goes by them: the published list and its own lines."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from counselor_desk.catalog import definitions
from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.domain.medication.ingredients import Ingredient, Ingredients, MedicineKind
from counselor_desk.domain.roles import Can
from counselor_desk.records.medication import ClinicIngredient


@dataclass(frozen=True)
class IngredientRow:
    """A line of the list, and whether and on what ground the clinic changed it."""

    ingredient: Ingredient
    is_own: bool
    source: str


@dataclass(frozen=True)
class MedicineNames:
    """The whole list, with where it comes from."""

    release: str
    source: str
    note: str
    rows: tuple[IngredientRow, ...]
    analytes: tuple[str, ...]


def ingredients_of(ctx: Context) -> Ingredients:
    """The published list with the clinic's own lines in it."""
    own = ctx.find(select(ClinicIngredient).order_by(ClinicIngredient.name))
    published = definitions.ingredients()
    return published.with_own(_ingredient(one) for one in own) if own else published


def _ingredient(own: ClinicIngredient) -> Ingredient:
    kinds = tuple(kind for kind in MedicineKind if kind in own.kinds)
    return Ingredient(name=own.name, also=tuple(own.also), kinds=kinds, explains=tuple(own.explains))


@query(Can.USE_PROGRAM, "medicine_names.read")
def medicine_names(ctx: Context) -> MedicineNames:
    """Every line in the order of its name; no chart stands behind it."""
    own = {one.name.casefold(): one for one in ctx.find(select(ClinicIngredient))}
    known = ingredients_of(ctx)
    rows = []
    for one in sorted(known.ingredients, key=lambda one: one.name.casefold()):
        changed = own.get(one.name.casefold())
        rows.append(IngredientRow(one, changed is not None, changed.source if changed else ""))
    analytes = tuple(one.id for one in known.analytes)
    return MedicineNames(known.release, known.source, known.note, tuple(rows), analytes)


@command(Can.EDIT_SCHEDULE, "medicine_names.save")
def save(ctx: Context, name: str, values: Mapping[str, Any]) -> ClinicIngredient:
    """The clinic's own line for an ingredient, whole: `also`, `kinds`, `explains` and its `source`.

    From now on cautions and expected results go by it; what was signed before stays as it was.
    """
    name, source = name.strip(), str(values.get("source") or "").strip()
    if not name:
        raise Refused(_("Type the ingredient's name."), "name")
    if not source:
        raise Refused(_("Say where this comes from: a label, the laboratory, the prescriber."), "source")
    kinds = [str(kind) for kind in values.get("kinds") or ()]
    if unknown := [kind for kind in kinds if kind not in set(MedicineKind)]:
        raise Refused(_("Choose from the list."), "kinds" if unknown else "")
    lines = [
        definitions.ingredients().analyte(str(ingredient)) for ingredient in values.get("explains") or ()
    ]
    known = {
        ingredient.name.casefold(): ingredient.name for ingredient in definitions.ingredients().ingredients
    }
    name = known.get(name.casefold(), name)
    own = ctx.first(select(ClinicIngredient).where(ClinicIngredient.name == name))
    if own is None:
        own = ctx.add(ClinicIngredient(name=name, changed_by_id=ctx.actor.id, changed_at=ctx.now))
    own.also = [str(ingredient).strip() for ingredient in values.get("also") or () if str(ingredient).strip()]
    own.kinds, own.explains, own.source = kinds, lines, source
    own.changed_by_id, own.changed_at = ctx.actor.id, ctx.now
    return own
