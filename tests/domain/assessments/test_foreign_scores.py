"""Totals that other programs computed lie within our scales; skipped where the data is absent."""

import csv
from pathlib import Path

import pytest

from counselor_desk.catalog import files
from counselor_desk.domain.assessments.instrument import Instrument

OBSERVATIONS = Path(__file__).parents[4] / "shared/data/synthea/observations.csv"
SCALES = {
    scale.loinc: (one, scale)
    for one in files.read(Instrument, "instruments").values()
    for scale in one.scales
    if scale.loinc
}


@pytest.mark.skipif(not OBSERVATIONS.exists(), reason="synthetic observations are not beside us")
def test_every_foreign_total_is_on_our_scale_and_has_a_band():
    met = 0
    with OBSERVATIONS.open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            if row["CODE"] not in SCALES:
                continue
            one, scale = SCALES[row["CODE"]]
            low, high = one.range(scale)
            assert low <= float(row["VALUE"]) <= high
            assert not scale.bands or scale.band(int(float(row["VALUE"])))
            met += 1
    assert met >= 30
