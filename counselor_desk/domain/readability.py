"""How hard a text is to read: the published formulas, and counts of words and syllables.

The counts are our own: textstat fetches a word list from the network when it runs, and the
patterns of pyphen give places to hyphenate, not syllables ("about" and "día" are one piece).
"""

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class TextCount:
    """What the formulas are made of."""

    words: int
    sentences: int
    syllables: int

    @property
    def words_a_sentence(self) -> float:
        return self.words / max(self.sentences, 1)

    @property
    def syllables_a_word(self) -> float:
        return self.syllables / max(self.words, 1)


def flesch_kincaid(c: TextCount) -> float:
    """US school grade (Kincaid et al. 1975)."""
    return 0.39 * c.words_a_sentence + 11.8 * c.syllables_a_word - 15.59


def inflesz(c: TextCount) -> float:
    """Szigriszt-Pazos' ease of a Spanish text, read on the INFLESZ scale: above 65 is easy."""
    return 206.835 - 62.3 * c.syllables_a_word - c.words_a_sentence


_SENTENCE_END = re.compile(r"[.!?…]+(?:[\"'”’)»]*\s|[\"'”’)»]*$)")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_NUMBER = re.compile(r"\d[\d,.:/-]*")


def count(texts: Iterable[str], language: str = "en", leave_out: Collection[str] = frozenset()) -> TextCount:
    """Counts over texts that each end a sentence. Listed names are left out; a number is a word
    of two syllables."""
    syllables_of = SYLLABLES[language]
    words: list[int] = []
    sentences = 0
    for text in texts:
        counted_words = [w for w in _WORD.findall(text) if w.lower() not in leave_out]
        here = [syllables_of(word) for word in counted_words] + [2] * len(_NUMBER.findall(text))
        if here:
            sentences += max(1, len(_SENTENCE_END.findall(text)))
            words += here
    return TextCount(len(words), sentences, sum(words))


def level(texts: Iterable[str], language: str, names: Collection[str] = frozenset()) -> float:
    """The figure that a handout shows: a grade in English, INFLESZ in Spanish."""
    if language == "es":
        return inflesz(count(texts, "es"))
    return flesch_kincaid(count(texts, "en", names))


_EN_ODD = {
    "people": 2,
    "every": 2,
    "everyone": 3,
    "everything": 3,
    "anyone": 3,
    "someone": 2,
    "something": 2,
    "sometimes": 2,
    "somewhere": 2,
    "somebody": 3,
    "are": 1,
    "were": 1,
    "there": 1,
    "where": 1,
    "here": 1,
    "therefore": 2,
    "area": 3,
    "idea": 3,
    "ideas": 3,
    "real": 1,
    "really": 2,
    "clinic": 2,
    "business": 2,
    "different": 3,
    "medicine": 3,
    "medicines": 3,
    "being": 2,
    "doing": 2,
    "going": 2,
    "seeing": 2,
    "trying": 2,
    "dying": 2,
    "crying": 2,
    "saying": 2,
    "science": 2,
    "quiet": 2,
    "diet": 2,
    "client": 2,
    "clients": 2,
    "create": 2,
    "created": 3,
    "lead": 1,
    "reach": 1,
    "whole": 1,
    "hopeful": 2,
    "careful": 2,
    "useful": 2,
    "homework": 2,
    "homes": 1,
    "lifeline": 2,
    "safety": 2,
    "safely": 2,
    "lonely": 2,
    "likely": 2,
    "nicely": 2,
    "namely": 2,
    "rarely": 2,
    "merely": 2,
    "sober": 2,
    "hurry": 2,
    "movement": 2,
    "statement": 2,
    "agreement": 3,
    "moved": 1,
    "moves": 1,
    "lives": 1,
    "loved": 1,
    "eye": 1,
    "eyes": 1,
    "household": 2,
    "grateful": 2,
    "naloxone": 3,
    "methadone": 3,
    "lapse": 1,
    "relapse": 2,
    "ease": 1,
    "easier": 3,
    "poison": 2,
    "evening": 2,
    "evenings": 2,
    "several": 2,
    "usual": 3,
    "usually": 4,
    "anxiety": 4,
    "trauma": 2,
    "period": 3,
    "serious": 3,
    "various": 3,
    "previous": 3,
    "radio": 3,
    "audio": 3,
    "video": 3,
    "suicide": 3,
    "violence": 3,
    "violent": 3,
    "society": 4,
    "variety": 4,
    "reality": 4,
    "react": 2,
    "reaction": 3,
    "naturally": 4,
    "used": 1,
    "caused": 1,
    "closed": 1,
    "hundred": 2,
    "sacred": 2,
    "wicked": 2,
    "naked": 2,
    "often": 2,
    "poem": 2,
    "cruel": 2,
    "fuel": 2,
    "duel": 2,
    "heroin": 3,
    "heroine": 3,
    "someone's": 2,
    "giant": 2,
    "theater": 3,
    "cereal": 3,
    "ideal": 3,
    "museum": 3,
    "february": 4,
    "january": 4,
    "lifetime": 2,
    "timeline": 2,
    "baseline": 2,
    "sidewalk": 2,
    "somehow": 2,
    "bedtime": 2,
    "alone": 2,
    "themselves": 2,
    "ourselves": 2,
    "yourselves": 2,
    "please": 1,
}
_VOWELS = re.compile(r"[aeiouy]+")
_HIATUS = re.compile(
    r"(?<![ctsgx])(?<![lnv](?=ion|ior))(?<!l(?=ia(?:nt|r)))i[ao]"
    r"|(?<=[ct])i(?=at)|io$|iet|ie(?=r|st$)|uou|ei(?=ng)|(?<!g)eo(?=[^up]|$)"
    r"|ua(?=[lt])|[aeo]y(?=er)|yi"
)
_SILENT_END = re.compile(r"(?:(?<=[^aeiouy])e|(?<=[^aeiouysxzcg])es|(?<=[^aeiouytd])ed)$")
_SAID_END = re.compile(r"[^aeiouylr]les?$|[sc]hes$|sms?$|thms?$")


def syllables_en(word: str) -> int:
    """By the spelling: groups of vowels, less what is silent, plus vowels said apart."""
    word = word.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    if word in _EN_ODD:
        return _EN_ODD[word]
    spoken_apart = int(re.search(r"[^aeiourlw]n't$", word) is not None)  # is-n't, did-n't; not don't
    word = re.sub(r"(?<=n)'t$|'(?:s|re|ve|ll|d|m)?$", "", word).replace("qu", "q")
    number = spoken_apart + len(_VOWELS.findall(word)) + len(_HIATUS.findall(word))
    if _SAID_END.search(word):
        number += 0 if word.endswith(("le", "les", "hes")) else 1
    elif _SILENT_END.search(word):
        number -= 1
    if re.search(r"[^aeiou]e(?:ly|liness|ment|ful|less|ness)s?$", word):
        number -= 1
    return max(number, 1)


_ES_NUCLEUS = re.compile(r"u?í|i?ú|[iuüy]?[aeoáéó](?:[iuüy](?![aeoáéóíú]))?|[iuüy]+")


def syllables_es(word: str) -> int:
    """Spanish is written as it is said: one syllable for every nucleus of vowels."""
    word = word.lower()
    word = re.sub(r"(?<=q)u|(?<=g)u(?=[eiéí])", "", word)
    word = re.sub(r"y(?=[aeiouáéíóú])", "j", word)
    return max(len(_ES_NUCLEUS.findall(word)), 1)


SYLLABLES: dict[str, Callable[[str], int]] = {"en": syllables_en, "es": syllables_es}
