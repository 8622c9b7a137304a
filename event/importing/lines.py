"""Each line of a list judged: new, changed, the same, doubtful or wrong, and why. Any number of times the same."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from event.addresses import address_key
from event.folding import fold
from event.ids import PersonId
from event.importing.cells import composed
from event.importing.columns import Columns, Table
from event.importing.content import address_in, name_beside
from event.importing.headers import Field
from event.importing.sheets import Row
from event.registration import LONGEST, Form, Registration, Source, is_email, typed

PARTS = (Field.FIRST, Field.INFIX, Field.LAST)
"""Of a name that stands in several columns."""


class Verdict(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    DOUBTFUL = "doubtful"
    """Left out unless somebody says otherwise."""
    WRONG = "wrong"


class Reason(StrEnum):
    """Why a line is wrong, doubtful, or the same."""

    NO_ADDRESS = "no_address"
    NOT_AN_ADDRESS = "not_an_address"
    NO_NAME = "no_name"
    TOO_LONG = "too_long"
    """`about` is the field."""
    WITHDREW = "withdrew"
    OTHER_ADDRESS = "other_address"
    """Somebody of this name is there under another one: `about`."""
    OTHER_NAME = "other_name"
    """The address is somebody else's by its name: `about`."""
    OWN_WORDS = "own_words"
    """They filled it in themselves, otherwise."""
    TWICE = "twice"
    """The address stands on an earlier line too, otherwise: `about` is its number."""
    NO_ORGANISATION = "no_organisation"
    NO_FUNCTION = "no_function"
    AGAIN = "again"
    """An earlier line says just this: `about` is its number."""


WRONG = frozenset({Reason.NO_ADDRESS, Reason.NOT_AN_ADDRESS, Reason.NO_NAME, Reason.TOO_LONG})


@dataclass(frozen=True, kw_only=True)
class Remark:
    reason: Reason
    about: str = ""


@dataclass(frozen=True, kw_only=True)
class Difference:
    """`field` as the form has it."""

    field: str
    old: str
    new: str


@dataclass(frozen=True, kw_only=True)
class Known:
    """Somebody whom we know by an address already; without a registration from another event."""

    person: PersonId
    address: str
    registration: Registration | None = None


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line judged. `form` is what would be kept, what was there before filled in; of a wrong line what was read.
    `person` is whom it is about, when we know them."""

    number: int
    verdict: Verdict
    form: Form
    remarks: tuple[Remark, ...] = ()
    differences: tuple[Difference, ...] = ()
    person: PersonId | None = None

    @property
    def whose(self) -> tuple[str, PersonId | None]:
        """The same for lines about one person: the address, and who it is where several share one."""
        return address_key(self.form.email), self.person


def judge(table: Table, columns: Columns, known: Sequence[Known]) -> tuple[Line, ...]:
    """Every line, in the order of the file."""
    book = _Book(columns, known)
    first = [book.judged(row) for row in table.rows]
    return tuple(_among_themselves(first))


def incomplete(lines: Sequence[Line]) -> list[Line]:
    """The doubtful ones that lack something and raise no other doubt: all of them can be taken along in one go."""
    lacks = {Reason.NO_ORGANISATION, Reason.NO_FUNCTION}
    return [line for line in lines if line.remarks and all(remark.reason in lacks for remark in line.remarks)]


def taken_over(lines: Sequence[Line], also: Collection[int] = ()) -> list[Line]:
    """What is kept of a list: what is new or changed, and of the doubtful lines those whose numbers somebody chose. Of
    several lines for one address the last counts, with what only the others say."""
    last: dict[tuple[str, PersonId | None], Line] = {}
    for line in lines:
        chosen = line.verdict is Verdict.DOUBTFUL and line.number in also
        if chosen or line.verdict in (Verdict.NEW, Verdict.CHANGED) or _leads(line):
            before = last.get(line.whose)
            last[line.whose] = replace(line, form=_over(before.form, line.form)) if before else line
    return sorted((line for line in last.values() if line.verdict is not Verdict.SAME), key=lambda line: line.number)


class _Book:
    """Whom we know, by address and by name."""

    def __init__(self, columns: Columns, known: Sequence[Known]) -> None:
        self._columns = columns
        self._by_address: dict[str, list[Known]] = {}
        self._by_name: dict[str, list[Known]] = {}
        for one in known:
            self._by_address.setdefault(one.address, []).append(one)
            if one.registration is not None:
                self._by_name.setdefault(fold(one.registration.form.name), []).append(one)

    def judged(self, row: Row) -> Line:
        form = read(row, self._columns)
        wrong = mistakes(form)
        if wrong:
            return Line(number=row.number, verdict=Verdict.WRONG, form=form, remarks=wrong)
        one = self._whose(form)
        if one is None or one.registration is None:
            return self._judged_new(row.number, form, one)
        return self._judged_known(row.number, form, one, one.registration)

    def _whose(self, form: Form) -> Known | None:
        """Of several with one address the one with this name, then who is in."""
        name = fold(form.name)

        def fits(one: Known) -> tuple[bool, bool]:
            registered = one.registration
            return bool(registered and fold(registered.form.name) == name), bool(registered and registered.confirmed)

        return max(self._by_address.get(address_key(form.email), ()), key=fits, default=None)

    def _judged_new(self, number: int, form: Form, one: Known | None) -> Line:
        remarks = list(self._missing(form))
        namesakes = self._by_name.get(fold(form.name), ())
        if namesakes:
            remarks.insert(0, Remark(reason=Reason.OTHER_ADDRESS, about=namesakes[0].address))
        verdict = Verdict.DOUBTFUL if remarks else Verdict.NEW
        person = one.person if one else None
        return Line(number=number, verdict=verdict, form=form, remarks=tuple(remarks), person=person)

    def _judged_known(self, number: int, form: Form, one: Known, current: Registration) -> Line:
        merged = replace(_over(current.form, form), email=current.form.email)  # an address of theirs is no change
        differences = tuple(_differences(current.form, merged))
        remarks = []
        if not current.confirmed:
            remarks.append(Remark(reason=Reason.WITHDREW))
        if any(it.field == "name" for it in differences) and not _akin(current.form.name, merged.name):
            remarks.append(Remark(reason=Reason.OTHER_NAME, about=current.form.name))
        elif current.confirmed and current.source is not Source.IMPORT and any(it.old for it in differences):
            remarks.append(Remark(reason=Reason.OWN_WORDS))
        if differences or not current.confirmed:
            remarks += self._missing(merged)
        as_read = Verdict.CHANGED if differences else Verdict.SAME
        return Line(
            number=number,
            verdict=Verdict.DOUBTFUL if remarks else as_read,
            form=merged,
            remarks=tuple(remarks),
            differences=differences,
            person=one.person,
        )

    def _missing(self, form: Form) -> list[Remark]:
        """What the list has a column for and this line doesn't say. A list without the column doubts nobody."""
        wanted = ((Field.ORGANISATION, Reason.NO_ORGANISATION), (Field.FUNCTION, Reason.NO_FUNCTION))
        return [Remark(reason=why) for field, why in wanted if field in self._columns and not getattr(form, field)]


def read(row: Row, columns: Columns) -> Form:
    """What a line says, whatever it is worth."""

    def cell(field: Field) -> str:
        return typed(row.cell(columns.get(field)), keep_lines=field is Field.QUESTION)

    written = cell(Field.EMAIL)
    parts = [cell(part) for part in PARTS]
    name = cell(Field.NAME) or " ".join(part for part in parts if part) or name_beside(written)
    form = {
        "name": name,
        "email": address_in(written),
        "organisation": cell(Field.ORGANISATION),
        "function": cell(Field.FUNCTION),
        "question": cell(Field.QUESTION),
    }
    return Form(**form)


def mistakes(form: Form) -> tuple[Remark, ...]:
    """Why it can't be kept."""
    found = []
    if not form.email:
        found.append(Remark(reason=Reason.NO_ADDRESS))
    elif not is_email(form.email):
        found.append(Remark(reason=Reason.NOT_AN_ADDRESS, about=form.email[: LONGEST["name"]]))
    if not form.name:
        found.append(Remark(reason=Reason.NO_NAME))
    found += [
        Remark(reason=Reason.TOO_LONG, about=field)
        for field, longest in LONGEST.items()
        if len(getattr(form, field)) > longest
    ]
    return tuple(found)


def _among_themselves(lines: Sequence[Line]) -> list[Line]:
    """The same address twice, one name with two addresses. Where one of the lines is as it stands already, that one
    leads: else reading a list once more would turn back what it brought."""
    leads: dict[tuple[str, PersonId | None], Line] = {}
    for line in lines:
        lead = leads.get(line.whose)
        if line.verdict is not Verdict.WRONG and (lead is None or _leads(line) > _leads(lead)):
            leads[line.whose] = line
    named: dict[str, list[Line]] = {}
    for line in sorted(lines, key=lambda line: line.person is None):  # whom we know goes before who is new
        if line.verdict is not Verdict.WRONG:
            named.setdefault(fold(line.form.name), []).append(line)
    found = []
    for line in lines:
        if line.verdict is Verdict.WRONG:
            found.append(line)
        elif line is not leads[line.whose]:
            found.append(_beside(line, leads[line.whose]))
        else:
            found.append(_renaming(_doubted(line, named[fold(line.form.name)][0]), named))
    return found


def _doubted(line: Line, namesake: Line) -> Line:
    """Somebody new who is called as somebody else on the list."""
    is_new = line.verdict is Verdict.NEW or (line.verdict is Verdict.DOUBTFUL and line.person is None)
    has_it = any(remark.reason is Reason.OTHER_ADDRESS for remark in line.remarks)
    if not is_new or has_it or line.whose == namesake.whose:
        return line
    doubt = Remark(reason=Reason.OTHER_ADDRESS, about=namesake.form.email)
    return replace(line, verdict=Verdict.DOUBTFUL, remarks=(doubt, *line.remarks))


def _renaming(line: Line, named: Mapping[str, Sequence[Line]]) -> Line:
    """It changes a name that somebody else has on this list: who of them is who?"""
    old = next((one.old for one in line.differences if one.field == "name"), None)
    if line.verdict is not Verdict.CHANGED or old is None:
        return line
    if all(other.whose == line.whose for other in named.get(fold(old), ())):
        return line
    return replace(line, verdict=Verdict.DOUBTFUL, remarks=(Remark(reason=Reason.OTHER_NAME, about=old),))


def _beside(line: Line, lead: Line) -> Line:
    """A line for an address that another one leads."""
    about = str(lead.number)
    if line.form == lead.form:
        return replace(line, verdict=Verdict.SAME, remarks=(Remark(reason=Reason.AGAIN, about=about),), differences=())
    return replace(line, verdict=Verdict.DOUBTFUL, remarks=(Remark(reason=Reason.TWICE, about=about), *line.remarks))


def _leads(line: Line) -> bool:
    """It is the same because it was kept, not because it repeats another line."""
    return line.verdict is Verdict.SAME and not line.remarks


def _over(old: Form, new: Form) -> Form:
    """The new one; what it leaves empty, and what differs in nothing that anybody sees, as it was."""
    return Form(**{field: _newer(getattr(old, field), getattr(new, field)) for field in LONGEST})


def _newer(old: str, new: str) -> str:
    return new if new and composed(old) != composed(new) else old


def _differences(old: Form, new: Form) -> list[Difference]:
    values: Mapping[str, tuple[str, str]] = {field: (getattr(old, field), getattr(new, field)) for field in LONGEST}
    return [Difference(field=field, old=was, new=now) for field, (was, now) in values.items() if was != now]


def _akin(one: str, other: str) -> bool:
    """Two spellings of one name have a word in common."""
    return bool(set(fold(one).split()) & set(fold(other).split()))
