"""The language of the windows: what was chosen on this computer, else the system's."""

from PySide6.QtCore import QLocale, QSettings

from counselor_desk.core import i18n

KEY = "language"
AS_THE_SYSTEM = "system"


def chosen() -> str:
    """ "system", "en", or a language that had a catalog when it was chosen."""
    return str(QSettings().value(KEY, AS_THE_SYSTEM))


def choose(language: str) -> None:
    QSettings().setValue(KEY, language)
    begin()


def begin() -> None:
    """Read before the first window is drawn; English needs no file."""
    language = chosen()
    i18n.use_language(
        first_known(QLocale.system().uiLanguages() if language == AS_THE_SYSTEM else [language])
    )


def first_known(wanted: list[str]) -> str:
    """The first that the program speaks: "es-US" is content with "es"."""
    known = i18n.languages()
    for name in wanted:
        for language in (name.replace("-", "_"), name.replace("_", "-").partition("-")[0]):
            if language in known:
                return language
    return i18n.ENGLISH


def offered() -> list[tuple[str, str]]:
    """Each language by its own name, which who speaks it can read."""
    return [(language, QLocale(language).nativeLanguageName().title()) for language in i18n.languages()]
