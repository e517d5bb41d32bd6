"""The language is asked when words are shown, not when a module is read."""

import gettext
from dataclasses import field, fields, replace

import msgspec
import pytest

from counselor_desk.core import i18n
from counselor_desk.core.i18n import Glossary, LazyText, Wording, _, lazy, lazy_plural, worded


class Shouted(gettext.NullTranslations):
    """A catalog that is seen at once."""

    def gettext(self, message: str) -> str:
        return message.upper()

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


@worded
class Question:
    """Has a required field after the words, as a form has."""

    key: str
    label: Wording
    choices: tuple[str, ...]
    help: Wording = Wording()
    usual: dict[str, str] = field(default_factory=dict)


class Page:
    """Named by its class."""

    title = lazy("care")


@pytest.fixture
def shouting():
    """Called, it changes the language of the program; English comes back after the test."""
    yield lambda: i18n.speak_from(Shouted())
    i18n.use_language(i18n.ENGLISH)


def test_words_are_looked_up_each_time_they_are_shown(shouting):
    text, table = lazy("care for {name}"), Glossary({1: lazy("one")})
    asked = Question("a", lazy("age"), (), lazy("in years"))
    plural = lazy_plural("{n} day", "{n} days")
    assert (str(text), f"{text:>2}", Page.title, table[1]) == (
        "care for {name}",
        "care for {name}",
        "care",
        "one",
    )
    shouting()
    assert (str(text), Page.title, Page().title) == ("CARE FOR {NAME}", "CARE", "CARE")
    assert (table[1], table.get(2, "none"), dict(table)) == ("ONE", "none", {1: "ONE"})
    assert (asked.label, asked.help, asked.key) == ("AGE", "IN YEARS", "a")
    assert (plural.one, plural.many) == ("{n} day", "{n} days")


def test_a_plural_takes_its_number():
    days = lazy_plural("{n} day", "{n} days")
    assert [days.of(n) for n in (0, 1, 2, 1200)] == ["0 days", "1 day", "2 days", "1,200 days"]


def test_a_lazy_text_is_no_str_and_is_equal_by_its_message(shouting):
    text = lazy("care")
    shouting()
    assert not isinstance(text, str)
    assert text == lazy("care") != lazy("cared")
    assert text != "care"
    assert {text: 1}[lazy("care")] == 1
    with pytest.raises(TypeError):
        ", ".join([text])  # type: ignore[list-item]


def test_a_worded_class_stays_a_frozen_dataclass():
    with pytest.raises(TypeError, match="label"):
        Question("a")  # type: ignore[call-arg]
    asked = Question("a", "Age", ())
    assert (asked.help, asked.usual) == ("", {})
    assert asked == Question("a", lazy("Age"), ())
    assert replace(asked, key="b").label == "Age"
    assert [f.name for f in fields(Question)] == ["key", "label", "choices", "help", "usual"]
    with pytest.raises(AttributeError):
        asked.label = "Other"  # type: ignore[misc]


def test_a_file_gives_a_worded_class_text_and_nothing_else():
    read = msgspec.convert({"key": "a", "label": "Age", "choices": ["1"]}, Question)
    assert (read.label, read.help, read.choices) == ("Age", "", ("1",))
    with pytest.raises(msgspec.ValidationError, match=r"Expected `str`.*label"):
        msgspec.convert({"key": "a", "label": 3, "choices": []}, Question)
    with pytest.raises(msgspec.ValidationError, match="missing required field `label`"):
        msgspec.convert({"key": "a", "choices": []}, Question)


def test_no_words_are_no_catalog_s_header(shouting):
    shouting()
    assert _("") == "" == str(LazyText(""))


def test_what_is_not_filled_yet_is_absent_and_no_other_error():
    """A reader written in C asks by hasattr; newer Pythons tell of any other error it meets."""
    half = object.__new__(Question)
    assert not hasattr(half, "label")
