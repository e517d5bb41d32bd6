"""Every example file that HL7 publishes for FHIR R4 and R5, and for C-CDA: read or refused.

The packages come by npm's own client (`npm pack`), or from the folder that FHIR_EXAMPLES names.
"""

import os
import shutil
import subprocess
import tarfile
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from counselor_desk.core.errors import Refused
from counselor_desk.domain.exchange.chosen_files import open_parcel
from counselor_desk.domain.exchange.fhir_read import read_bundles
from counselor_desk.domain.exchange.fhir_write import write_bundle
from tests.domain.exchange_samples import TODAY, read_bundle

pytestmark = pytest.mark.slow
PACKAGES = {"hl7.fhir.r4.examples": "4.0.1", "hl7.fhir.r5.examples": "5.0.0"}
CHARTS = ("Patient", "Condition", "Observation", "Encounter", "Medication", "MedicationRequest",
          "MedicationStatement")  # fmt: skip


@pytest.fixture(scope="module", params=sorted(PACKAGES))
def examples(request, tmp_path_factory) -> dict[str, bytes]:
    """The files of a package by name."""
    name = f"{request.param}-{PACKAGES[request.param]}.tgz"
    folder = Path(os.environ.get("FHIR_EXAMPLES", "") or tmp_path_factory.mktemp("examples"))
    if not (folder / name).exists():
        npm = shutil.which("npm")
        if npm is None:
            pytest.skip("no npm here to fetch the examples with")
        wanted = f"{request.param}@{PACKAGES[request.param]}"
        done = subprocess.run([npm, "pack", wanted], cwd=folder, capture_output=True, check=False)
        if done.returncode:
            pytest.skip("the examples cannot be fetched now")
    return dict(_files(folder / name))


def _files(path: Path) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(path) as archive:
        for member in archive:
            file = archive.extractfile(member) if member.name.endswith(".json") else None
            if file is not None:
                yield member.name.rpartition("/")[2], file.read()


def test_every_example_is_read_or_refused_in_a_sentence(examples, record_property):
    outcome: Counter[str] = Counter()
    for name, raw in examples.items():
        try:
            read = open_parcel({name: raw}, TODAY).imported
        except Refused as refusal:
            outcome["refused"] += 1
            outcome["named"] += "only: " in str(refusal)
            assert len(str(refusal)) < 300, name  # noqa: PT017
        else:
            outcome["read"] += 1
            outcome["clients"] += len(read.clients)
    record_property("outcome", dict(outcome))
    assert outcome["read"] >= 35
    assert outcome["named"] >= outcome["refused"] - 5


def test_all_charts_of_the_examples_together_come_back_equal(examples, record_property):
    charts = {name: raw for name, raw in examples.items() if name.split("-")[0] in CHARTS}
    read = read_bundles(charts, date(2026, 12, 1))
    unlike = {client.source_id: client for client in read.clients}  # an id that two have names one of them
    again = read_bundle(write_bundle(list(unlike.values()), datetime(2026, 12, 1, tzinfo=UTC)), TODAY)
    assert len(unlike) >= 20
    assert list(again.clients) == list(unlike.values())
    record_property("left out", dict(read.left_out))


def test_ccda_examples_that_lie_beside_are_read_or_refused(record_property):
    folder = os.environ.get("CCDA_EXAMPLES", "")
    if not folder:
        pytest.skip("CCDA_EXAMPLES names no folder")
    outcome: Counter[str] = Counter()
    for path in sorted(Path(folder).rglob("*.xml")):
        try:
            outcome["clients"] += len(open_parcel({path.name: path.read_bytes()}, TODAY).imported.clients)
            outcome["read"] += 1
        except Refused:
            outcome["refused"] += 1
    record_property("outcome", dict(outcome))
    assert outcome["read"] > 0
