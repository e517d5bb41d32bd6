"""The words of the program in the language of the person who reads them."""

import gettext

from counselor_desk.core.resources import RESOURCES

LOCALES = RESOURCES / "locale"
_words: gettext.NullTranslations = gettext.NullTranslations()


def speak(language: str) -> None:
    """Use the words of a language ("es"); what is not translated stays English."""
    global _words
    _words = gettext.translation("counselor_desk", LOCALES, [language], fallback=True)


def _(text: str) -> str:
    return _words.gettext(text)


def ngettext(one: str, many: str, count: int) -> str:
    return _words.ngettext(one, many, count)
