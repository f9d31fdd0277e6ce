"""A person is found by any spelling in either script, and by a number however it is written."""

import pytest
from django.utils import translation

from participants.duplicates import search_keys
from participants.merging.merges import merge
from participants.models import Officer
from participants.officers.search import find, remark
from tests.built_once import built_once, provide
from tests.factories import OfficerFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db

PEOPLE = {
    "9900801001": ("Md. Shahidul Haque Mollah", "মোঃ শহীদুল হক মোল্লা", "+8801700001001"),
    "9900801002": ("Farida Begum", "ফরিদা বেগম", "+8801700001002"),
    "9900801003": ("Utsab Kumar Dhar", "উৎসব কুমার ধর", "+8801700001003"),
    "9900801004": ("Jui Rani Barua", "জুঁই রাণী বড়ুয়া", "+8801700001004"),
    "9900801005": ("A.K.M. Nasiruddin", "এ.কে.এম. নাসিরুদ্দিন", "+8801700001005"),
    "0199801006": ("Md. Tofazzal Hossain", "মোঃ তোফাজ্জল হোসেন", "+8801700001006"),
}


@pytest.fixture(autouse=True)
def _built_once(request, tmp_path_factory, _quiet_start):
    provide(request, tmp_path_factory)


@pytest.fixture
@built_once
def recorded(programme):
    with translation.override("en"):
        return [
            OfficerFactory(programme=programme, service_number=number, name_en=english, name_bn=bangla, mobile=mobile)
            for number, (english, bangla, mobile) in PEOPLE.items()
        ]


@pytest.fixture(params=["with keys", "recorded a moment ago"])
def people(request, recorded):
    with translation.override("en"):
        if request.param == "with keys":
            search_keys.index(recorded)
        yield Officer.objects.all()


def numbers(found):
    return [officer.service_number for officer in found.officers]


@pytest.mark.parametrize(
    "text",
    [
        "9900801001",
        "99008-01001",
        "9900 801 001",
        "9900.801.001",
        "9,900,801,001",
        "BP 9900801001",
        "BP9900801001",
        "BP No. 9900801001",
        "B.P. No: 9900801001",
        "bp#9900801001",
        "বিপি নং-৯৯০০৮০১০০১",
        "বি.পি. ৯৯০০৮০১০০১",
        "ID 9900801001",
        "Service no 9900801001",
        "'9900801001",
        '="9900801001"',
        "9900801001.0",
        "9.900801001E+09",
        "\u200e9900801001\ufeff",
        "９９００８０１００１",
        "990080100 1",
        "(9900801001)",
        "SI Shahidul, BP-9900801001",
        "9900801001 Shahidul",
        "Shahidul Haque (9900801001)",
        "8801700001001",
        "008801700001001",
        "+880 1700-001001",
        "+880 (0) 1700 001001",
        "(01700) 001001",
        "01700.001001",
        "01700/001001",
        "1700001001",
        "Mobile: 01700001001",
        "tel:+8801700001001",
        "মোবাইল ০১৭০০-০০১০০১",
        "0001001",
        "99OO801OO1",
        "https://wa.me/8801700001001",
    ],
)
def test_a_number_finds_its_owner_however_it_is_written(people, text):
    found = find(people, text)
    assert numbers(found) == ["9900801001"]
    assert remark(found) == ""


@pytest.mark.parametrize(
    "text",
    [
        "9900801001 9900801002",
        "9900801001, 9900801002",
        "9900801001 / 01700001002",
        "01700001001 01700001002",
        "99008 01001 99008 01002",
    ],
)
def test_two_numbers_find_two_people(people, text):
    assert numbers(find(people, text)) == ["9900801002", "9900801001"]


def test_the_zero_that_a_spreadsheet_takes_away_is_not_missed(people):
    assert numbers(find(people, "199801006")) == ["0199801006"]


@pytest.mark.parametrize(
    "text",
    [
        "Shahidul Haque",
        "haque SHAHIDUL",
        "Shahid",
        "Shahi Haq Moll",
        "SI Shahidul Haque",
        "Inspector (Armed) Shahidul Haque",
        "Addl. SP Shahidul Haque",
        "Mr. Md. Shahidul Haque",
        "Shahidul Haque, Inspector",
        "Shahidul Haque (Khulna)",
        "Shahidul Haque [absent]",
        "Shahidul Haque, Khulna",
        "Shahidul Haque - on leave",
        "Md.Shahidul Haque",
        "জনাব মোঃ শহীদুল হক",
        "শহীদুল হক মোল্লা (খুলনা)",
        "এসআই শহীদুল",
        "মোঃ: শহীদুল",
        "শহীদুল\u00a0হক",
        "শহী\u200cদুল হক",
        "এ এস আই শহীদুল হক",
        "PC-1234 Shahidul Haque",
        "Shahidul Haque sir",
        "শহীদুল হক স্যার",
    ],
)
def test_a_name_as_it_is_written_finds_its_owner(people, text):
    found = find(people, text)
    assert numbers(found) == ["9900801001"]
    assert not found.by_sound


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("উত্\u200dসব", "9900801003"),
        ("উৎ\u200dসব", "9900801003"),
        ("বড\u09bcুয\u09bcা", "9900801004"),
        ("ব\u09dc\u09c1\u09df\u09be", "9900801004"),
        ("জুঁই রাণী", "9900801004"),
    ],
)
def test_letters_that_look_the_same_are_the_same(people, text, number):
    found = find(people, text)
    assert numbers(found) == [number]
    assert not found.by_sound


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Shah Alam Khan", "Shahalam"),
        ("Shahalam Khan", "Shah Alam"),
        ("Md. Noor Mohammad", "Nurmohammad"),
        ("Abu Taher", "Abutaher"),
        ("শাহ আলম", "শাহআলম"),
        ("শাহআলম", "Shah Alam"),
    ],
)
def test_a_name_in_two_words_is_found_in_one(programme, written, typed):
    is_bangla = not written.isascii()
    officer = OfficerFactory(
        programme=programme, name_en="" if is_bangla else written, name_bn=written if is_bangla else ""
    )
    search_keys.index([officer])
    assert list(find(Officer.objects.all(), typed).officers) == [officer]


def test_a_former_number_finds_who_has_it_no_more(programme, coordinator):
    kept, absorbed = (
        OfficerFactory(programme=programme, service_number=number) for number in ("9900804001", "9900804002")
    )
    merge(kept, absorbed, by=coordinator)
    assert numbers(find(Officer.objects.all(), "BP 9900804002")) == ["9900804001"]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Shohidul Hoque", "9900801001"),
        ("Shahidul Huq", "9900801001"),
        ("Shahedul Molla", "9900801001"),
        ("Sahidul Haq", "9900801001"),
        ("শহিদুল হক", "9900801001"),
        ("Shaidul Haque Mola Khulna", "9900801001"),
        ("Fareeda Begom", "9900801002"),
        ("Forida", "9900801002"),
        ("ফরীদা বেগাম", "9900801002"),
        ("Phareda", "9900801002"),
        ("Utshob Kumer", "9900801003"),
        ("জুই রানি বড়ুয়া", "9900801004"),
        ("নাছির উদ্দীন", "9900801005"),
        ("AKM Nasir Uddin", "9900801005"),
        ("Tofajjal Hosen", "0199801006"),
        ("Tofazal Hussein", "0199801006"),
        ("Tofazzla", "0199801006"),
    ],
)
def test_where_nobody_is_written_so_names_that_sound_alike_are_found_and_it_is_said(people, text, number):
    found = find(people, text)
    assert numbers(found)[:1] == [number]
    assert found.by_sound
    assert remark(found) == "No officer is written exactly so; these sound alike."


@pytest.mark.parametrize("text", ["Nasir Uddin", "Nasiruddin", "A.K.M. Nasir", "AKM Nasiruddin", "AKM", "নাসির উদ্দিন"])
def test_one_word_or_two_and_initials_with_or_without_dots_are_one_name(people, text):
    assert numbers(find(people, text)) == ["9900801005"]


@pytest.mark.parametrize(
    "text",
    [
        "9900801009", "99008010019", "9" * 60, "01700 00100", "BP No. 9900801099", "Shahidul Begum", "Tofazzal Haque", "Xyzzy", "Hasan",
        "খুলনা", "日本", "%%", "__", "\x00abc", "' OR 1=1 --", "Noor " * 50,
    ],
)  # fmt: skip
def test_nobody_is_found_by(people, text):
    found = find(people, text)
    assert numbers(found) == []
    assert remark(found) == ""


@pytest.mark.parametrize("text", ["", " ", "990", "Md.", "a", "()", "Mr. Md."])
def test_a_search_for_next_to_nothing_says_so(people, text):
    found = find(people, text)
    assert numbers(found) == []
    assert found.is_too_short


def test_who_is_most_alike_comes_first(people, programme):
    OfficerFactory(programme=programme, name_en="Farida Begum Laboni Akter", name_bn="")
    OfficerFactory(programme=programme, name_en="Foridul Alam", name_bn="")
    search_keys.index(Officer.objects.all())
    assert [officer.name_en for officer in find(people, "Fareeda Begom").officers] == [
        "Farida Begum",
        "Farida Begum Laboni Akter",
    ]


def test_a_name_beside_an_unknown_number_is_looked_for_and_it_is_said(people):
    found = find(people, "BP 9900801999 SI Shahidul Haque")
    assert numbers(found) == ["9900801001"]
    assert remark(found) == "Nobody on record has this number; it was looked for by the name."


def test_the_number_decides_where_the_name_is_another(people):
    assert numbers(find(people, "BP 9900801002 SI Shahidul")) == ["9900801002"]


def test_the_name_narrows_what_part_of_a_number_finds(people):
    assert numbers(find(people, "9900801 Utsab")) == ["9900801003"]


def test_only_the_officers_given_are_searched(people):
    stranger = OfficerFactory(
        programme=ProgrammeFactory(), service_number="9900802001", name_en="Farida Begum", mobile="+8801700002001"
    )
    search_keys.index([stranger])
    own = Officer.objects.exclude(pk=stranger.pk)
    for text in ("9900802001", "01700002001"):
        assert numbers(find(own, text)) == []
    for text in ("Farida", "Fareeda"):
        assert numbers(find(own, text)) == ["9900801002"]


@pytest.mark.parametrize("text", ["9900801", "Farida", "Fareeda Begom", "Nobody Whatsoever", "9900801 Farida"])
def test_the_number_of_queries_does_not_grow_with_the_officers(people, programme, text, django_assert_max_num_queries):
    def count():
        with django_assert_max_num_queries(12) as queries:
            list(find(people.with_names(), text).officers)
        return len(queries)

    before = count()
    for _more in range(3):
        OfficerFactory(programme=programme, name_en="Farida Begum", name_bn="ফরিদা বেগম")
    assert count() == before
