"""The catalogs: a template of every text, languages kept in step with it, and what a language got wrong.

python -m tests.words extract FILE      writes the template (.pot) of what the sources say
python -m tests.words update LANGUAGE   begins a language, or brings it in step with the sources
python -m tests.words compile           makes the .mo beside each .po
python -m tests.words check             placeholders, gaps and stale catalogs; ends with 1 if any is wrong
python -m tests.words pseudo FOLDER     a language that nobody speaks, to see what is not translated
"""

import ast
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from counselor_desk.core.i18n import DOMAIN, LOCALES

ROOT = Path(__file__).parents[1]
ONE = {"_", "lazy"}
MANY = {"ngettext": 0, "lazy_plural": 0, "words.count": 1}  # where the two texts begin
WORDED = "WordedEnum"
Texts = str | tuple[str, str]
# Patterns of a file dialog are read by Qt; a letter of the format is read by the program.
_KEPT = re.compile(r"\{\{|\}\}|\{[^{}]*\}|\(\*[^)]*\)")


# -- what the sources say


def said(path: Path) -> Iterator[tuple[int, Texts]]:
    """Every text of a module with its line; a text that is no literal is refused."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            yield from _of_call(path, node)
        elif isinstance(node, ast.ClassDef) and any(_name(base) == WORDED for base in node.bases):
            for line in node.body:
                if isinstance(line, ast.Assign) and (text := _text(line.value)):
                    yield line.lineno, text


def _of_call(path: Path, call: ast.Call) -> Iterator[tuple[int, Texts]]:
    name = _name(call.func)
    given = call.args[:1] if name in ONE else call.args[MANY[name] : MANY[name] + 2] if name in MANY else []
    texts = [_text(one) for one in given]
    if None in texts:
        raise ValueError(f"{path.name}:{call.lineno}: {name}() is given no literal: no catalog can hold it")
    if len(texts) == 2:
        yield call.lineno, (str(texts[0]), str(texts[1]))
    elif texts and texts[0]:
        yield call.lineno, texts[0]


def _name(node: ast.expr) -> str:
    return ast.unparse(node) if isinstance(node, ast.Name | ast.Attribute) else ""


def _text(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def template(root: Path = ROOT) -> Catalog:
    """Every text of the program."""
    made = Catalog(project="Counselor Desk", charset="utf-8", fuzzy=False)
    for path in sorted((root / "counselor_desk").rglob("*.py")):
        if path.match("counselor_desk/core/i18n.py"):
            continue  # the catalog's own module hands on what others say
        place = path.relative_to(root).as_posix()
        for line, text in said(path):
            made.add(text, locations=[(place, line)], flags=_flags(text))
    return made


def _flags(text: Texts) -> tuple[str, ...]:
    whole = text if isinstance(text, str) else "".join(text)
    return ("python-brace-format",) if "{" in whole else ()


# -- what a language got wrong


def placeholders(text: str) -> set[str]:
    """The fields of a text with their formats: {n}, {day:%d %b}; and what a file dialog reads."""
    fields = {
        f"{{{name}!{conversion or ''}:{spec}}}"
        for _before, name, spec, conversion in Formatter().parse(text)
        if name is not None
    }
    return fields | set(re.findall(r"\(\*[^)]*\)", text))


def faults(message: Message) -> list[str]:
    """Why a translation cannot be used in the place of its text."""
    if isinstance(message.id, str):
        ids, strings, told = [message.id], [str(message.string)], message.id
    else:
        ids, strings, told = list(message.id), list(message.string), message.id[0]
    every, always = set[str](), None
    for one in ids:
        every |= placeholders(one)
        always = placeholders(one) if always is None else always & placeholders(one)
    found = []
    for text in strings:
        if not text:
            continue  # not translated yet: it stays English
        try:
            given = placeholders(text)
        except ValueError as error:
            found.append(f"{told!r}: {text!r}: {error}")
            continue
        if given - every or (always or set()) - given:
            found.append(f"{told!r}: {text!r} has other fields")
    return found


def wrong(folder: Path = LOCALES, root: Path = ROOT) -> list[str]:
    """What is wrong with the catalogs that are there."""
    sources, found = template(root), []
    for path in sorted(folder.glob(f"*/LC_MESSAGES/{DOMAIN}.po")):
        language = path.parts[-3]
        catalog = _read(path)
        known = {message.id for message in sources if message.id}
        for message in catalog:
            if not message.id:
                continue
            found += [f"{language}: {fault}" for fault in faults(message)]
            if message.id not in known:
                found.append(f"{language}: {message.id!r} is no longer said: update it")
        missing = sum(1 for message in sources if message.id and message.id not in catalog)
        if missing:
            found.append(f"{language}: {missing} texts are not in it: update it")
        if not _is_compiled(path, catalog):
            found.append(f"{language}: the .mo is not made of this .po: compile it")
    return found


def _is_compiled(path: Path, catalog: Catalog) -> bool:
    made = path.with_suffix(".mo")
    return made.exists() and made.read_bytes() == _compiled(catalog)


def _compiled(catalog: Catalog) -> bytes:
    file = io.BytesIO()
    write_mo(file, catalog)
    return file.getvalue()


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3], domain=DOMAIN)


# -- making them


def write(catalog: Catalog, path: Path) -> None:
    """The .po (or .pot), sorted by text: a changed line number changes no catalog."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalog, sort_output=True, include_lineno=False, width=100)


def compile_in(folder: Path = LOCALES) -> list[Path]:
    """Each .po as the .mo that the program reads."""
    made = []
    for path in sorted(folder.glob(f"*/LC_MESSAGES/{DOMAIN}.po")):
        path.with_suffix(".mo").write_bytes(_compiled(_read(path)))
        made.append(path.with_suffix(".mo"))
    return made


def update(language: str, folder: Path = LOCALES, root: Path = ROOT) -> Path:
    """Begin a language, or keep what it has and add what is new."""
    path = folder / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    catalog = _read(path) if path.exists() else Catalog(locale=language, domain=DOMAIN, fuzzy=False)
    catalog.update(template(root), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    write(catalog, path)
    return path


# -- a language that nobody speaks

PSEUDO = "en_XA"
OPEN, CLOSE = "\u2039", "\u203a"
_ACCENTS = str.maketrans("aceinosuyzACEINOSUYZ", "áçéíñóšúýžÁÇÉÍÑÓŠÚÝŽ")


def pseudo(text: str) -> str:
    """Accents, brackets and a third more room; what is filled in stays as it is."""
    pieces = re.split(f"({_KEPT.pattern})", text)
    changed = "".join(p if at % 2 else p.translate(_ACCENTS) for at, p in enumerate(pieces))
    longer = "~" * max(1, len(_KEPT.sub("", text)) // 3)
    return f"{OPEN}{changed}{longer}{CLOSE}"


def pseudo_in(folder: Path, root: Path = ROOT) -> Path:
    """A compiled catalog in which every text of the template is changed."""
    made = Catalog(locale="en", domain=DOMAIN, fuzzy=False)
    for message in template(root):
        if not message.id:
            continue
        changed = pseudo(message.id) if isinstance(message.id, str) else tuple(map(pseudo, message.id))
        made.add(message.id, changed)
    path = folder / PSEUDO / "LC_MESSAGES" / f"{DOMAIN}.mo"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_compiled(made))
    return path


def _check() -> int:
    found = wrong()
    for fault in found:
        print(fault)  # noqa: T201
    return 1 if found else 0


def main(words: list[str]) -> int:
    match words:
        case ["extract", file]:
            write(template(), Path(file))
        case ["update", language]:
            update(language)
        case ["compile"]:
            compile_in()
        case ["check"]:
            return _check()
        case ["pseudo", folder]:
            pseudo_in(Path(folder))
        case _:
            sys.stderr.write(f"{__doc__}\n")
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
