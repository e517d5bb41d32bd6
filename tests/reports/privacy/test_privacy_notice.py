"""The notice for clients holds every element of 42 CFR 2.22(b)(1), in plain words."""

import io

import pytest
from pypdf import PdfReader

from counselor_desk.domain.readability import level
from counselor_desk.reports.press import press
from counselor_desk.reports.privacy import privacy_notice

ELEMENTS = {
    "header": "Notice of Privacy Practices of Harbor Recovery Center",
    "emergency": "In a medical emergency",
    "court": "A subpoena alone is not enough",
    "audit": "For an audit or evaluation",
    "research": "For research",
    "public health": "public health authority, without anything that tells who you are",
    "reports": "To report child abuse, or a crime here",
    "service organizations": "under a written agreement to keep it as we must",
    "single consent": "One consent can cover all your treatment, payment",
    "stand alone": "need a consent of their own",
    "revocation": "revoke a consent in writing",
    "fundraising": "hear from us for fundraising",
    "nothing else": "with your written consent alone",
    "proceedings": "civil, criminal, administrative or legislative proceeding against you",
    "hearing": "notice and a chance to be heard",
    "restriction": "restrict how we use or disclose it, even after you have consented",
    "health plan": "not tell your health plan of what you have paid for in full yourself",
    "accounting": "with your consent in the last three years",
    "intermediary": "the recipients an intermediary passed it on to",
    "copy": "paper or electronic copy of this notice",
    "breach": "To be told of a breach",
    "duties": "We must keep your record private",
    "stricter law": "the law that protects you more",
    "changes": "We may change this notice",
    "complaints": "to the Secretary of Health and Human Services",
    "no retaliation": "Nobody may treat you worse for it",
    "contact": "Marion Ellis AT 555 0100, privacy@harbor.example",
    "effective": "In force from Dec 1, 2026",
}


@pytest.fixture
def words(desk, clock):
    asked = {"contact": "Marion Ellis", "reach": "555 0100, privacy@harbor.example"}
    data = desk.do(privacy_notice.gather, **asked, on=clock.now.date())
    pages = PdfReader(io.BytesIO(press.render(privacy_notice.REPORT, data))).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def test_every_element_is_there(words):
    assert [name for name, said in ELEMENTS.items() if said not in words] == []


def test_it_is_in_plain_words():
    told = [str(line) for _title, lines in privacy_notice.TOLD for line in lines]
    assert level(told, "en") <= 12
