"""The words of the program in the language of the person who reads them."""

import gettext
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar, dataclass_transform

from counselor_desk.core.resources import RESOURCES

if TYPE_CHECKING:
    from dataclasses import field
else:
    field = None  # only a type checker asks for it, and the first window does not wait for dataclasses

LOCALES = RESOURCES / "locale"
DOMAIN = "counselor_desk"
ENGLISH = "en"  # the language the sources are written in; it needs no catalog

K = TypeVar("K")
T = TypeVar("T")

_spoken = gettext.NullTranslations()
_language = ENGLISH
# Of who asks from another computer: their refusals are in their language, whatever is spoken here.
_of_call: ContextVar[gettext.NullTranslations | None] = ContextVar("words of a call", default=None)


def languages(folder: Path | None = None) -> tuple[str, ...]:
    """English and every language that has a catalog."""
    catalogs = (folder or LOCALES).glob(f"*/LC_MESSAGES/{DOMAIN}.mo")
    return (ENGLISH, *sorted(path.parts[-3] for path in catalogs))


def use_language(language: str, folder: Path | None = None) -> None:
    """Use the words of a language ("es"); what is not translated stays English."""
    global _language
    _language = language
    if language == ENGLISH and folder is None:
        speak_from(gettext.NullTranslations())
    else:
        speak_from(gettext.translation(DOMAIN, folder or LOCALES, [language], fallback=True))


def language_in_use() -> str:
    """The language of this program's windows: "en", "es"."""
    return _language


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """For one call in the language of who asks; "" is the program's own, an unknown one is English."""
    token = _of_call.set(_catalog_of(language) if language else None)
    try:
        yield
    finally:
        _of_call.reset(token)


@cache
def _catalog_of(language: str) -> gettext.NullTranslations:
    if language == ENGLISH or language not in languages():
        return gettext.NullTranslations()
    return gettext.translation(DOMAIN, LOCALES, [language], fallback=True)


def _words() -> gettext.NullTranslations:
    of_call = _of_call.get()
    return _spoken if of_call is None else of_call


def speak_from(catalog: gettext.NullTranslations) -> None:
    """The same with a catalog that is at hand."""
    global _spoken
    _spoken = catalog


def _(text: str) -> str:
    return _words().gettext(text) if text else ""  # a catalog answers "" with its own header


def ngettext(one: str, many: str, count: int) -> str:
    return _words().ngettext(one, many, count)


class LazyText:
    """Words that are written where a module is read, and looked up each time they are shown.

    It is no `str`, so that nothing shows it without asking: `str(text)`, an f-string and
    `text.format(...)` do, and a class attribute answers in words by itself.
    """

    __slots__ = ("capital", "message")

    def __init__(self, message: str, capital: bool = False) -> None:
        self.message, self.capital = message, capital

    def __str__(self) -> str:
        words = _(self.message)
        return words[:1].upper() + words[1:] if self.capital else words

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def format(self, **values: object) -> str:
        return str(self).format(**values)

    def __get__(self, instance: object, owner: type | None = None) -> str:
        return str(self)

    def __repr__(self) -> str:
        return f"lazy({self.message!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LazyText) and self.message == other.message

    def __hash__(self) -> int:
        return hash(self.message)


lazy = LazyText


class LazyPlural:
    """Words for one and for several, looked up each time they are shown."""

    __slots__ = ("many", "one")

    def __init__(self, one: str, many: str) -> None:
        self.one, self.many = one, many

    def of(self, n: int, **values: object) -> str:
        """The words for so many; {n} in them is the number."""
        return ngettext(self.one, self.many, n).format(n=f"{n:,}", **values)


lazy_plural = LazyPlural


class Wording:
    """A field of a `worded` class: it takes words, lazy or not, and reads in the language in force."""

    def __init__(self, default: str | LazyText = "") -> None:
        self._default: str | LazyText | None = default

    @classmethod
    def asked(cls) -> "Wording":
        """A field that has to be given."""
        wording = cls()
        wording._default = None
        return wording

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, instance: object, owner: type | None = None) -> str:
        if instance is not None:
            try:
                return str(instance.__dict__[self._name])
            except KeyError:  # a reader of files asks of an object that it is just filling
                raise AttributeError(self._name) from None
        if self._default is None:
            raise AttributeError(self._name)  # by this a dataclass knows a field without a default
        return str(self._default)

    def __set__(self, instance: object, words: str | LazyText) -> None:
        instance.__dict__[self._name] = words


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def worded(cls: type[T]) -> type[T]:
    """A frozen dataclass whose fields of the type Wording may hold lazy words; from a file they are text."""
    from dataclasses import dataclass

    worded_fields = {name for name, kind in cls.__annotations__.items() if kind is Wording}
    for name in worded_fields - vars(cls).keys():
        wording = Wording.asked()
        wording.__set_name__(cls, name)
        setattr(cls, name, wording)
    plain = {name: str if name in worded_fields else kind for name, kind in cls.__annotations__.items()}
    cls.__annotations__ = plain
    return dataclass(frozen=True)(cls)


def changed(one: T, **fields: object) -> T:
    """The same with other fields; unlike dataclasses.replace it leaves lazy words lazy."""
    return type(one)(**{**vars(one), **fields})


class WordedEnum(StrEnum):
    """What is kept is the value, in English for ever; what is shown of it are its words."""

    @property
    def words(self) -> str:
        return _(self.value)


class Glossary(Mapping[K, str], Generic[K]):
    """A table of lazy words that reads as words of the language in force."""

    def __init__(self, texts: Mapping[K, LazyText]) -> None:
        self._texts = texts

    def __getitem__(self, key: K) -> str:
        return str(self._texts[key])

    def __contains__(self, key: object) -> bool:
        return key in self._texts

    def __iter__(self) -> Iterator[K]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)
