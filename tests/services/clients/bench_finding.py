"""How people are found: `python -m tests.services.clients.bench_finding`.

Ten thousand made clients with names of forty languages, each looked for as people would type them; how
many were found, how many as the first, and how long one search takes over the desk.
"""

import statistics
import sys
import tempfile
import time
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

from counselor_desk.demo import scratch
from counselor_desk.desk.upkeep import upkeep_session
from counselor_desk.domain.names import plain
from counselor_desk.records.people import Client
from counselor_desk.services.clients import clients

COUNT, ASKED = 10_000, 1500
# Made of common names; who bears two of them is nobody that we know.
NAMES = {
    "English": "James Mary Robert Olivia|Smith O'Neill Taylor-Reed Carter",
    "Spanish": "José María Íñigo Lucía|Núñez Ruiz de\u00a0la\u00a0Cruz Peña",
    "Portuguese": "João Conceição Luís Inês|Gonçalves Araújo dos\u00a0Santos Simões",
    "French": "François Zoé Jérôme Hélène|Lefèvre D’Aubigné Gagné Benoît",
    "German": "Jürgen Käthe Björn Anneliese|Müller Groß Schröder Weiß",
    "Italian": "Niccolò Chiara Giosuè Letizia|D'Angelo Rossi Lo\u00a0Presti Cantù",
    "Polish": "Łukasz Małgorzata Paweł Zofia|Wójcik Śliwa Łęcka Dąbrowski",
    "Czech": "Jiří Zdeňka Ondřej Tereza|Dvořák Nováková Říha Čermák",
    "Slovak": "Ľubomír Žofia Matúš Alžbeta|Kováčik Ďurica Šťastný Hruška",
    "Hungarian": "György Erzsébet Lőrinc Zsófia|Szűcs Kővári Nagy Tóth",
    "Romanian": "Ștefan Ioana Răzvan Țața|Păunescu Țurcanu Ionescu Brâncuș",
    "Croatian": "Đuro Željka Hrvoje Ćiril|Đorđević Šarić Žagar Kovačić",
    "Danish": "Søren Åse Jørgen Mette|Sørensen Ærø Kjær Østergaard",
    "Norwegian": "Håkon Ragnhild Øystein Solveig|Bjørnson Aasen Nygård Skjæveland",
    "Swedish": "Åke Märta Göran Örjan|Öberg Ångström Lindqvist Sjöström",
    "Icelandic": "Þór Ásdís Guðrún Sigurður|Þórsdóttir Jónsson Ólafsdóttir Guðmundsson",
    "Finnish": "Väinö Päivi Yrjö Sääksi|Mäkinen Hämäläinen Öhman Lehtonen",
    "Estonian": "Jüri Õie Tõnu Äli|Põld Kõiv Ülemiste Mägi",
    "Latvian": "Jānis Līga Ēriks Ķirsis|Bērziņš Kalniņa Ozoliņš Šķēle",
    "Lithuanian": "Žydrūnas Eglė Šarūnas Ąžuolas|Žukauskas Jankauskienė Čiurlionis Valiūnas",
    "Turkish": "İsmail Gülşen Çağrı Işıl|Yıldız Şahin Özgür Gökçe",
    "Albanian": "Çlirim Ëngjëll Besnik Drita|Hoxhë Çela Gjoni Përmeti",
    "Irish": "Seán Siobhán Pádraig Róisín|Ó\u00a0Briain Ní\u00a0Dhónaill MacCárthaigh Ó\u00a0Súilleabháin",
    "Welsh": "Siân Llŷr Dŵynwen Ffion|Llŵyd Gruffŷdd ap\u00a0Rhys Parry",
    "Vietnamese": "Đặng Hương Tuấn Ngọc|Nguyễn Trần Phạm Đỗ",
    "Hawaiian": "Kaʻiulani Keʻala Noʻeau Haʻaheo|Kaʻahumanu Kealoha ʻAkana Mahiʻai",
    "Samoan": "Faʻafetai Sefo Lagi Maʻanaima|Tuiasosopo Leʻau Faʻalogo Vaʻa",
    "Maltese": "Ġorġ Żaren Ċensa Ħelena|Ħabib Żammit Ċuschieri Borġ",
    "Hausa": "Ɗanladi Ƙasim Aisha Ɓala|Ƴar\u00a0Adua Ɗantata Musa Ƙofa",
    "Yoruba": "Olúṣẹ́gun Àdùkẹ́ Ṣadé Bọ́lá|Adébáyọ̀ Ọláwálé Ògúnṣànyà Ẹ̀gbẹ́",
    "Igbo": "Chịdị Ụzọma Adaọbị Ngọzi|Ọkafọr Nwọsụ Eze Ụdẹ",
    "Somali": "Cabdi Xaawo Maxamed Sahra|Xasan Cali Warsame Jaamac",
    "Hmong": "Mai Pa Tou Kia|Her Vang Xiong Yang",
    "Filipino": "Niño Maricel Dodong Ligaya|Dela\u00a0Peña Macaraeg Santos Ibáñez",
    "Navajo": "Łizhin Ashkii Nizhóní Tʼiis|Begay Tsosie Yazzíe Nééz",
    "Arabic in letters": "ʿAbd Khālid Fāṭima Ḥusayn|al-Ḥusaynī Ibn-Rushd Ṣāliḥ al-ʿAlī",
    "Russian in letters": "Yuri Tatʹyana Svetlana Ilʹya|Solovʹev Kuznetsova Shchukin Gogolʹ",
    "Korean in letters": "Min-jun Seo-yeon Ji-ho Ha-eun|Kim Park Choi Lee",
    "Chinese in letters": "Xiǎo Wěi Lǚ Jìng|Lǐ Wáng Ōuyáng Zhāng",
    "Japanese in letters": "Kenʼichi Yūko Shōta Jun\u2010ichirō|Satō Itō Ōno Katō",
}


def people(seed: int) -> list[Client]:
    luck, made = Random(seed), []
    pools = [tuple(part.split(" ") for part in both.split("|")) for both in NAMES.values()]
    for number in range(1, COUNT + 1):
        given, family = pools[number % len(pools)]
        client = Client(
            counselor_id=None,
            number=f"{number:07}",
            given_name=luck.choice(given).replace("\u00a0", " "),
            family_name=luck.choice(family).replace("\u00a0", " "),
            born=date(1945, 1, 1) + timedelta(days=luck.randrange(24_000)),
            phone=f"401 555 {luck.randrange(10_000):04}",
        )
        client.index()
        made.append(client)
    return made


def ways(client: Client) -> Iterator[tuple[str, str]]:
    """As people type who they look for: kind and words."""
    given, family, born = client.given_name, client.family_name, client.born
    assert born is not None
    bare = unicodedata.normalize("NFKD", f"{given} {family}")
    ascii_ = plain("".join(c for c in bare if not unicodedata.combining(c)))
    yield "as written", f"{given} {family}"
    yield "Last, First", f"{family}, {given}"
    yield "family first", f"{family} {given}"
    yield "without accents or strokes", ascii_
    yield "without apostrophes and hyphens", ascii_.replace("'", "").replace("-", " ")
    yield "half of each", f"{plain(family)[:3]} {plain(given)[:3]}"
    yield "name and birthday", f"{plain(family)} {born.month}/{born.day}/{born.year}"
    yield "birthday, day first", f"{born:%d.%m.%Y} {plain(given)}"
    yield "birthday in words", f"{born:%b} {born.day} {born.year}"
    yield "record number", client.number.lstrip("0")
    yield "name and phone's last four", f"{plain(family)} {client.phone[-4:]}"


def main() -> None:
    made = people(1)
    with tempfile.TemporaryDirectory() as folder:
        opened = scratch.scratch(Path(folder))
        desk = opened.desk

        def put(engine: object) -> None:
            with upkeep_session(engine) as session:  # type: ignore[arg-type]
                session.add_all(made)

        desk.on_vault(put)
        desk.sign_in(1, opened.desk.signed_in.keys if opened.desk.signed_in else None)
        luck, taken, worked = Random(2), list[float](), time.process_time()
        tried, first, found = Counter[str](), Counter[str](), Counter[str]()
        for client in luck.sample(made, ASKED // 11):
            same = f"{client.given_name} {client.family_name}", client.born
            for kind, typed in ways(client):
                began = time.perf_counter()
                rows = desk.do(clients.find, typed)
                taken.append(time.perf_counter() - began)
                tried[kind] += 1
                by_name = kind in ("as written", "Last, First", "family first") or kind.startswith("without")
                hits = [row.name == same[0] if by_name else row.number == client.number for row in rows]
                found[kind] += any(hits)
                first[kind] += bool(hits and hits[0])
        worked = (time.process_time() - worked) / sum(tried.values())
        desk.close()
    say(f"{COUNT:,} clients with names of {len(NAMES)} languages")
    for kind, count in tried.items():
        say(f"  {kind:32} tried {count:4}  found {found[kind]:4}  first {first[kind]:4}")
    everything = sum(tried.values())
    say(f"  all{'':29} tried {everything:4}  found {sum(found.values()):4}  first {sum(first.values()):4}")
    say(f"one search: {worked * 1000:.1f} ms of this processor's time")
    say(
        f"  by the clock: median {statistics.median(taken) * 1000:.1f} ms, "
        f"95 of 100 within {sorted(taken)[int(len(taken) * 0.95)] * 1000:.1f} ms"
    )


def say(text: str) -> None:
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    main()
