"""Decides which column holds which field, for the table as a whole; asks a person where that is not sure."""

import dataclasses
from collections.abc import Callable, Mapping, Sequence

from participants.roster.base.problems import Problem, problem
from participants.roster.base.reference import Reference
from participants.roster.base.text import digits_of
from participants.roster.layout.column_asks import CLEAR, HALF_CLEAR, REASONS, Ask, reasons_of
from participants.roster.layout.column_evidence import Column, evidence_of, year_of
from participants.roster.layout.column_owners import may_be_of_another, other_people, with_own_columns
from participants.roster.layout.column_scores import BY_CELLS, NAME_PARTS, NAMES, best_pairs, cells_fit, scores_of
from participants.roster.layout.heading_meaning import Meaning
from participants.roster.layout.heading_words import WORDS, meaning_of
from programmes.workbooks.sheets import Cell, column_letters

_AT_LEAST = 0.3
_CONFIRMED, _CONTRADICTED = 0.5, -0.5
# So many different years of birth at the front of ten-digit numbers, and no other start, are no chance; fewer are enough
# where the heading says at least that it is some number of a person.
_YEARS_WITHOUT_HEADING, _YEARS_WITH_VAGUE_HEADING = 5, 3
_VAGUE_HEADING = 0.35


@dataclasses.dataclass
class Matching:
    """Which column holds what.

    fields: {column: field}, also the likeliest ones of `asks`. joined: {"name": columns in the order of the name} where the
    parts of a name have columns of their own. asks: empty where all is sure. problems: notes about columns.
    """

    fields: dict[int, str]
    joined: dict[str, list[int]]
    asks: list[Ask]
    problems: list[Problem]


def match_columns(
    headings: Mapping[int, tuple[str, str | None]],
    rows: Sequence[Sequence[Cell]],
    reference: Reference,
    *,
    known_numbers: Callable[[list[str]], set[str]] | None = None,
    designation_is_rank: bool = True,
) -> Matching:
    """Decides from the headings and the cells below what each column holds; returns a Matching.

    headings: {column from 0: (text, font)}. rows: the cells below the headings, as many as there are. known_numbers: a function
    that returns those of some service numbers that are on record; None: nothing is looked up. designation_is_rank: whether a
    column of designations is that of ranks where there is no other one.
    """
    read = {at: meaning_of(text[:200], font) for at, (text, font) in headings.items()}
    width = max([0, *(len(row) for row in rows[:1000]), *(at + 1 for at in headings)])
    evidence = evidence_of(rows, range(width), reference, known_numbers=known_numbers)
    evidence = {at: column for at, column in evidence.items() if column.filled or at in headings}
    table = _Table({at: meaning for at, (meaning, _shown) in read.items()}, evidence, rows)
    matching = table.matching({at: shown for at, (_meaning, shown) in read.items()})
    if designation_is_rank:
        matching.fields = designation_as_rank(matching.fields)
    return matching


class _Table:
    """The columns of one table while they are decided."""

    def __init__(self, meanings: dict[int, Meaning], evidence: dict[int, Column], rows: Sequence[Sequence[Cell]]):
        self._evidence, self._rows = evidence, rows
        self._meanings = _by_script(meanings, evidence)
        self._scores = scores_of(self._meanings, evidence, tuple(WORDS))
        self._fields = best_pairs(self._scores, at_least=_AT_LEAST)
        self._headings: dict[int, str] = {}

    def matching(self, headings: dict[int, str]) -> Matching:
        """headings: {column: its text in Unicode}."""
        self._headings = headings
        self._drop_unlikely()
        joined = self._join_names()
        self._take_own_columns()
        asks = [*self._asks_about_number(), *(() if joined else self._asks_about_name()), *self._asks_about_mobile()]
        for ask in asks:
            if ask.column not in self._fields and ask.field not in self._fields.values():
                self._fields[ask.column] = ask.field
        fields = {at: self._fields[at] for at in sorted(self._fields)}
        return Matching(fields, joined, asks, [*self._unused(fields), *self._names_with_more(fields)])

    # What is assigned but should not be

    def _drop_unlikely(self):
        named = [at for at, field in self._fields.items() if field in NAMES]
        if any(self._evidence[at].filled for at in named):
            # Download of a form: its own empty "Name" beside the question for the name.
            self._fields = {
                at: field for at, field in self._fields.items() if field != "name" or self._evidence[at].filled
            }
        parts = {"name_first", "name_last"} <= set(self._fields.values())
        is_named = parts or any(
            self._scores[self._fields[at]][at].heading >= CLEAR for at in named if at in self._fields
        )
        for at, field in list(self._fields.items()):
            if is_named and field in NAMES and self._heading("name", at) < CLEAR:
                # Other names beside those of the officers: of fathers, of nominees.
                del self._fields[at]
            column = self._evidence[at]
            if field == "email" and column.filled > 1 and not column.share("email") and column.distinct <= 0.5:
                # "anonymous", as forms write it.
                del self._fields[at]

    def _column_of(self, *fields):
        return next((at for at, field in sorted(self._fields.items()) if field in fields), None)

    def _other_names(self):
        return {at for at in other_people(self._meanings) if self._evidence[at].share("name") >= _CONFIRMED}

    def _is_perhaps_of_another(self, at):
        return may_be_of_another(at, self._column_of(*NAMES, *NAME_PARTS), self._other_names())

    def _take_own_columns(self):
        own_name, others = self._column_of(*NAMES, *NAME_PARTS), self._other_names()
        self._fields = with_own_columns(
            self._fields, own_name, sorted(self._meanings), others, lambda field, at: self._heading(field, at) >= CLEAR
        )

    # Names in several columns

    def _join_names(self) -> dict[str, list[int]]:
        parts = {field: at for at, field in self._fields.items() if field in NAME_PARTS}
        whole = self._column_of(*NAMES)
        if (
            whole is not None
            and "name_last" in parts
            and "name_first" not in parts
            and self._lacks(whole, parts["name_last"])
        ):
            self._fields[whole] = "name_first"
            parts["name_first"] = whole
        elif whole is not None or "name_first" not in parts or "name_last" not in parts:
            for at in parts.values():
                del self._fields[at]
            return {}
        return {"name": [parts[field] for field in NAME_PARTS if field in parts]}

    def _lacks(self, whole, last):
        """Whether most cells of the name do not end with the surname beside it."""
        pairs = [(row[whole].value, row[last].value) for row in self._rows[:200] if max(whole, last) < len(row)]
        pairs = [(one, other) for one, other in pairs if isinstance(one, str) and isinstance(other, str)]
        missing = sum(other.strip().casefold() not in one.casefold() for one, other in pairs)
        return missing * 2 > len(pairs)

    # What a person must decide

    def _asks_about_number(self):
        best = self._column_of("service_number")
        rivals = self._rivals("service_number", best, at_least=_CONFIRMED)
        if best is None:
            rivals = rivals or self._numbers_of_others()
            return self._asks("service_number", [*self._contradicted("service_number"), *rivals])
        score = self._scores["service_number"][best]
        if score.heading >= CLEAR:
            equals = [at for at in rivals if self._heading("service_number", at) >= CLEAR]
            if score.cells < _CONFIRMED:
                equals = rivals
            is_sure = score.cells > _CONTRADICTED and not any(self._differ(best, at) for at in equals)
            return [] if is_sure else self._asks("service_number", [best, *equals])
        if score.heading >= HALF_CLEAR and score.cells >= _CONFIRMED and not rivals:
            return []
        if self._is_proven(best) and not any(self._is_proven(at) for at in rivals):
            return []
        return self._asks("service_number", [best, *rivals])

    def _is_proven(self, at):
        """Whether the ten-digit numbers of a column are service numbers by themselves."""
        column = self._evidence[at]
        if column.share("10_digits") < 0.8:
            return False
        if column.share("on_record") >= 0.5 or column.share("marked") >= 0.8:
            return True
        vague = self._heading("service_number", at) >= _VAGUE_HEADING
        needed = _YEARS_WITH_VAGUE_HEADING if vague else _YEARS_WITHOUT_HEADING
        if column.share("birth_year") < column.share("10_digits") * 0.97 or column.distinct <= 0.9:
            return False
        return column.starts >= needed or self._begins_with_births(at) or (vague and self._has_national_ids(at))

    def _begins_with_births(self, at):
        """Whether the numbers begin with the years in the column of dates of birth."""
        births = self._column_of("date_of_birth")
        if births is None or self._evidence[births].share("birth") < 0.8:
            return False
        pairs = [(row[at], row[births]) for row in self._rows[:200] if max(at, births) < len(row)]
        years = [
            (digits_of(number.value)[0], year_of(day.value))
            for number, day in pairs
            if not number.is_blank and not day.is_blank
        ]
        agree = sum(year is not None and number.removeprefix("BP")[:2] == f"{year % 100:02}" for number, year in years)
        return len(years) > 1 and agree >= len(years) * 0.8

    def _has_national_ids(self, at):
        """Whether another column says that it holds national IDs, and holds such numbers."""
        return any(
            other != at and meaning.excluded == "document" and self._evidence[other].share("10_digits", "nid") > 0.8
            for other, meaning in self._meanings.items()
        )

    def _asks_about_name(self):
        named = [at for at, field in sorted(self._fields.items()) if field in NAMES]
        # The other spelling may be left blank.
        named = [at for at in named if self._evidence[at].filled] or named
        asked: list[int] = []
        for best in named:
            score = self._scores[self._fields[best]][best]
            rivals = [
                at
                for at in self._rivals("name", best, at_least=_CONFIRMED)
                if at not in named and self._same_script(best, at)
            ]
            if score.heading >= CLEAR and score.cells > _CONTRADICTED:
                blank = not self._evidence[best].filled
                rivals = [
                    at for at in rivals if blank or (self._heading("name", at) >= CLEAR and self._differ(best, at))
                ]
                if rivals or blank:
                    asked += [best, *rivals]
                continue
            confirmed = score.cells >= (_CONFIRMED if score.heading >= HALF_CLEAR else 0.7)
            if rivals or not confirmed or self._evidence[best].of < 2:
                asked += [best, *rivals]
        if not named:
            rivals = self._rivals("name", None, at_least=_CONFIRMED)
            if not rivals and self._column_of("service_number") is None and self._numbers_of_others():
                rivals = self._rivals("name", None, at_least=_CONFIRMED, of_others=True)
            asked = [*self._contradicted("name"), *rivals]
        return self._asks("name", list(dict.fromkeys(asked)))

    def _contradicted(self, field):
        """Returns the columns whose heading says the field clearly, and whose cells do not."""
        return [at for at in sorted(self._evidence) if at not in self._fields and self._heading(field, at) >= CLEAR]

    def _same_script(self, one, other):
        return bool(self._evidence[one].scripts & self._evidence[other].scripts) or not self._evidence[one].filled

    def _heading(self, field, at):
        return max(
            (
                self._scores[name][at].heading
                for name in (NAMES if field == "name" else (field,))
                if at in self._scores[name]
            ),
            default=0.0,
        )

    def _asks_about_mobile(self):
        best = self._column_of("mobile")
        if best is None:
            return []
        score = self._scores["mobile"][best]
        rivals = self._rivals("mobile", best, at_least=_CONFIRMED)
        if self._is_perhaps_of_another(best):
            return self._asks("mobile", [best, *rivals])
        if score.heading >= HALF_CLEAR or (score.heading > 0 and not rivals):
            return []
        # Without a heading they may be anybody's: of a father, of an office.
        return self._asks("mobile", [best, *rivals])

    def _rivals(self, field, best, *, at_least, of_others=False):
        """Returns the other columns whose cells suit the field and that hold no field of their own for certain.

        of_others: also columns of other people: in a list of nominees these are the officers.
        """
        found = []
        for at, column in self._evidence.items():
            if at == best or self._is_excluded(at, of_others=of_others):
                continue
            own = self._fields.get(at)
            if own and own != field and self._heading(own, at) >= CLEAR:
                continue
            meaning = self._meanings.get(at)
            says_another = (
                meaning
                and max(meaning.fields.values(), default=0) >= CLEAR
                and not meaning.fields.keys() & _group(field)
            )
            if not says_another and cells_fit(field, column) >= at_least:
                found.append(at)
        return found

    def _numbers_of_others(self):
        return self._rivals("service_number", None, at_least=_CONFIRMED, of_others=True)

    def _is_excluded(self, at, *, of_others):
        meaning = self._meanings.get(at)
        if not meaning or not meaning.excluded or meaning.fields:
            return False
        return not (of_others and meaning.excluded == "other_person")

    def _differ(self, one, other):
        """Whether two columns hold different things in more than a tenth of the rows."""
        pairs = [(row[one].value, row[other].value) for row in self._rows[:200] if max(one, other) < len(row)]
        return sum(first != second for first, second in pairs) * 10 > len(pairs)

    def _asks(self, field, columns):
        return [self._ask(field, at) for at in columns]

    def _ask(self, field, at):
        column = self._evidence[at]
        reasons = reasons_of(column, self._heading(field, at))
        suits = {name: row[at].total for name, row in self._scores.items() if at in row and row[at].total >= _AT_LEAST}
        suits |= {name: fit for name in BY_CELLS - suits.keys() if (fit := cells_fit(name, column)) >= _CONFIRMED}
        others = sorted(suits.keys() - {field}, key=lambda name: (-suits[name], name))
        return Ask(at, field, self._headings.get(at, ""), column.samples, [field, *others], reasons)

    # Notes

    def _unused(self, fields):
        found = []
        for at, text in sorted(self._headings.items()):
            if at in fields or not text:
                continue
            said = self._meanings[at].fields
            field = max(said, key=lambda one: said[one], default=None)
            used = next((other for other, name in sorted(fields.items()) if field and name in _group(field)), None)
            if field and said[field] >= CLEAR and used is not None and self._evidence[at].filled:
                first = column_letters(used)
                found.append(
                    problem("FILE_DUPLICATE_HEADING", field, column=column_letters(at), seen=text, first=first)
                )
            else:
                found.append(problem("FILE_UNKNOWN_COLUMN", column=column_letters(at), seen=text))
        return found

    def _names_with_more(self, fields):
        if {"rank", "designation"} & set(fields.values()):
            return
        for at, field in fields.items():
            if field in NAMES and (
                self._evidence[at].share("with_rank") >= 0.5 or "rank" in designation_named(self._meanings.get(at))
            ):
                yield problem("FILE_NAME_AND_RANK", field, column=column_letters(at), seen=self._headings.get(at, ""))


def designation_named(meaning: Meaning | None) -> set[str]:
    """Returns the fields that a heading names behind the first one; a designation beside a name is a rank."""
    also = set(meaning.also) if meaning else set()
    return also | ({"rank"} if "designation" in also else set())


def designation_as_rank(fields: Mapping[int, str]) -> dict[int, str]:
    """Returns {column: field} with the column of designations as that of ranks, where there is no other one.

    In Bangladesh the column of ranks is often headed "Designation".
    """
    if "rank" in fields.values():
        return dict(fields)
    return {at: "rank" if field == "designation" else field for at, field in fields.items()}


def _group(field):
    return set(NAMES) if field in NAMES else {field}


def _by_script(meanings, evidence):
    """Returns the meanings with the first two columns of names in two scripts read as the two names."""
    named = [
        at
        for at, meaning in sorted(meanings.items())
        if meaning.fields.get("name", 0) >= HALF_CLEAR and cells_fit("name", evidence[at]) > _CONTRADICTED
    ]
    scripts = {at: evidence[at].scripts for at in named}
    for first in named:
        for second in named[named.index(first) + 1 :]:
            if {scripts[first], scripts[second]} == {frozenset({"en"}), frozenset({"bn"})}:
                return meanings | {
                    at: meanings[at]._replace(
                        fields={"name_en" if scripts[at] == {"en"} else "name_bn": meanings[at].fields["name"]}
                    )
                    for at in (first, second)
                }
    return meanings


__all__ = ["REASONS", "Ask", "Matching", "designation_as_rank", "match_columns"]
