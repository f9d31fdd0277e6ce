"""The marks of an update's text, and everything that is not one."""

import pytest

from programmes.news.markup import excerpt, html, one_line, plain, problems, tidy
from tests.growth import assert_grows_evenly


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("One.\n\nTwo.", "<p>One.</p>\n<p>Two.</p>"),
        ("One\ntwo", "<p>One<br>two</p>"),
        ("## What came of it", "<h2>What came of it</h2>"),
        ("### In detail ###", "<h3>In detail</h3>"),
        ("- one\n- two", "<ul><li>one</li><li>two</li></ul>"),
        ("1. one\n2. two", "<ol><li>one</li><li>two</li></ol>"),
        ("১. এক\n২. দুই", "<ol><li>এক</li><li>দুই</li></ol>"),
        ("- one\n  goes on", "<ul><li>one goes on</li></ul>"),
        ("> said\n> twice", "<blockquote><p>said<br>twice</p></blockquote>"),
        ("**Bold** words", "<p><strong>Bold</strong> words</p>"),
        (
            "[us](https://example.org/a?b=1&c=2)",
            '<p><a href="https://example.org/a?b=1&amp;c=2" rel="noopener nofollow">us</a></p>',
        ),
        (
            "**[us](mailto:us@example.org)**",
            '<p><strong><a href="mailto:us@example.org" rel="noopener nofollow">us</a></strong></p>',
        ),
        ("#hashtag and 5*3 and 2*4", "<p>#hashtag and 5*3 and 2*4</p>"),
        ("Before\n- one\n2) two\nafter", "<p>Before</p>\n<ul><li>one</li></ul>\n<ol><li>two</li></ol>\n<p>after</p>"),
        ("2024. The year", "<p>2024. The year</p>"),
        ("##\n## ##\n[](https://example.org)", "<p>##<br>## ##<br>[](https://example.org)</p>"),
        ("", ""),
    ],
)
def test_marks_are_drawn(text, drawn):
    assert html(text) == drawn


@pytest.mark.parametrize(
    "evil",
    [
        "<script>alert(1)</script>",
        "## <img src=x onerror=alert(1)>",
        "- **<b onclick=alert(1)>**",
        "> </blockquote><iframe src=//evil.example>",
        "[<svg onload=alert(1)>](https://example.org)",
        '[x](https://example.org/"onmouseover="alert(1))',
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](//evil.example)",
        "[x](https://)",
        "[x](vbscript:x)",
    ],
)
def test_what_is_not_a_mark_is_shown_and_never_obeyed(evil):
    drawn = html(evil)
    for tag in ("<script", "<img", "<b ", "<iframe", "<svg"):
        assert tag not in drawn
    for link in ("javascript:", "data:", "//evil", "vbscript:"):
        assert f'href="{link}' not in drawn.lower()
    assert '"onmouseover' not in drawn


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("_a_ *b* `c` ~~d~~ \\*e &amp; f", "<p>_a_ *b* `c` ~~d~~ \\*e &amp;amp; f</p>"),
        ("Title\n===\n\n---\n\n    code", "<p>Title<br>===</p>\n<p>---</p>\n<p>code</p>"),
        ("| a | b |\n| - | - |", "<p>| a | b |<br>| - | - |</p>"),
        ("https://example.org <https://example.org>", "<p>https://example.org &lt;https://example.org&gt;</p>"),
        ("[us][1]\n\n[1]: https://example.org", "<p>[us][1]</p>\n<p>[1]: https://example.org</p>"),
    ],
)
def test_the_other_marks_of_markdown_stay_text(text, drawn):
    assert html(text) == drawn


@pytest.mark.parametrize("picture", ["![x](https://evil.example/x.png)", "![x][1]\n\n[1]: https://evil.example/x.png"])
def test_no_mark_loads_a_picture(picture):
    assert "<img" not in html(picture)


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("- one\n  - two", "<ul><li>one</li><li>two</li></ul>"),
        ("- 2024. one", "<ul><li>2024. one</li></ul>"),
        ("> > - said", "<blockquote><p>&gt; - said</p></blockquote>"),
        (
            "[**bold** words](https://example.org)",
            '<p><a href="https://example.org" rel="noopener nofollow"><strong>bold</strong> words</a></p>',
        ),
        (
            "[a [b](https://example.org)](https://evil.example)",
            '<p>[a <a href="https://example.org" rel="noopener nofollow">b</a>](https://evil.example)</p>',
        ),
    ],
)
def test_marks_inside_of_marks(text, drawn):
    assert html(text) == drawn


def test_a_link_gets_no_attribute_of_its_writer():
    assert html('[us](https://example.org "A title")') == (
        '<p><a href="https://example.org" rel="noopener nofollow">us</a></p>'
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<script>alert(1)</script>", "The text holds HTML (<script>)"),
        ("Look: <a href='x'>here</a>", "The text holds HTML (<a href='x'>)"),
        ("<!-- hidden -->", "The text holds HTML"),
        ("[here](javascript:alert)", "The link “javascript:alert” cannot be used"),
        ("[here](/admin/)", "The link “/admin/” cannot be used"),
    ],
)
def test_html_and_unsafe_links_are_named(text, said):
    [problem] = problems(text)
    assert said in problem


@pytest.mark.parametrize(
    "text", ["5 < 6 and 7 > 3", "a <- b", "I <3 beat policing", "**bold** [us](https://example.org)"]
)
def test_ordinary_text_has_no_problem(text):
    assert problems(text) == []


def test_a_letter_without_html_keeps_the_sense_of_the_marks():
    text = "## Learned\n\n- **short** sessions\n- [the page](https://example.org)\n\n> Come again"
    assert plain(text) == "Learned\n\n• short sessions\n• the page (https://example.org)\n\n“Come again”"


def test_a_summary_is_made_of_the_first_paragraph_cut_between_words():
    text = f"## Heading\n\n**Bold** [words](https://example.org) {'and more ' * 50}\n\nSecond."
    short = excerpt(text, most=40)
    assert short == "Bold words and more and more and more …"
    assert excerpt("Short.", most=40) == "Short."


def test_letters_that_cannot_be_seen_or_turn_the_reading_are_taken_out():
    assert tidy("a\x00b\u202ec\r\nd\t ") == "abc\nd"
    assert tidy("র‍্যাব") == "র‍্যাব"


def test_a_title_stands_on_one_line():
    assert one_line(" One\r\nBcc: all@example.org  two ") == "One Bcc: all@example.org two"


@pytest.mark.parametrize("letter", ["[", "![", "**", "**a ", "<", "[a](", "<a", "# ", "> ", "1. ", "- a\n", "a\n"])
def test_the_work_grows_no_faster_than_a_text_made_to_be_slow(letter):
    def work(length):
        text = (letter * length)[:length]
        html(text), plain(text), excerpt(text), problems(text)

    assert_grows_evenly(work, 1_000)
