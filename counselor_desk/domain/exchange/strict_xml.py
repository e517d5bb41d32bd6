"""XML from strangers: no document type, no entity, no network, bounded in size, depth and number."""

from dataclasses import dataclass, field
from xml.parsers import expat

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _, lazy
from counselor_desk.domain.exchange.text_of_bytes import LIMIT, too_large

DEEPEST = 64
MOST_ELEMENTS = 2_000_000
MALFORMED = lazy("This XML file is incomplete. It may be cut off; export it again.")
_BETWEEN = "\n"  # no name holds a line break: it parts a namespace from a name


@dataclass
class XmlElement:
    """One element: its name without the prefix, its namespace, its attributes, what is in it."""

    name: str
    space: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    inner: list["XmlElement | str"] = field(default_factory=list)

    @property
    def children(self) -> list["XmlElement"]:
        return [part for part in self.inner if isinstance(part, XmlElement)]

    def all(self, *path: str) -> list["XmlElement"]:
        """Every element at the end of a path of names, from here."""
        found = [self]
        for name in path:
            found = [child for element in found for child in element.children if child.name == name]
        return found

    def first(self, *path: str) -> "XmlElement":
        """The first at the end of a path, or an empty one: what is missing has no attributes."""
        return next(iter(self.all(*path)), XmlElement(path[-1] if path else self.name))

    def get(self, attribute: str) -> str:
        return self.attributes.get(attribute, "")

    def walk(self) -> list["XmlElement"]:
        """This and everything below, in the order of the file."""
        found, waiting = list[XmlElement](), [self]
        while waiting:
            element = waiting.pop()
            found.append(element)
            waiting += reversed(element.children)
        return found

    @property
    def text(self) -> str:
        """The words of the element and what is in it, with one blank between them."""
        parts, waiting = list[str](), list[XmlElement | str]([self])
        while waiting:
            part = waiting.pop()
            if isinstance(part, str):
                parts.append(part)
            else:
                waiting += reversed(part.inner)
                parts.append(" ")
        return " ".join("".join(parts).split())


class _Growing:
    """The tree while expat tells of it."""

    def __init__(self) -> None:
        self.top: XmlElement | None = None
        self.open: list[XmlElement] = []
        self.count = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if self.count > MOST_ELEMENTS or len(self.open) >= DEEPEST:
            raise Refused(
                _("This XML file is too large or too deep to be read. Export fewer clients at a time.")
            )
        space, _sign, bare = name.rpartition(_BETWEEN)
        plain = {key.rpartition(_BETWEEN)[2]: value for key, value in attributes.items()}
        element = XmlElement(bare, space, plain)
        if self.open:
            self.open[-1].inner.append(element)
        else:
            self.top = element
        self.open.append(element)

    def end(self, _name: str) -> None:
        self.open.pop()

    def words(self, words: str) -> None:
        if self.open:
            self.open[-1].inner.append(words)


def read_xml(raw: bytes) -> XmlElement:
    """The root of the document. A document type of its own is refused: that is where entities come from."""
    if len(raw) > LIMIT:
        raise too_large(len(raw))
    growing = _Growing()
    parser = expat.ParserCreate(namespace_separator=_BETWEEN)
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.buffer_text = True
    parser.StartElementHandler = growing.start
    parser.EndElementHandler = growing.end
    parser.CharacterDataHandler = growing.words
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.EntityDeclHandler = _refuse_doctype
    parser.ExternalEntityRefHandler = _refuse_doctype
    try:
        parser.Parse(raw.lstrip() if raw[:1].isspace() else raw, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise Refused(str(MALFORMED)) from error
    if growing.top is None:
        raise Refused(str(MALFORMED))
    return growing.top


def _refuse_doctype(*_told: object) -> int:
    raise Refused(
        _("This XML file brings its own document type, which can hide harm. Export it again without it.")
    )
