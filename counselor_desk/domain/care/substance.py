"""Substances, ways and frequencies of use by their TEDS codes, and stages of use with needs."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Stage:
    """A stage of use: how it shows and what help usually fits."""

    id: str
    name: str
    signs: str
    needs: tuple[str, ...]
    body: str = ""  # what it usually does to the body
    mind: str = ""


@dataclass(frozen=True)
class NeedBySubstance:
    """A need that fits some substances alone, and the ground for that."""

    need: str
    substances: tuple[str, ...]
    source: str
    also_at: tuple[str, ...] = ()  # stages that have it for these substances without naming it


@dataclass(frozen=True)
class Stages:
    """The stages, from the first try on."""

    id: str
    title: str
    version: int
    source: str
    stages: tuple[Stage, ...]
    by_substance: tuple[NeedBySubstance, ...] = ()

    def stage(self, id: str) -> Stage | None:
        return next((stage for stage in self.stages if stage.id == id), None)

    def needs_of(self, stage: Stage, substance: str) -> tuple[str, ...]:
        """What usually fits at this stage of this substance; the counselor edits it."""
        limits = {one.need: one for one in self.by_substance}
        fitting = [need for need in stage.needs if need not in limits or substance in limits[need].substances]
        more = [
            one.need
            for one in self.by_substance
            if stage.id in one.also_at and substance in one.substances and one.need not in fitting
        ]
        return (*fitting, *more)


# Our word, its name, its TEDS code (confirm with the state before submission).
SUBSTANCES: tuple[tuple[str, str, str], ...] = (
    ("alcohol", "Alcohol", "2"),
    ("cocaine", "Cocaine or crack", "3"),
    ("cannabis", "Marijuana or hashish", "4"),
    ("heroin", "Heroin", "5"),
    ("methadone", "Methadone, not prescribed", "6"),
    ("fentanyl", "Fentanyl", "7"),
    ("opioids", "Other opiates or synthetics", "7"),
    ("pcp", "PCP", "8"),
    ("hallucinogens", "Hallucinogens", "9"),
    ("methamphetamine", "Methamphetamine", "10"),
    ("amphetamines", "Other amphetamines", "11"),
    ("stimulants", "Other stimulants", "12"),
    ("benzodiazepines", "Benzodiazepines", "13"),
    ("tranquilizers", "Other tranquilizers", "14"),
    ("barbiturates", "Barbiturates", "15"),
    ("sedatives", "Other sedatives or hypnotics", "16"),
    ("inhalants", "Inhalants", "17"),
    ("otc", "Over-the-counter medicine", "18"),
    ("other", "Another substance", "20"),
)
ROUTES: tuple[tuple[str, str, str], ...] = (
    ("oral", "By mouth", "1"),
    ("smoking", "Smoking", "2"),
    ("inhalation", "Inhaling or snorting", "3"),
    ("injection", "Injecting", "4"),
    ("other", "Another way", "20"),
)
FREQUENCIES: tuple[tuple[str, str, str], ...] = (
    ("none", "Not in the past month", "1"),
    ("1-3 a month", "1 to 3 times in the past month", "2"),
    ("1-2 a week", "1 to 2 times a week", "3"),
    ("3-6 a week", "3 to 6 times a week", "4"),
    ("daily", "Daily", "5"),
)


def name_of(word: str) -> str:
    return next((name for key, name, _code in SUBSTANCES if key == word), word)


def code_of(table: tuple[tuple[str, str, str], ...], word: str) -> str:
    """The TEDS code of one of our words; nothing for an unknown word."""
    return next((code for key, _name, code in table if key == word), "")
