"""Workbooks, web pages called .xls, vCards, C-CDA and FHIR as XML; and sixty files that mean no good."""

import io
import zipfile
from datetime import date
from xml.sax.saxutils import escape, quoteattr

import pytest

from counselor_desk.core.errors import Refused
from counselor_desk.domain.exchange.chosen_files import open_parcel
from counselor_desk.domain.exchange.people import FactKind
from tests.domain.exchange_samples import TODAY, as_bytes, bundle, read_bundle

HEADINGS = ("First Name", "Last Name", "DOB", "Phone", "MRN")
PERSON = ("Bo", "Lee", date(1990, 11, 30), "555-0100", 77)


def workbook(*rows, sheet=None, **parts):
    """An .xlsx as small as one can be: a sheet, a style for days, words within the cells."""
    lines = "".join(f"<row>{''.join(map(cell, row))}</row>" for row in rows)
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    packages = "http://schemas.openxmlformats.org/package/2006"
    files = {
        "[Content_Types].xml": f'<Types xmlns="{packages}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{packages}/relationships"><Relationship Id="a" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{space}" xmlns:r="{office}"><sheets>'
        '<sheet name="Clients" sheetId="1" r:id="a"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{packages}/relationships">'
        f'<Relationship Id="a" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="s" Type="{office}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{space}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/>'
        "</cellXfs></styleSheet>",
        "xl/worksheets/sheet1.xml": sheet
        or f'<worksheet xmlns="{space}"><sheetData>{lines}</sheetData></worksheet>',
        **parts,
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, words in files.items():
            packed.writestr(name, words)
    return out.getvalue()


def cell(value):
    if isinstance(value, date):
        return f'<c s="1"><v>{(value - date(1899, 12, 30)).days}</v></c>'
    if isinstance(value, (int, float)):
        return f"<c><v>{value}</v></c>"
    return f'<c t="inlineStr"><is><t>{escape(value)}</t></is></c>'


def html(*rows):
    cells = "".join(f"<tr>{''.join(f'<td>{value}</td>' for value in row)}</tr>\n" for row in rows)
    return f"<html><meta charset='utf-8'><style>td {{}}</style><table>{cells}</table></html>".encode()


def excel_xml(*rows):
    cells = "".join(
        "<Row>" + "".join(f'<Cell><Data ss:Type="String">{value}</Data></Cell>' for value in row) + "</Row>"
        for row in rows
    )
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    return (
        '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        f'<Workbook xmlns="{space}" xmlns:ss="{space}"><Worksheet ss:Name="Clients"><Table>{cells}</Table>'
        "</Worksheet></Workbook>"
    ).encode()


def opened(name, raw):
    return open_parcel({name: raw}, TODAY).imported


def test_workbooks_and_tables_called_xls_are_lists():
    words = tuple(value.isoformat() if isinstance(value, date) else str(value) for value in PERSON)
    files = {
        "list.xlsx": workbook(HEADINGS, PERSON),
        "list.csv": workbook(HEADINGS, PERSON),  # whatever it is called
        "list.xls": html(HEADINGS, words),
        "old.xls": excel_xml(HEADINGS, words),
        "titled.xlsx": workbook(("Client list",), ("Printed today",), HEADINGS, PERSON),
        "titled.xls": html(("Client list",), HEADINGS, words),
    }
    for name, raw in files.items():
        (bo,) = opened(name, raw).clients
        assert (bo.name, bo.born, bo.phone, bo.source_id) == ("Bo Lee", PERSON[2], "555-0100", "77"), name
    parted = html(
        ("<b>First&nbsp;Name</b>", "Last Name", "DOB"), ("Bo<script>x</script>", "L<i>e</i>e", "1990-11-30")
    )
    assert opened("list.xls", parted).clients[0].name == "Bo Lee"


def test_figures_of_a_workbook_stay_whole():
    rows = (*HEADINGS[:3], "Phone", "MRN"), ("A", "B", 32946, 5550100123.0, 123456789012)
    (client,) = opened("list.xlsx", workbook(*rows)).clients
    assert (client.phone, client.source_id, client.born) == ("5550100123", "123456789012", date(1990, 3, 14))


def test_a_cell_far_out_makes_no_table_without_end():
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    for place in ("XFD1048576", "A9999999", "ZZZ1"):
        row = f'<row><c r="{place}"><v>1</v></c></row>'
        far = f'<worksheet xmlns="{space}"><sheetData>{row}</sheetData></worksheet>'
        with pytest.raises(Refused, match="not a client list"):
            opened("far.xlsx", workbook(sheet=far))


@pytest.mark.slow
def test_a_workbook_that_unpacks_without_end_is_refused_before_it_does():
    with pytest.raises(Refused, match="too large once it is unpacked"):
        opened("bomb.xlsx", workbook(sheet="<x>" + " " * (210 * 1024 * 1024)))


CARD = """BEGIN:VCARD
VERSION:3.0
N:Muñoz;Inés;María;;Jr.
FN:Inés Muñoz
NICKNAME:Nes
BDAY:1989-03-14
TEL;TYPE=WORK,VOICE:555-0103
item1.TEL;TYPE=CELL;TYPE=PREF:555-0101
TEL;TYPE=HOME:555-0102
EMAIL;TYPE=INTERNET:i@example.org
ADR;TYPE=HOME:;Apt 2;1 Elm St\\, rear;Salem;MA;01970;USA
PHOTO;ENCODING=b;TYPE=JPEG:AAAA
 BBBB
NOTE:Met at the fair
END:VCARD
"""
CARD_21 = """BEGIN:VCARD\r
VERSION:2.1\r
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Mu=C3=B1oz;In=C3=\r
=A9s\r
BDAY:19890314\r
TEL;CELL;PREF:555-0101\r
END:VCARD\r
"""


def test_cards_of_an_address_book_come_in():
    read = opened("cards.vcf", CARD.encode())
    (ines,) = read.clients
    assert (ines.given_name, ines.middle_name, ines.family_name, ines.suffix) == (
        "Inés",
        "María",
        "Muñoz",
        "Jr.",
    )
    assert (ines.phone, ines.second_phone, ines.email) == ("555-0101", "555-0102", "i@example.org")
    assert [f.words for f in ines.facts if f.kind is FactKind.PHONE] == ["555-0103"]
    assert ines.address == "1 Elm St, rear\nApt 2\nSalem, MA 01970"
    assert (ines.preferred_name, ines.born) == ("Nes", date(1989, 3, 14))
    assert dict(read.left_out) == {"vCard NOTE": 1, "vCard PHOTO": 1}
    (old,) = opened("old.vcf", CARD_21.encode()).clients
    assert (old.given_name, old.family_name, old.phone) == ("Inés", "Muñoz", "555-0101")
    firm = "BEGIN:VCARD\nVERSION:4.0\nKIND:org\nFN:Harbor Clinic\nEND:VCARD\n"
    assert dict(opened("a.vcf", (firm + CARD).encode()).left_out)["vCard of a firm or a group"] == 1
    days = {"BDAY:1989-03-14": "BDAY:--0314", "": "BDAY:1989"}
    assert opened("a.vcf", CARD.replace("BDAY:1989-03-14", days["BDAY:1989-03-14"]).encode()).stopped == ()
    assert (
        opened("a.vcf", CARD.replace("BDAY:1989-03-14", "BDAY:1989").encode()).clients[0].born_words == "1989"
    )
    assert opened("a.vcf", CARD.replace("BDAY:1989-03-14\n", "").encode()).stopped


def section(code, title, entries, text="see there"):
    return f"""<component><section><code code="{code}" codeSystem="2.16.840.1.113883.6.1"/>
      <title>{title}</title><text><list><item ID="t1">{text}</item></list></text>{entries}
      </section></component>"""


CD = 'xsi:type="CD" codeSystem="2.16.840.1.113883.6.96"'
PROBLEM = """<entry><act><statusCode code="{concern}"/><entryRelationship><observation {more}>
  <templateId root="2.16.840.1.113883.10.20.22.4.4"/><statusCode code="completed"/>
  <effectiveTime><low value="{low}"/>{high}</effectiveTime>{value}</observation>
  </entryRelationship></act></entry>"""
OPIOID = f'<value {CD} code="75544000" displayName="Opioid dependence"/>'
MEDICINE = """<entry><substanceAdministration><statusCode code="active"/>
  <effectiveTime xsi:type="IVL_TS"><low value="20240105"/></effectiveTime>
  <effectiveTime xsi:type="PIVL_TS"><period value="12" unit="h"/></effectiveTime>
  <doseQuantity value="8" unit="mg"/><consumable><manufacturedProduct><manufacturedMaterial>
  <code code="351264" codeSystem="2.16.840.1.113883.6.88" displayName="buprenorphine 2 MG Sublingual Tablet"/>
  </manufacturedMaterial></manufacturedProduct></consumable></substanceAdministration></entry>"""
RESULT = """<entry><organizer><component><observation><code code="{code}" displayName="{name}"
  codeSystem="2.16.840.1.113883.6.1"/><effectiveTime value="20240106"/>{value}
  <interpretationCode code="H" displayName="High"/></observation></component></organizer></entry>"""
VISIT = """<entry><encounter>
  <code code="99213" codeSystem="2.16.840.1.113883.6.12" displayName="Office visit"/>
  <effectiveTime value="20240107143000-0500"/></encounter></entry>"""
SEX = """<entry><observation><code code="76689-9"/><value xsi:type="CD" code="M"/></observation></entry>"""


def ccda(*sections, person="", role="", born='<birthTime value="19890314"/>'):
    return f"""<?xml version="1.0"?><ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:sdtc="urn:hl7-org:sdtc"
      xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><recordTarget><patientRole>
      <id root="2.16.840.1.113883.4.1" extension="999-12-3456"/><id root="1.2.3" extension="MRN-7"/>
      <addr use="HP"><streetAddressLine>1 Elm St</streetAddressLine><city>Salem</city><state>MA</state>
      <postalCode>01970</postalCode></addr><telecom value="tel:555-0109" use="WP"/>
      <telecom value="tel:555-0101" use="MC"/><telecom value="mailto:r@example.org"/>{role}
      <patient><name use="L"><given>Rosa</given><given>María</given><given qualifier="CL">Rosie</given>
      <family>Medina</family><suffix>Jr.</suffix></name><name use="SRCH"><given>Rosa</given>
      <family>Castro</family>
      </name><administrativeGenderCode code="F"/>{born}
      <raceCode code="2106-3" displayName="White" codeSystem="2.16.840.1.113883.6.238"/>{person}
      <languageCommunication><languageCode code="es-US"/></languageCommunication></patient></patientRole>
      </recordTarget><component><structuredBody>{"".join(sections)}</structuredBody></component>
      </ClinicalDocument>""".encode()


def problem(value=OPIOID, low="2019", high="", concern="active", more=""):
    return PROBLEM.format(value=value, low=low, high=high, concern=concern, more=more)


def test_a_ccd_comes_in_with_problems_medicines_results_and_encounters():
    value = '<value xsi:type="PQ" value="0.08" unit="g/dL"/>'
    total = '<value xsi:type="INT" value="14"/>'
    read = opened(
        "ccd.xml",
        ccda(
            section("11450-4", "Problems", problem()),
            section("10160-0", "Medications", MEDICINE),
            section(
                "30954-2",
                "Results",
                RESULT.format(code="5643-2", name="Ethanol", value=value)
                + RESULT.format(code="44261-6", name="PHQ-9", value=total),
            ),
            section("46240-8", "Encounters", VISIT),
            section("29762-2", "Social history", SEX),
            section("48765-2", "Allergies", "<entry/><entry/>"),
        ),
    )
    (rosa,) = read.clients
    assert (rosa.given_name, rosa.middle_name, rosa.family_name) == ("Rosa", "María", "Medina")
    assert (rosa.suffix, rosa.preferred_name, rosa.former_names) == ("Jr.", "Rosie", "Rosa Castro")
    assert (rosa.phone, rosa.second_phone, rosa.email) == ("555-0101", "555-0109", "r@example.org")
    assert (rosa.sex, rosa.administrative_gender, rosa.language) == ("male", "female", "es")
    assert rosa.address == "1 Elm St\nSalem, MA 01970"
    (told,) = rosa.diagnoses
    assert (told.title, told.code, told.system) == ("Opioid dependence", "75544000", "SNOMED CT")
    assert (told.onset, told.onset_words, told.status) == (None, "2019", "active")
    assert [(m.name[:13], m.dose, m.started) for m in rosa.medications] == [
        ("buprenorphine", "8 mg, every 12 h", date(2024, 1, 5))
    ]
    assert [(r.title, r.value, r.reading) for r in rosa.results] == [("Ethanol", "0.08 g/dL", "High")]
    assert [(s.instrument, s.value) for s in rosa.scores] == [("phq9", 14)]
    assert [(c.title, c.started.hour) for c in rosa.contacts] == [("Office visit", 19)]
    assert dict(read.left_out) == {
        "Section “Allergies”": 2,
        "Section “Social history”": 1,
        "Social Security number": 1,
    }
    assert read.problems == ()


def test_what_a_ccd_says_not_to_be_there_is_not_there():
    by_text = (
        '<value xsi:type="CD" nullFlavor="UNK"><originalText><reference value="#t1"/></originalText></value>'
    )
    icd = '<translation code="F11.20" codeSystem="2.16.840.1.113883.6.90" displayName="Opioid use"/>'
    coded = f'<value {CD} nullFlavor="UNK">{icd}</value>'
    cases = {
        (("Opioid dependence", "resolved"),): problem(high='<high value="20200101"/>'),
        (): problem(more='negationInd="true"'),
        (("bad back", "active"),): problem(by_text),
        (("Opioid use", "active"),): problem(coded),
        (("Opioid dependence", "resolved"), ("bad back", "active")): problem(concern="completed")
        + problem(by_text),
    }
    for told, entries in cases.items():
        (rosa,) = opened("ccd.xml", ccda(section("11450-4", "Problems", entries, "bad back"))).clients
        assert tuple((d.title, d.status) for d in rosa.diagnoses) == told
    dead = ccda(person='<sdtc:deceasedInd value="true"/>')
    assert opened("ccd.xml", dead).clients[0].has_died
    two = {
        "a.xml": ccda(section("11450-4", "P", problem())),
        "b.xml": ccda(section("10160-0", "M", MEDICINE)),
    }
    (rosa,) = open_parcel(two, TODAY).imported.clients
    assert (len(rosa.diagnoses), len(rosa.medications)) == (1, 1)


def as_xml(value, name=""):
    """A FHIR resource as XML, as its specification turns JSON into it."""
    if isinstance(value, list):
        return "".join(as_xml(one, name) for one in value)
    if isinstance(value, dict) and "resourceType" in value:
        inner = "".join(as_xml(v, k) for k, v in value.items() if k != "resourceType")
        whole = f'<{value["resourceType"]} xmlns="http://hl7.org/fhir">{inner}</{value["resourceType"]}>'
        return f"<{name}>{whole}</{name}>" if name else whole
    if isinstance(value, dict):
        url = f" url={quoteattr(value['url'])}" if name == "extension" else ""
        inner = "".join(as_xml(v, k) for k, v in value.items() if k != "url" or not url)
        return f"<{name}{url}>{inner}</{name}>"
    return f"<{name} value={quoteattr(str(value).lower() if isinstance(value, bool) else str(value))}/>"


def test_fhir_as_xml_says_what_its_json_says():
    told = bundle()
    told["entry"][0]["resource"] |= {
        "deceasedBoolean": True,
        "extension": [
            {"url": "http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex", "valueCode": "M"}
        ],
    }
    written = b"<?xml version='1.0'?>" + as_xml(told).encode()
    from_xml, from_json = opened("a.xml", written), read_bundle(as_bytes(told), TODAY)
    assert from_xml.clients == from_json.clients
    assert from_xml.left_out == from_json.left_out
    assert open_parcel({"a.xml": written}, TODAY).source == "FHIR"


def packed():
    """A packed file that is no workbook."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("notes.txt", "Bo Lee")
    return out.getvalue()


ENTITY = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
BODY = ccda(section("11450-4", "P", problem()))
FHIR_XML = as_xml(bundle()).encode()
LIST = b"First,Last,DOB\nA,B,1990-01-02\n"
# What the file is -> its bytes; each is read, or refused in a sentence that a person understands.
HOSTILE = {
    "entities.xml": BODY.replace(b'<?xml version="1.0"?>', ENTITY),
    "outside.xml": BODY.replace(b'<?xml version="1.0"?>', OUTSIDE),
    "dtd.xml": BODY.replace(b'<?xml version="1.0"?>', b'<!DOCTYPE x SYSTEM "http://example.org/x.dtd">'),
    "fhir-entities.xml": ENTITY + FHIR_XML,
    "unknown-entity.xml": FHIR_XML.replace(b"Medina", b"&who;"),
    "cut.xml": BODY[: len(BODY) // 2],
    "deep.xml": b"<a>" * 100_000,
    "deep-whole.xml": b"<a>" * 5000 + b"</a>" * 5000,
    "twice.xml": BODY + BODY,
    "nothing-in-it.xml": b"<ClinicalDocument xmlns='urn:hl7-org:v3'/>",
    "other.xml": b"<ContinuityOfCareRecord xmlns='urn:astm-org:CCR'/>",
    "prefix.xml": b"<a:b/>",
    "encoding.xml": b"<?xml version='1.0' encoding='klingon'?><a/>",
    "utf16.xml": BODY.decode().replace('<?xml version="1.0"?>', "").encode("utf-16"),
    "no-name.xml": BODY.replace(b"Rosa", b"").replace(b"Medina", b"").replace(b"Castro", b""),
    "no-day.xml": ccda(born=""),
    "odd-day.xml": ccda(born='<birthTime value="1989"/>'),
    "null-day.xml": ccda(born='<birthTime nullFlavor="UNK"/>'),
    "long-day.xml": ccda(born=f'<birthTime value="{"1" * 5000}"/>'),
    "month-13.xml": ccda(born='<birthTime value="19891399"/>'),
    "year-0.xml": ccda(born='<birthTime value="00000000"/>'),
    "control.xml": BODY.replace(b"Rosa", b"R&#8238;o"),
    "nul.xml": BODY.replace(b"Rosa", b"R\0sa"),
    "fhir-empty.xml": b"<Patient xmlns='http://hl7.org/fhir'/>",
    "fhir-space.xml": FHIR_XML.replace(b"http://hl7.org/fhir", b"http://hl7.org/fhir2"),
    "fhir-value.xml": FHIR_XML.replace(b'value="14.0"', b'value="many"'),
    "fhir-nan.xml": FHIR_XML.replace(b'value="14.0"', b'value="NaN"'),
    "fhir-rank.xml": FHIR_XML.replace(b"</telecom>", b'<rank value="x"/></telecom>'),
    "mso.xml": b"<Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'/>",
    "mso-index.xml": excel_xml(HEADINGS).replace(b"<Row>", b'<Row ss:Index="99999999">'),
    "mso-cell.xml": excel_xml(HEADINGS).replace(b"<Cell>", b'<Cell ss:Index="9999999">', 1),
    "mso-back.xml": excel_xml(HEADINGS, HEADINGS).replace(b"<Row>", b'<Row ss:Index="1">'),
    "page.xls": b"<html><body>Please sign in</body></html>",
    "spans.xls": html(HEADINGS).replace(b"<td>", b'<td colspan="99999999999">', 1),
    "open.xls": b"<table>" * 5000 + b"<tr><td>First Name<td>Last Name<td>DOB<tr><td>A<td>B<td>1990-01-02",
    "wide.xls": html(["x"] * 600),
    "script.xls": html(HEADINGS, ("<script>alert(1)</script>Bo", "Lee", "1990-11-30", "", "")),
    "frames.mht": b"MIME-Version: 1.0\nContent-Type: multipart/related\n",
    "cut.xlsx": workbook(HEADINGS, PERSON)[:-200],
    "junk.xlsx": b"PK\x03\x04" + bytes(300),
    "other.zip": packed(),
    "sheet-broken.xlsx": workbook(sheet="<worksheet><sheetData><row><c r='A1'"),
    "sheet-entity.xlsx": workbook(sheet=ENTITY.decode() + "<worksheet>&b;</worksheet>"),
    "sheet-none.xlsx": workbook(**{"xl/workbook.xml": "<workbook/>"}),
    "sheet-loop.xlsx": workbook(**{"xl/_rels/workbook.xml.rels": "<Relationships/>"}),
    "empty.xlsx": workbook(),
    "formulas.xlsx": workbook(HEADINGS, ("=1+1", "@x", "1990-01-02", "+1", "-2")),
    "old-excel.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3000),
    "cut-card.vcf": CARD.encode()[:60],
    "empty-card.vcf": b"BEGIN:VCARD\nEND:VCARD\n",
    "no-end.vcf": CARD.encode().replace(b"END:VCARD", b""),
    "nested.vcf": b"BEGIN:VCARD\n" * 3000 + CARD.encode(),
    "quoted.vcf": CARD_21.encode().replace(b"=C3=B1", b"=ZZ=F1"),
    "charset.vcf": CARD_21.encode().replace(b"UTF-8", b"KLINGON-8"),
    "pref.vcf": CARD.encode().replace(b"TYPE=PREF", b"PREF=99999999999999999999"),
    "message.hl7": b"MSH|^~\\&|A|B|C|D|2026||ADT^A01|1|P|2.5\rPID|1||77||LEE^BO\r",
    "claim.edi": b"ISA*00*          *00*          *ZZ*A~",
    "words.rtf": b"{\\rtf1\\ansi Bo Lee}",
    "calendar.ics": b"BEGIN:VCALENDAR\nEND:VCALENDAR\n",
    "picture.csv": b"\x89PNG\r\n\x1a\n" + bytes(99),
    "packed.csv.gz": b"\x1f\x8b\x08" + bytes(20),
    "base.csv": b"SQLite format 3\0" + bytes(99),
    "hint.csv": b"sep=,\n",
    "hint-only.csv": b"sep=;",
    "heading-only.csv": b"First,Last,DOB\n",
    "quotes.csv": b'First,Last,DOB\n"A,B,1990-01-02\n',
    "serials.csv": b"First,Last,DOB\nA,B,99999999\nC,D,00000\nE,F,1.5\n",
    "names.csv": "Client,DOB\n,1990-01-02\n&,1990-01-02\n\u202eevil,1990-01-02\nJr.,1990-01-02\n".encode(),
    "nul.csv": b"First,Last,DOB\nA\0,B,1990-01-02\n",
    "array.json": b'[{"resourceType":"Patient"},3]',
    "lines.json": b'{"resourceType":"Patient"}\n{"resourceType":"Patient"\n',
    "links.json": as_bytes(
        {
            "resourceType": "Patient",
            "id": "a",
            "link": [{"other": {"reference": "Patient/a"}, "type": "replaced-by"}],
        }
    ),
    "circle.json": as_bytes(
        {
            "resourceType": "Bundle",
            "entry": [
                {
                    "resource": {
                        "resourceType": "Patient",
                        "id": one,
                        "name": [{"text": f"{one} B"}],
                        "birthDate": "1990-01-02",
                        "link": [{"other": {"reference": f"Patient/{other}"}, "type": "replaced-by"}],
                    }
                }
                for one, other in (("a", "b"), ("b", "a"))
            ],
        }
    ),
}


def test_odd_files_are_read_or_refused_in_one_sentence():
    assert len(HOSTILE) >= 60
    outcome = {"read": 0, "refused": 0}
    refusals = {}
    for name, raw in HOSTILE.items():
        try:
            read = opened(name, raw)
        except Refused as refusal:
            outcome["refused"] += 1
            refusals[name] = str(refusal)
        else:
            outcome["read"] += 1
            assert len(read.clients) < 5, name
            assert "aaaa" not in str(read.clients), name
    assert outcome["refused"] >= 40
    for name, words in refusals.items():
        assert 10 < len(words) < 260, name
        assert not {"Traceback", "Error"} & set(words.split()), name


def test_each_refusal_names_what_the_file_is():
    said = {
        "entities.xml": "document type",
        "outside.xml": "document type",
        "fhir-entities.xml": "document type",
        "cut.xml": "cut off",
        "other.xml": "ContinuityOfCareRecord",
        "page.xls": "without a table",
        "frames.mht": "saved web page",
        "other.zip": "not an Excel workbook",
        "cut.xlsx": "damaged",
        "old-excel.xls": "damaged",
        "cut-card.vcf": "no whole vCard",
        "message.hl7": "HL7 version 2",
        "claim.edi": "X12",
        "words.rtf": "RTF",
        "calendar.ics": "calendar",
        "picture.csv": "picture",
        "packed.csv.gz": "Unzip",
        "base.csv": "database",
    }
    for name, words in said.items():
        with pytest.raises(Refused, match=words):
            opened(name, HOSTILE[name])
    with pytest.raises(Refused, match="one kind at once"):
        open_parcel({"a.vcf": CARD.encode(), "b.csv": LIST}, TODAY)
