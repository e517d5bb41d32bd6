"""The page for a lost computer states how the records were protected, and names no client."""

import io

import pypdf
import pytest

from counselor_desk.core.errors import Forbidden
from counselor_desk.reports.press import press
from counselor_desk.reports.privacy import device_loss


def test_it_states_the_protection_and_names_no_client(desk):
    desk.as_(5)
    data = desk.do(device_loss.gather, "A laptop, from a car, on Tuesday.")
    facts = dict(data.facts)
    assert "AES-256" in facts["Encryption"]
    assert facts["Derivation"].startswith("Argon2id: passes 1, memory 46 MiB")
    assert ("ada", "passphrase") in data.people
    assert facts["Last locked"] == "never"
    pdf = pypdf.PdfReader(io.BytesIO(press.render(device_loss.REPORT, data)))
    said = " ".join(page.extract_text() for page in pdf.pages)
    assert "from a car" in said
    assert "Medina" not in said


def test_only_who_keeps_the_vault_may_print_it(desk):
    with pytest.raises(Forbidden):
        desk.do(device_loss.gather)
