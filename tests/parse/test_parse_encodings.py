"""Encodings are told apart by the words that they make."""

import random
from pathlib import Path

import pytest

from helpers.reading import read
from paperthemes.errors import UserError
from paperthemes.parse.encodings import detect_encoding

ENGLISH = "We sort apples by their colour in cold stores and compare cameras with people"
NAMES = {
    "german": "Müller Schröder Jäger Weiß Köhler Krüger Größer Schäfer Löwe Österle Übung",
    "french": "Lefèvre François Hélène Benoît Étienne Côté Noël Jérôme Chloé Besançon L’Hôpital",
    "spanish": "García Muñoz Núñez Pérez Rodríguez Peña Ibáñez Sánchez Ángel Gómez Íñigo Agüero",
    "portuguese": "João Conceição Gonçalves Simões Araújo Magalhães Antônio Guimarães Ângela",
    "swedish": "Åström Bäckström Sjöberg Söderström Håkan Göran Åke Hägglund",
    "danish": "Sørensen Jørgensen Kjær Bøgh Åse Skjødt Nørgård Østergaard",
    "icelandic": "Guðmundsson Sigurðsson Þórsson Jóhannsdóttir Ægir Páll Sæmundur",
    "polish": "Wałęsa Świątek Jabłoński Łukasz Dąbrowski Wójcik Michał Źródło Ćwik Małgorzata",
    "turkish": "Yılmaz Şahin Yıldız Öztürk Aydın Doğan Kılıç Çetin Şimşek Işık Güneş",
}
SCRIPTS = {
    "cp1251": "Мы сортируем яблоки по цвету в холодных складах и сравниваем камеры с людьми. ",
    "koi8-r": "Мы сортируем яблоки по цвету в холодных складах и сравниваем камеры с людьми. ",
    "cp1253": "Ταξινομούμε τα μήλα κατά χρώμα σε ψυκτικούς θαλάμους και συγκρίνουμε κάμερες. ",
    "cp1256": "نقوم بفرز التفاح حسب اللون في المخازن الباردة ونقارن ثلاث كاميرات مع البشر. ",
    "shift_jis": "本研究では深層学習を用いた画像認識について述べる。リンゴを色で選別した。",
    "gb18030": "我们按照颜色对苹果进行分类,并比较了三台相机与两名人工分级员的表现。",
    "big5": "我們按照顏色對蘋果進行分類,並比較了三台相機與兩名人工分級員的表現。",
    "euc_kr": "우리는 냉장 창고에서 사과를 색깔별로 분류하고 카메라를 사람과 비교한다. ",
}


def make_table(names: list[str], seed: int) -> str:
    """Return a CSV of 30 English rows, the first ones with the given authors."""
    chance = random.Random(seed)
    rows = []
    for number in range(30):
        words = " ".join(chance.sample(ENGLISH.split(), 8))
        author = f"{names[number]}, A." if number < len(names) else "Li, Ada"
        rows.append(f'{words} {number},"{author}"\n')
    return "title,authors\n" + "".join(rows)


@pytest.mark.parametrize("count", [1, 2, 3, 5, 10])
@pytest.mark.parametrize("language", [*NAMES][:7])
def test_a_few_western_names_are_enough(language: str, count: int) -> None:
    for seed in range(20):
        chance = random.Random(f"{language}{count}{seed}")
        table = make_table(chance.choices(NAMES[language].split(), k=count), seed)
        encoding = detect_encoding(table.encode("cp1252"))
        assert table.encode("cp1252").decode(encoding.name) == table, encoding


@pytest.mark.parametrize(("language", "name"), [("polish", "cp1250"), ("turkish", "cp1254")])
def test_ten_names_of_other_languages_are_enough(language: str, name: str) -> None:
    for seed in range(20):
        chance = random.Random(f"{language}{seed}")
        table = make_table(chance.choices(NAMES[language].split(), k=10), seed)
        assert table.encode(name).decode(detect_encoding(table.encode(name)).name) == table


@pytest.mark.parametrize("name", ["mac-roman", "cp850"])
@pytest.mark.parametrize("language", ["german", "french", "portuguese"])
def test_encodings_of_mac_and_dos_are_recognised_by_many_names(language: str, name: str) -> None:
    table = make_table(NAMES[language].replace("’", "'").split(), 1)
    assert table.encode(name).decode(detect_encoding(table.encode(name)).name) == table


@pytest.mark.parametrize("name", SCRIPTS)
def test_other_scripts_are_recognised(name: str) -> None:
    text = SCRIPTS[name] * 3
    assert text.encode(name).decode(detect_encoding(text.encode(name)).name) == text


@pytest.mark.parametrize(
    "text",
    [
        "Sorting\xa0apples – a “naïve” study",
        "the author’s 10 µm ± 2 °C, R² and £5",
        "“Quoted” – ‘single’ … • © 2021 Elsevier®",
    ],
)
def test_signs_of_windows_are_kept(text: str) -> None:
    assert detect_encoding(f"{ENGLISH}\n{text}\n{ENGLISH}".encode("cp1252")).name == "cp1252"


def test_stray_zero_bytes_are_removed_with_a_warning(tmp_path: Path) -> None:
    table = f"title,abstract\nSorting Apples,{ENGLISH}.\0\nCounting Bees,{ENGLISH}.\n"
    records, report = read(tmp_path, table)
    assert records.title.tolist() == ["Sorting Apples", "Counting Bees"]
    assert records.abstract[0] == f"{ENGLISH}."
    assert report["warnings"] == ["zero bytes were removed: line 2"]


def test_many_zero_bytes_are_no_text() -> None:
    with pytest.raises(UserError, match="a zero byte, so this is not text"):
        detect_encoding(b"GIF89a\0\1\0\1\0\0\0\0" * 20)


@pytest.mark.parametrize(
    ("declaration", "name", "word"),
    [
        ('<?xml version="1.0" encoding="ISO-8859-1"?>', "iso-8859-1", "½ Naïve Øre Ãñ"),
        ("<?xml version='1.0' encoding='iso-8859-15' ?>", "iso-8859-15", "Œuvre €"),
        ('<html><head><meta charset="windows-1250">', "windows-1250", "Łódź"),
        (
            '<meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS">',
            "shift_jis",
            "研究",
        ),
        ('<?xml version="1.0" encoding="KOI8-R"?>', "koi8-r", "Обзор"),
    ],
)
def test_a_declared_encoding_is_used(declaration: str, name: str, word: str) -> None:
    encoding = detect_encoding(f"{declaration}\n<p>{word}</p>".encode(name))
    assert (encoding.name, encoding.guessed) == (name, False)


@pytest.mark.parametrize(
    "declared", ["us-ascii", "cp99999", "idna", "utf-8", "shift_jis", "gb2312"]
)
def test_a_declared_encoding_that_does_not_fit_is_not_used(declared: str) -> None:
    text = f'<?xml version="1.0" encoding="{declared}"?>\n<p>Müller, Jäger und Größer, café</p>'
    assert detect_encoding(text.encode("cp1252")).name == "cp1252"
    assert detect_encoding(text.encode()).name == "utf-8"


def test_windows_signs_in_a_page_declared_as_latin_are_read() -> None:
    text = '<?xml version="1.0" encoding="ISO-8859-1"?>\n<p>“Müller’s” – naïve</p>'
    assert detect_encoding(text.encode("cp1252")).name == "cp1252"


def test_an_xml_export_in_a_declared_encoding_has_no_warning(tmp_path: Path) -> None:
    title, author = "½ Øre: Ãñ", "Ångström, Zoë"
    content = (
        '<?xml version="1.0" encoding="ISO-8859-1"?>\n<xml><records><record><titles><title>'
        f"{title}</title></titles><abstract>{ENGLISH}.</abstract><contributors><authors><author>"
        f"{author}</author></authors></contributors></record></records></xml>\n"
    )
    records, report = read(tmp_path, content.encode("latin-1"), "x.xml")
    assert records.title.tolist() == [title]
    assert [*records.authors[0]] == ["Zoë Ångström"]
    assert report["warnings"] == []
