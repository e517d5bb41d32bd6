"""The one list of ingredients and brands: what a name holds, and what a test finds of it."""

import pytest

from counselor_desk.catalog import definitions
from counselor_desk.domain.medication.ingredients import Ingredient, MedicineKind

NAMES = definitions.ingredients()


@pytest.mark.parametrize(
    ("text", "ingredients"),
    [
        ("Adderall XR 20 mg", {"amphetamine", "dextroamphetamine"}),
        ("Xanax 1 mg", {"alprazolam"}),
        ("xanax1mg", {"alprazolam"}),
        ("ALPRAZolam ODT", {"alprazolam"}),
        ("dextroamphetamine-amphetamine", {"amphetamine", "dextroamphetamine"}),
        ("buprenorphine/naloxone film", {"buprenorphine"}),
        ("Suboxone", {"buprenorphine"}),
        ("Fioricet with Codeine", {"butalbital", "codeine"}),
        ("MS Contin", {"morphine"}),
        ("Percocet 5/325", {"oxycodone"}),
        ("Vyvanse", {"lisdexamfetamine"}),
        ("sertraline", set()),
        ("Xanaxine", set()),
        ("", set()),
    ],
)
def test_p9_a_name_is_found_by_ingredient_and_brand(text, ingredients):
    assert {one.name for one in NAMES.found_in(text)} == ingredients


@pytest.mark.parametrize(
    ("medicine", "explained"),
    [
        ("Adderall XR", {"amphetamine"}),
        ("Desoxyn", {"methamphetamine", "amphetamine"}),
        ("Klonopin", {"benzodiazepines"}),
        ("Tylenol with Codeine", {"opiates", "codeine", "morphine", "hydrocodone"}),
        ("Methadose", {"methadone", "eddp"}),
        ("Marinol", {"cannabis"}),
        ("Ritalin", {"methylphenidate"}),
        ("oxycodone", {"oxycodone", "oxymorphone"}),
    ],
)
def test_r3_a_medicine_explains_its_own_lines_alone(medicine, explained):
    assert NAMES.explained_by([medicine]) == explained


def test_r3_a_test_should_show_the_surest_line_alone():
    assert NAMES.shown_by(["Tylenol with Codeine"]) == {"opiates"}
    assert NAMES.shown_by(["Adderall", "Methadose"]) == {"amphetamine", "methadone"}
    assert NAMES.shown_by(["Klonopin", "Emsam"]) == frozenset(), "a screening test often misses them"


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ("THC", "cannabis"),
        ("Amphetamines", "amphetamine"),
        ("meth", "methamphetamine"),
        ("BZO", "benzodiazepines"),
        ("6-MAM", "6-mam"),
        ("Benzoylecgonine", "cocaine"),
        (" Spice ", "spice"),
    ],
)
def test_a_line_has_one_name(said, line):
    assert NAMES.analyte(said) == line


def test_r4_every_opioid_of_a_panel_is_on_the_list():
    named = {"opiates", "oxycodone", "fentanyl", "methadone", "buprenorphine", "tramadol", "heroin"}
    assert named <= NAMES.opioid_analytes
    assert not {"cocaine", "cannabis", "alcohol", "benzodiazepines"} & NAMES.opioid_analytes


def test_every_line_that_is_explained_is_a_line():
    lines = {one.id for one in NAMES.analytes}
    assert {a for one in NAMES.ingredients for a in one.explains} <= lines
    names = [name for one in NAMES.analytes for name in (one.id, *one.names)]
    assert len(names) == len(set(names)), "no name stands for two lines"


def test_an_opioid_is_always_sedating():
    for one in NAMES.ingredients:
        assert MedicineKind.OPIOID not in one.kinds or MedicineKind.SEDATING in one.kinds, one.name


def test_the_clinic_s_line_stands_for_the_published_one():
    own = Ingredient(name="Alprazolam", also=("Alprax",), kinds=(), explains=("benzodiazepines",))
    changed = NAMES.with_own([own])
    assert not changed.is_a(MedicineKind.SEDATING, "alprazolam")
    assert changed.found_in("Alprax 1") == [own]
    assert NAMES.is_a(MedicineKind.SEDATING, "alprazolam")


@pytest.mark.parametrize(
    ("substance", "detail", "is_opioid"),
    [("heroin", "", True), ("other", "oxycodone pills", True), ("cocaine", "", False), ("other", "", False)],
)
def test_a_history_of_use_is_of_an_opioid_by_its_word_or_its_detail(substance, detail, is_opioid):
    assert NAMES.is_opioid_use(substance, detail) is is_opioid
