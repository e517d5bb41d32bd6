"""Medicines by ingredient and brand: which are opioids or make sleepy, and what a test finds of them."""

import re
from collections.abc import Iterable
from enum import StrEnum
from functools import cached_property
from typing import Annotated

from msgspec import Meta, Struct
from msgspec.structs import replace

Words = Annotated[str, Meta(min_length=1)]


class MedicineKind(StrEnum):
    """What a medicine is to a counselor's cautions."""

    OPIOID = "opioid"
    SEDATING = "sedating"
    STIMULANT = "stimulant"
    BLOCKER = "opioid blocker"  # brings on withdrawal in who has an opioid in the body


class Analyte(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A line of a urine test, with the other names that cups and laboratories print."""

    id: Words
    names: tuple[str, ...] = ()
    opioid: bool = False
    shown: str = ""  # where it is not written as a word: MDMA

    @property
    def label(self) -> str:
        return self.shown or self.id[:1].upper() + self.id[1:]


class Ingredient(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An ingredient, the names it is sold under, and what a test finds of it."""

    name: Words
    rxcui: str = ""  # RxNorm's number
    brands: tuple[str, ...] = ()  # as RxNorm has them
    also: tuple[str, ...] = ()  # other names, from memory or the clinic's own
    kinds: tuple[MedicineKind, ...] = ()
    explains: tuple[str, ...] = ()  # analytes that it makes positive itself, the surest first
    seldom: bool = False  # a screening test often misses it: that it finds nothing says nothing

    @property
    def called(self) -> tuple[str, ...]:
        return (self.name, *self.brands, *self.also)


class Ingredients(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, dict=True):
    """The one list that cautions, expected results, opioids and naloxone go by."""

    id: Words
    version: Annotated[int, Meta(ge=1)]
    release: Words
    source: Words
    note: Words
    opioid_substances: tuple[str, ...]  # words of a history of use
    analytes: tuple[Analyte, ...]
    ingredients: tuple[Ingredient, ...]

    @cached_property
    def _by_name(self) -> tuple[tuple[str, Ingredient], ...]:
        return tuple((_plain(name), one) for one in self.ingredients for name in one.called)

    @cached_property
    def _analyte_by_name(self) -> dict[str, str]:
        return {_plain(name): one.id for one in self.analytes for name in (one.id, *one.names)}

    @cached_property
    def opioid_analytes(self) -> frozenset[str]:
        return frozenset(one.id for one in self.analytes if one.opioid)

    def found_in(self, text: str) -> list[Ingredient]:
        """The ingredients that a medicine's name holds: "Adderall XR 20 mg" has two."""
        words = f" {_plain(text)} "
        return list({one.name: one for name, one in self._by_name if f" {name} " in words}.values())

    def is_a(self, kind: MedicineKind, text: str) -> bool:
        return any(kind in one.kinds for one in self.found_in(text))

    def explained_by(self, medicines: Iterable[str]) -> frozenset[str]:
        """The analytes that these medicines, by any of their names, make positive themselves."""
        return frozenset(
            analyte for text in medicines for one in self.found_in(text) for analyte in one.explains
        )

    def shown_by(self, medicines: Iterable[str]) -> frozenset[str]:
        """The analytes that a test should show of these medicines, of each its surest."""
        found = {one.name: one for text in medicines for one in self.found_in(text)}
        return frozenset(one.explains[0] for one in found.values() if one.explains and not one.seldom)

    def label_of(self, analyte: str) -> str:
        """How a line of a test is written on a form: "Cocaine", "MDMA"."""
        known = next((one for one in self.analytes if one.id == analyte), None)
        return known.label if known else Analyte(id=analyte).label

    def analyte(self, name: str) -> str:
        """A line's own name for any other one: "THC" is cannabis; an unknown one in small letters."""
        return self._analyte_by_name.get(_plain(name), name.strip().casefold())

    def is_opioid_use(self, substance: str, detail: str = "") -> bool:
        """Whether a history of use is of an opioid, by its word or by what was named more exactly."""
        return substance in self.opioid_substances or self.is_a(MedicineKind.OPIOID, detail)

    def with_own(self, own: Iterable[Ingredient]) -> "Ingredients":
        """The same with the clinic's lines, which stand in the place of those of their name."""
        lines = {one.name.casefold(): one for one in self.ingredients}
        lines |= {one.name.casefold(): one for one in own}
        return replace(self, ingredients=tuple(lines.values()))


def _plain(text: str) -> str:
    """Small letters and digits, words apart, a dose apart from its name: "Xanax1mg" is "xanax 1 mg"."""
    apart = re.sub(r"(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])", " ", text.casefold())
    return " ".join(re.findall(r"[^\W_]+", apart))
