"""Names made comparable: without accents, case and punctuation."""

import unicodedata


def plain(text: str) -> str:
    """Lower case, no accents, one blank between words; "O'Brien-Núñez" gives "o'brien-nunez"."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(c for c in spread if not unicodedata.combining(c))
    return " ".join(kept.replace("’", "'").split())


def search_words(*parts: str) -> str:
    """What find-as-you-type looks in. Each word starts after a blank: terms find word starts."""
    words = plain(" ".join(parts))
    split = words.replace("-", " ").replace("'", "")
    return f" {words} {split}" if split != words else f" {words}"
