"""Reads the structure of a PDF back and says what is wrong with it."""

import io
import re

from pypdf import PdfReader

_BEGUN = re.compile(r"/(\w+) <</MCID (\d+)(?: /ActualText <[0-9A-F]+>)?>> BDC")
LEAVES = {"P", "H1", "H2", "H3", "LBody", "Figure"}
HOLDS = {  # what may stand in what
    "Document": {"Sect"},
    "Sect": {"P", "H1", "H2", "H3", "L", "Table", "Figure"},
    "L": {"LI"},
    "LI": {"LBody"},
    "Table": {"TR"},
    "TR": {"TH", "TD"},
    "TH": {"P", "H2", "H3", "L", "Table", "Figure"},
    "TD": {"P", "H2", "H3", "L", "Table", "Figure"},
}


def read(pdf):
    return PdfReader(io.BytesIO(pdf))


def kinds(pdf):
    """Every element of the structure, in the order of reading."""
    found = []
    _walk(_top(read(pdf)), found.append)
    return [kind for kind, _element in found]


def _top(reader):
    return reader.trailer["/Root"]["/StructTreeRoot"]["/K"][0].get_object()


def _walk(element, tell):
    kind = element["/S"][1:]
    tell((kind, element))
    if kind in LEAVES:
        return
    for kid in element["/K"]:
        _walk(kid.get_object(), tell)


def faults(pdf):
    """What a reader of the page would stumble over; empty when nothing."""
    reader = read(pdf)
    root, wrong = reader.trailer["/Root"], []
    if not (reader.metadata.title or "").strip():
        wrong.append("no title")
    if root.get("/Lang") not in ("en", "es"):
        wrong.append(f"language {root.get('/Lang')}")
    if root.get("/MarkInfo", {}).get("/Marked") != True:  # noqa: E712  a BooleanObject
        return [*wrong, "not marked"]
    elements = []
    _walk(_top(reader), elements.append)
    wrong += _out_of_place(elements)
    wrong += _untold(reader, elements)
    headings = sum(kind in ("H1", "H2", "H3") for kind, _ in elements)
    if headings and not reader.outline:
        wrong.append("headings without bookmarks")
    return wrong


def _out_of_place(elements):
    for kind, element in elements:
        if kind == "Figure" and not element.get("/Alt"):
            yield "a figure without words"
        if kind == "Sect" and element.get("/Lang") not in ("en", "es"):
            yield "a part without a language"
        if kind not in LEAVES:
            inside = {kid.get_object()["/S"][1:] for kid in element["/K"]}
            if strange := inside - HOLDS[kind]:
                yield f"{strange} in {kind}"


def _untold(reader, elements):
    """Every mark on a page is one leaf of the tree, and every leaf is marked."""
    numbers = reader.trailer["/Root"]["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    leaves = [element for kind, element in elements if kind in LEAVES]
    seen = 0
    for at, page in enumerate(reader.pages):
        said = page.get_contents().get_data().decode("latin-1")
        marks = _BEGUN.findall(said)
        seen += len(marks)
        if said.count("BDC") + said.count("BMC") != said.count("EMC"):
            yield f"page {at + 1}: a mark is left open"
        told = [leaf.get_object()["/S"][1:] for leaf in numbers[2 * at + 1]]
        if [kind for kind, _n in marks] != told or page["/StructParents"] != at:
            yield f"page {at + 1}: marks and tree differ"
        if at + 1 < len(reader.pages) and told and told[-1] in ("H2", "H3"):
            yield f"page {at + 1}: a heading stands alone at its foot"
    if seen != len(leaves):
        yield f"{seen} marks, {len(leaves)} leaves"
