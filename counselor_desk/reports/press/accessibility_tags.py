"""The structure of a PDF for those who have it read to them: headings, lists, tables, in order.

ReportLab knows the names of these objects and writes none of them; they are written here.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFDictionary,
    PDFName,
    PDFObject,
    PDFString,
)
from reportlab.pdfbase.pdfdoc import (
    format as formatted,
)
from reportlab.platypus import Flowable

# ISO 32000-1, 14.8.4: what a paragraph is, by the style that it is set in.
_ROLES = {"title": "H1", "centred_title": "H1", "heading1": "H2", "heading2": "H3", "item": "LI"}


class StructureElement(PDFObject):
    """One part of the structure, with what stands under it in the order of reading."""

    __RefOnly__ = 1

    def __init__(self, kind: str, parent: PDFObject | None, **more: Any) -> None:
        self.kind, self.parent, self.more = kind, parent, more
        self.kids: list[StructureElement] = []
        self.page: Any = None
        self.place = 0  # of its words among those of the page

    def child(self, kind: str, **more: Any) -> "StructureElement":
        made = StructureElement(kind, self, **more)
        self.kids.append(made)
        return made

    def last(self, kind: str) -> "StructureElement":
        """The element of this kind at the end, or a new one."""
        if self.kids and self.kids[-1].kind == kind:
            return self.kids[-1]
        return self.child(kind)

    def format(self, document: Any) -> bytes:
        kids: Any = PDFArray([document.Reference(kid) for kid in self.kids])
        attributes: dict[str, Any] = {
            "Type": PDFName("StructElem"),
            "S": PDFName(self.kind),
            "P": document.Reference(self.parent),
            "K": self.place if self.page is not None else kids,
            **{key: PDFString(value) for key, value in self.more.items()},
        }
        if self.page is not None:
            attributes["Pg"] = self.page
        return bytes(formatted(PDFDictionary(attributes), document))


class TagTree:
    """What has been drawn so far, as a tree; one of a canvas."""

    def __init__(self) -> None:
        self.root = StructureElement("Document", None)
        self._within = [self.root]
        self._pages: list[list[StructureElement]] = []
        self._part: object = None

    def begin_page(self, part: object, title: str, language: str) -> None:
        """A page of a part; each part speaks its own language."""
        self._pages.append([])
        if part is not self._part:
            self._part = part
            self._within = [self.root.child("Sect", Lang=language, T=title)]

    @contextmanager
    def words(self, canvas: Any, style: str, letters: str = "") -> Iterator[None]:
        """What is drawn here is one heading, item or paragraph; its letters if its shapes tell others."""
        role, parent = _ROLES.get(style, "P"), self._within[-1]
        if role == "LI":
            parent, role = parent.last("L").child("LI"), "LBody"
        with self._marked(canvas, parent.child(role), letters):
            yield

    @contextmanager
    def figure(self, canvas: Any, alternate: str) -> Iterator[None]:
        """What is drawn here is a picture, told in these words."""
        with self._marked(canvas, self._within[-1].child("Figure", Alt=alternate)):
            yield

    @contextmanager
    def _marked(self, canvas: Any, element: StructureElement, letters: str = "") -> Iterator[None]:
        page = self._pages[-1]
        element.page, element.place = canvas._doc.thisPageRef(), len(page)
        page.append(element)
        # ISO 32000-1, 14.9.4: the text that stands for what is drawn, in UTF-16 with its mark.
        actual = f" /ActualText <FEFF{letters.encode('utf-16-be').hex().upper()}>" if letters else ""
        canvas._code.append(f"/{element.kind} <</MCID {element.place}{actual}>> BDC")
        yield
        canvas._code.append("EMC")

    def open(self, kind: str) -> None:
        self._within.append(self._within[-1].child(kind))

    def close(self) -> None:
        self._within.pop()

    def write(self, document: Any) -> None:
        """Hang the tree into the document."""
        top = PDFDictionary({"Type": PDFName("StructTreeRoot")})
        reference = document.Reference
        self.root.parent = top
        numbers: list[Any] = []
        for at, (page, leaves) in enumerate(zip(document.Pages.pages, self._pages, strict=True)):
            numbers += [at, PDFArray([reference(leaf) for leaf in leaves])]
            page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
            page.StructParents, page.Tabs = at, PDFName("S")
        top.dict["K"] = PDFArray([reference(self.root)])
        top.dict["ParentTree"] = PDFDictionary({"Nums": PDFArray(numbers)})
        top.dict["ParentTreeNextKey"] = len(self._pages)
        document.Catalog.StructTreeRoot = top
        document.Catalog.MarkInfo = PDFDictionary({"Marked": "true"})


class TaggedDrawing(Flowable):
    """A picture, told in words to those who have the page read to them."""

    alt_text = ""

    def drawOn(self, canvas: Any, x: float, y: float, _sW: float = 0) -> None:  # noqa: N803
        tags = getattr(canvas, "tags", None)
        if tags is None:
            super().drawOn(canvas, x, y, _sW)  # type: ignore[call-arg]
            return
        with tags.figure(canvas, self.alt_text):
            super().drawOn(canvas, x, y, _sW)  # type: ignore[call-arg]


@contextmanager
def beside_the_text(canvas: Any) -> Iterator[None]:
    """What is drawn here is not read out: running heads, rules, a watermark."""
    canvas._code.append("/Artifact BMC")
    yield
    canvas._code.append("EMC")


def table(made: Any, event: str, *place: Any) -> None:
    """Follows a table of ReportLab while it is drawn: rows, cells, heads."""
    tags = getattr(made.canv, "tags", None)
    if tags is None:
        return
    if event == "startTable":
        tags.open("Table")
    elif event == "startRow":
        tags.open("TR")
    elif event == "startCell":
        tags.open("TH" if place[0] < (made.repeatRows or 0) else "TD")
    elif event in ("endCell", "endRow", "endTable"):
        tags.close()
