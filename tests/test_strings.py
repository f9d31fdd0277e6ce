"""What people read reaches the catalogue: sentences in Python, names of models, texts and numbers in templates.

The lists of exceptions hold the words, not the files: files move.
"""

import ast
import re
from functools import cache
from pathlib import Path

from django.apps import apps
from django.contrib import admin
from django.utils.functional import Promise
from django.utils.translation.template import templatize

from tests.catalogue import MESSAGES

ROOT = Path(__file__).resolve().parent.parent
APPS = ["accounts", "jobs", "programmes", "participants", "trainings", "certificates", "reports", "config", "demo"]
TEMPLATES = ROOT / "templates"

TRANSLATES = {
    f"{kind}{lazy}" for kind in ("gettext", "pgettext", "ngettext", "npgettext") for lazy in ("", "_lazy", "_noop")
} | {"_"}
# Words of calls and assignments whose text people read.
NAMES_A_TEXT = {
    "verbose_name", "verbose_name_plural", "label", "help_text", "short_description", "description", "empty_label",
    "empty_value_display", "message",
}  # fmt: skip
SAYS_NO = {"ValidationError", "Refused"}
TELLS = {"success", "error", "warning", "info", "debug", "add_message", "message_user", "add_error"}
MODULES_THAT_TELL = {"messages", "self", "form"}

# What looks like a raw number and rightly stays as it comes.
RIGHTLY_RAW = {
    "in Python": {"%(number)s ← number"},  # a service number
    # A service number; what the view has written; a sheet in both languages, whose figures are said to be English.
    "in templates": {"number", "total", "sheet.number", "count.total"},
}
# Codes and what the view has written already: these stay as they come.
A_CODE = re.compile(  # F12; a number that is quoted; that of a clause; a library
    r"(?:^|\.)(?:finding|other|near|one|merged|moved|found|chosen|job|slip|clause)\.number$|^min\(missing\)$|^SUBSET$"
)
WRITTEN_ALREADY = re.compile(
    r"^picture\.|\.count\.(?:bn|en)$|\.number\.bn$|^(?:card|row)\.place$|^(?:summary\.)?(?:left|count)$"  # told by the view, in words
)
NUMBER = re.compile(
    r"\|(?:length\b|date:|time:|floatformat|filesizeformat|intcomma|timesince|add:)|forloop\.(?:rev)?counter|\bnum_pages"
    r"|_count$|(?:^|\.)(?:count|total|number|shown|left|minutes|seats|hours|percent|share|version|place|days|year)$"
)
WRITTEN = re.compile(
    r"\|(?:number|digits|ordinal|date_words|time_words|weekday|unlocalize|stringformat|yesno|json_script|urlencode)\b"
)
# Both languages stand side by side there; the names of languages are written in the language itself.
BILINGUAL = ("reports/print/", "programmes/mail/")
SAME_IN_BOTH = {
    "বাংলা",
    "English",
    "SHA-256",
    "XLSX",
    "CSV",
    "Enter",
    "Esc",
    "Ctrl K",
    "Shetu সেতু",
    "Shetu: updates",
    "সেতু: খবর",
}
READ_ATTRIBUTES = "title|aria-label|aria-description|placeholder|alt|label|summary"
WORD = re.compile(r"[A-Za-z]{2,}|[\u0980-\u09ff]{2,}")


# Python


def name_of(node):
    return node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")


def is_call_for(node, names):
    return isinstance(node, ast.Call) and name_of(node.func) in names


def plain_text(node):
    """The words of a string that no one translates; None where there are none."""
    if isinstance(node, ast.BinOp):
        return plain_text(node.left)
    if is_call_for(node, {"format"}) and isinstance(node.func, ast.Attribute):
        return plain_text(node.func.value)
    if isinstance(node, ast.JoinedStr):
        text = "".join(part.value if isinstance(part, ast.Constant) else "" for part in node.values)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        text = node.value
    else:
        return None
    return text if WORD.search(text) else None


def within(node):
    """The node, or what a list, tuple or dict of texts holds."""
    if isinstance(node, ast.Dict):
        return node.values
    return node.elts if isinstance(node, ast.List | ast.Tuple) else [node]


def texts_that_are_read(tree):
    """Yields every node whose text people read: what refuses, tells, names or offers a choice."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name, of = name_of(node.func), name_of(getattr(node.func, "value", None)) if node.args else ""
            if name in SAYS_NO:
                yield from (text for argument in node.args[:1] for text in within(argument))
            elif name in TELLS and of in MODULES_THAT_TELL:
                yield from node.args[1:2]
            for word in node.keywords:
                if word.arg in NAMES_A_TEXT:
                    yield word.value
                elif word.arg == "error_messages":
                    yield from within(word.value)
                elif word.arg == "choices":
                    yield from (
                        pair.elts[-1] for pair in within(word.value) if isinstance(pair, ast.Tuple) and pair.elts
                    )
        elif isinstance(node, ast.Assign) and any(name_of(target) in NAMES_A_TEXT for target in node.targets):
            yield node.value
        elif isinstance(node, ast.ClassDef) and any(name_of(base).endswith("Choices") for base in node.bases):
            members = [line.value for line in node.body if isinstance(line, ast.Assign)]
            yield from (member.elts[-1] if isinstance(member, ast.Tuple) else member for member in members)


def untranslated(tree):
    """The plain texts among those that are read."""
    return {text for node in texts_that_are_read(tree) if (text := plain_text(node))}


def hidden_in_braces(tree):
    """The calls for a translation inside f-strings, where the extractor does not look."""
    strings = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
    return {ast.unparse(part) for string in strings for part in ast.walk(string) if is_call_for(part, TRANSLATES)}


def is_raw_number(node):
    if isinstance(node, ast.BinOp):
        return is_raw_number(node.left) or is_raw_number(node.right)
    if isinstance(node, ast.Call):
        return name_of(node.func) in {"len", "sum", "count", "min", "max", "int", "round"}
    if isinstance(node, ast.Constant):
        return isinstance(node.value, int)
    name = name_of(node)
    return name.strip("_").isupper() or name in {"n", "count", "number", "total", "most", "limit", "minutes", "version"}


def raw_numbers(tree):
    """What a translated sentence is given as a number and not as text: "%(most)s ← MOST_ROWS"."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod) and is_call_for(node.left, TRANSLATES)):
            continue
        sentence = " ".join(a.value for a in node.left.args if isinstance(a, ast.Constant) and isinstance(a.value, str))
        pairs = zip(node.right.keys, node.right.values, strict=True) if isinstance(node.right, ast.Dict) else []
        for key, value in pairs:
            if is_raw_number(value) and not A_CODE.search(ast.unparse(value)):
                mark = re.search(rf"%\({key.value}\)\w", sentence)
                yield f"{mark[0] if mark else key.value} ← {ast.unparse(value)}"


def asked_for(tree):
    """The keys of the catalogue that a module asks for."""
    for node in ast.walk(tree):
        if is_call_for(node, TRANSLATES):
            texts = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            if texts:
                has_context = name_of(node.func).startswith(("pgettext", "npgettext"))
                yield "\x04".join(texts[:2]) if has_context else texts[0]


def unknown_names(tree):
    """The names under which a module asks for translations and that the extractor does not know, as in `gettext as _now`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            for alias in node.names:
                if alias.name in TRANSLATES and alias.asname not in {None, "_", *TRANSLATES}:
                    yield f"{alias.name} as {alias.asname}"


def trees():
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield ast.parse(path.read_text(encoding="utf-8"))


@cache
def found_in_code():
    """Returns {what is looked for (function): what it finds in all modules}. Reading them takes longer than looking."""
    found = {look: set() for look in (untranslated, hidden_in_braces, raw_numbers, asked_for, unknown_names)}
    for tree in trees():
        for look, things in found.items():
            things.update(look(tree))
    return found


def test_translations_are_asked_for_by_a_name_that_the_extractor_knows():
    assert found_in_code()[unknown_names] == set()
    scratch = ast.parse("from django.utils.translation import gettext as _now, pgettext_lazy, gettext as _")
    assert list(unknown_names(scratch)) == ["gettext as _now"]


def test_what_people_read_is_translated():
    assert found_in_code()[untranslated] - {"CSV", "XLSX"} == set()


def test_no_translation_hides_in_an_f_string():
    assert found_in_code()[hidden_in_braces] == set()


def test_numbers_reach_a_sentence_as_words():
    assert found_in_code()[raw_numbers] == RIGHTLY_RAW["in Python"]


def test_fields_models_and_columns_have_names_of_their_own():
    nameless = set()
    for app in APPS[:-2]:
        for model in apps.get_app_config(app).get_models():
            if model.__name__.startswith("Historical"):
                continue
            meta = model._meta
            own = [field for field in meta.get_fields() if field.concrete and field.name != "id"]
            texts = {f"{meta.label} {name}": getattr(meta, name) for name in ("verbose_name", "verbose_name_plural")}
            texts |= {f"{meta.label} {field.name}": field.verbose_name for field in own}
            texts |= {f"{meta.label} {field.name}?": field.help_text for field in own if field.help_text}
            nameless |= {name for name, text in texts.items() if not isinstance(text, Promise)}
    for model_admin in admin.site._registry.values():
        names = [*model_admin.list_display, *model_admin.readonly_fields]
        for name in names:
            method = getattr(model_admin, name, None) if isinstance(name, str) and not name.startswith("__") else None
            if callable(method) and not isinstance(getattr(method, "short_description", None), Promise):
                nameless.add(f"{type(model_admin).__name__} {name}")
    assert nameless == set()


def test_every_sentence_that_is_asked_for_is_in_the_catalogue():
    known = {message.key for message in MESSAGES}
    assert found_in_code()[asked_for] - known == set(), "Run manage.py makemessages, translate, compilemessages"
    assert {key for name, text in templates() for key in asked_by_template(text)} - known == set()


# Templates

QUOTED = r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\""
CALL = re.compile(rf"(?<!\w)(?:n?p?gettext|_)\((?:[^()'\"]|{QUOTED}|\([^()]*\))*\)", re.S)
UNREAD = re.compile(r"{%-?\s*comment\b.*?{%-?\s*endcomment\s*-?%}|{#.*?#}|<(script|style)\b.*?</\1>|<!--.*?-->", re.S)
BLOCK = re.compile(r"{%-?\s*blocktrans(?:late)?\b(.*?)%}(.*?){%-?\s*endblocktrans(?:late)?\s*-?%}", re.S)


def templates():
    for path in sorted(TEMPLATES.rglob("*")):
        if path.suffix in {".html", ".txt", ".svg"}:
            yield str(path.relative_to(TEMPLATES)), path.read_text(encoding="utf-8")


def asked_by_template(text):
    for call in CALL.findall(templatize(text)):
        yield from asked_for(ast.parse(call.strip()))


def words_outside(text):
    """The words that a template says by itself: between tags, and in attributes that are read."""
    text = BLOCK.sub("\x01", UNREAD.sub("", text))
    text = re.sub(r"{%-?\s*block (?:main_class|body_class)\b.*?endblock.*?%}", "", text, flags=re.S)
    text = re.sub(r"{%.*?%}|{{.*?}}", "\x01", text, flags=re.S)
    for value in re.findall(rf"(?<![\w-])(?:{READ_ATTRIBUTES})=\"([^\"]*)\"", text):
        yield value.replace("\x01", " ").strip()
    for part in re.split(r"\x01|<[^>]*>", re.sub(r"&\w+;", " ", text)):
        yield " ".join(part.split())


def numbers_as_they_come(text):
    """The expressions of a template that print a number without a filter that writes it in the digits of the page."""
    text = UNREAD.sub("", text)
    for head, sentence in BLOCK.findall(text):
        bound = dict(re.findall(r"(\w+)=((?:\"[^\"]*\"|'[^']*'|[^\s%\"'])+)", head))
        yield from (bound.get(name, name) for name in re.findall(r"{{\s*(.*?)\s*}}", sentence))
    text = BLOCK.sub("", text)
    text = re.sub(r"(?<=\s)(?!(?:title|aria-label|alt)=)[\w:-]+=\"(?:{{.*?}}|{%.*?%}|[^\"])*\"", "", text, flags=re.S)
    yield from re.findall(r"{{\s*(.*?)\s*}}", text)


def is_number_as_it_comes(expression):
    return (
        NUMBER.search(expression)
        and not WRITTEN.search(expression)
        and not A_CODE.search(expression)
        and not WRITTEN_ALREADY.search(expression)
    )


def test_templates_say_nothing_by_themselves():
    said = {
        (name, words)
        for name, text in templates()
        if not name.startswith(BILINGUAL)
        for words in words_outside(text)
        if WORD.search(words) and words not in SAME_IN_BOTH and not words.startswith(("sh-", "hx-headers"))
    }
    assert said == set()


def test_templates_print_numbers_in_the_digits_of_the_page():
    raw = {one for _name, text in templates() for one in numbers_as_they_come(text) if is_number_as_it_comes(one)}
    assert raw == RIGHTLY_RAW["in templates"]


# The checks themselves


def test_the_checks_see_what_they_are_for():
    tree = ast.parse(
        "raise Refused('Not now.')\n"
        "raise ValidationError({'name': 'Too short.', 'code': _('Taken.')})\n"
        "messages.success(request, f'{n} saved.')\n"
        "x = CharField(label='Name', help_text=_('Two words'), choices=[('a', 'First')])\n"
        "x.short_description = 'when'\n"
        "class State(TextChoices):\n    OPEN = 'open', 'Still open'\n"
        "title = f'{_(\"Lost\")}: {name}'\n"
        "words = _('%(n)s of %(all)s') % {'n': len(rows), 'all': number_text(total, language)}\n"
    )
    assert untranslated(tree) == {"Not now.", "Too short.", " saved.", "Name", "First", "when", "Still open"}
    assert hidden_in_braces(tree) == {"_('Lost')"}
    assert list(raw_numbers(tree)) == ["%(n)s ← len(rows)"]
    page = (
        '<p title="Read me">{% translate "Yes" %} No <b>{{ rows|length }}</b>{% blocktranslate with n=total %}{{ n }} in all'
        '{% endblocktranslate %}</p><script>var unread</script>{# unread #}<i data-n="{{ count }}">{{ count|number }}</i>'
    )
    assert {words for words in words_outside(page) if words} == {"Read me", "No"}
    assert [one for one in numbers_as_they_come(page) if is_number_as_it_comes(one)] == ["total", "rows|length"]
    assert set(asked_by_template(page)) == {"Yes", "%(n)s in all"}
