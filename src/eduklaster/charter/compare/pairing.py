"""Pairs what means the same in two charters and says what each says on it."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from .. import messages
from ..chains import grounds_of
from ..keys import KEYS
from ..matters import Chain, chain_of, default_matters, matters_in, parties_of, resolve_party, undecided
from ..resolver import EVERYWHERE, Origin, Rulebook, Scope, rules_of
from ..schema import Charter, Organ, Party, Requirement, SeatRule, Step
from ..values import LocalizedText
from ..verdicts import Citation
from .table import Entry, Side, Words, value_word, word

Pair = tuple[str | None, str | None]
_LIKE = 0.75
_REGISTERS = ("purposes", "goals", "tasks", "directions", "functions", "principles", "effects", "forms", "audiences")


def _paired(first: Iterable[str], second: Iterable[str]) -> Iterator[Pair]:
    """Pair equal names, in the order of the first; then what only the second has."""
    left, right = list(first), list(second)
    yield from ((name, name if name in right else None) for name in left)
    yield from ((None, name) for name in right if name not in left)


def _near(pairs: Sequence[Pair], titles: Mapping[str, str]) -> list[Pair]:
    """Join what stands alone on both sides under nearly the same title."""
    found = list(pairs)
    for x in [p[0] for p in pairs if p[0] and p[1] is None]:
        alone = [p[1] for p in found if p[0] is None and p[1]]
        near = max(alone, key=lambda y: _likeness(titles[x], titles[y]), default=None)
        if near and _likeness(titles[x], titles[near]) >= _LIKE:
            found[found.index((x, None))] = (x, near)
            found.remove((None, near))
    return found


def _likeness(first: str, second: str) -> float:
    return difflib.SequenceMatcher(None, first.casefold(), second.casefold()).ratio()


def _text(text: LocalizedText) -> Words:
    return text.in_


def _plain(text: LocalizedText) -> tuple[str, str, str]:
    return text.uk, text.ru, text.en


def _joined(parts: Sequence[Words], mark: str = "; ") -> Words:
    return lambda language: mark.join(part(language) for part in parts) or word(language, "nothing")


def _labels(found: Iterable[Requirement]) -> Words:
    return lambda language: ", ".join(r.label.in_(language) for r in found)


class Pairing:
    """Two charters on a day, and the pairs of organs and matters that mean the same."""

    def __init__(self, first: Rulebook, second: Rulebook, on: date) -> None:
        """Find the pairs of organs, offices and matters."""
        self.books = (first, second)
        self.a, self.b = first.charter, second.charter
        self.on = on
        self.is_of_versions = self.a.identity.code == self.b.identity.code
        self.organs = list(_by_role(_organ_roles(self.a), _organ_roles(self.b)))
        self.offices = list(_by_role(_office_roles(self.a), _office_roles(self.b)))
        self.matters = list(_by_role(_matter_roles(self.a), _matter_roles(self.b)))

    def entries(self) -> Iterator[Entry]:
        """Yield every subject, section by section."""
        yield from self._identity()
        yield from self._organs()
        yield from self._offices()
        yield from self._people()
        yield from self._matters()
        yield from self._rules()
        yield from self._lists()
        if self.is_of_versions:
            yield from self._clauses()

    # ── who ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _identity(self) -> Iterator[Entry]:
        def entry(name: str, side: Callable[[Charter], Side]) -> Entry:
            return Entry("identity", name, lambda lang: word(lang, "identity", name), side(self.a), side(self.b))

        def text(field: str) -> Callable[[Charter], Side]:
            return lambda c: Side(_plain(getattr(c.identity, field)), getattr(c.identity, field).in_)

        def choice(field: str, clause: Callable[[Charter], str | None]) -> Callable[[Charter], Side]:
            def side(charter: Charter) -> Side:
                value = str(getattr(charter.identity, field))
                return Side(value, lambda lang: value_word(value, lang), _clause(clause(charter)))

            return side

        yield entry("name", text("name"))
        yield entry("kind", choice("kind", lambda c: c.identity.clause))
        yield entry("level", choice("level", lambda c: None))
        yield entry("territory", text("territory"))
        yield entry("legal_person", choice("legal_person", lambda c: c.identity.legal_person_clause))
        yield entry("term", _term)
        yield entry("effective_from", _first_day)

    def _organs(self) -> Iterator[Entry]:
        for x, y in self.organs:
            name = self.a.organs[x].name if x else self.b.organs[y or ""].name
            yield Entry("organs", x or y or "", _text(name), self._organ(self.a, x), self._organ(self.b, y))

    @staticmethod
    def _organ(charter: Charter, name: str | None) -> Side | None:
        if name is None:
            return None
        organ = charter.organs[name]
        parts: list[Words] = [
            organ.name.in_,
            lambda lang: word(lang, "kinds_of", kinds=", ".join(value_word(k, lang) for k in organ.kinds)),
            lambda lang: word(lang, "seats_of", seats=_seats(organ, lang)),
            lambda lang: word(lang, "chair_of", chair=_chair(charter, organ, lang)),
        ]
        seats = [(s.kind, s.count, s.each, s.votes, tuple(s.categories), len(s.holders)) for s in organ.seats]
        chair = (organ.chair.by, organ.chair.votes) if organ.chair else None
        return Side((sorted(organ.kinds), seats, chair), _joined(parts), Citation.of(organ))

    def _offices(self) -> Iterator[Entry]:
        def side(charter: Charter, name: str | None) -> Side | None:
            if name is None:
                return None
            office = charter.offices[name]
            by = office.appointed_by
            parts: list[Words] = [office.name.in_]
            if by:
                parts.append(lambda lang: word(lang, "appointed_by", party=messages.party_words(by, lang, charter)))
            parts += [duty.label.in_ for duty in office.duties]
            key = (office.kind, _role(charter, by) if by else None, [_plain(d.label) for d in office.duties])
            return Side(key, _joined(parts), Citation.of(office))

        for x, y in self.offices:
            name = self.a.offices[x].name if x else self.b.offices[y or ""].name
            yield Entry("offices", x or y or "", _text(name), side(self.a, x), side(self.b, y))

    def _people(self) -> Iterator[Entry]:
        def category(part: Any) -> Side:
            parts: list[Words] = [part.label.in_]
            if part.requires:
                asked = _labels(part.requires)
                parts.append(lambda lang: word(lang, "requires", requirements=asked(lang)))
            key = (part.sector, part.tier, part.basis, [(r.fact, str(r.must_be)) for r in part.requires])
            return Side(key, _joined(parts), Citation.of(part))

        people = self.a.participants, self.b.participants
        yield from self._listed("categories", people[0].categories, people[1].categories, category)
        for name in ("rights", "duties"):
            yield from self._listed(name, getattr(people[0], name), getattr(people[1], name))

    # ── how ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _matters(self) -> Iterator[Entry]:
        for x, y in self.matters:
            chains = chain_of(self.a, x) if x else None, chain_of(self.b, y) if y else None
            charter, name = (self.a, x) if x else (self.b, y or "")
            yield Entry(
                "matters",
                name,
                self._matter_title(charter, name),
                self._chain(self.a, name, chains[0]),
                self._chain(self.b, name, chains[1]),
            )
        for x, y in self.matters:
            chains = chain_of(self.a, x) if x else None, chain_of(self.b, y) if y else None
            grounds = [list(grounds_of(c)) if c else [] for c in chains]
            yield from self._listed("grounds", grounds[0], grounds[1], by_title=False)

    @staticmethod
    def _matter_title(charter: Charter, name: str) -> Words:
        return lambda language: messages.matter_words(charter, name, language)

    @staticmethod
    def _chain(charter: Charter, name: str, chain: Chain | None) -> Side | None:
        if chain is None:
            return _not_decided(charter, name)

        def told(step: Step) -> Words:
            def words(lang: str) -> str:
                parties = messages.parties_words(parties_of(step), lang, charter)
                times = (step.wait, step.due, step.decline.within if step.decline else None)
                said = ", ".join([parties, *(messages.period_words(time, lang) for time in times if time)])
                return f"{messages.step_words(step, lang)} ({said})"

            return words

        key = (
            [
                (
                    s.kind,
                    sorted(_role(charter, p) for p in parties_of(s)),
                    str(s.due),
                    str(s.wait),
                    str(s.decline.within) if s.decline else "",
                )
                for s in chain.steps
            ],
            chain.is_default,
        )
        source = _clause(chain.matter.clause) or Citation.of(chain.effect_step)
        return Side(key, _joined([told(s) for s in chain.steps], " → "), source)

    def _rules(self) -> Iterator[Entry]:
        for key in KEYS:
            if key == "exclusion.grounds":
                continue  # told with the labels of the grounds
            yield self._rule(key, EVERYWHERE, EVERYWHERE, "")
        told: set[tuple[str, Scope]] = set()
        for index in (0, 1):
            for candidate in rules_of(self.books[index].charter):
                if candidate.scope == EVERYWHERE:
                    continue
                other = self._mirrored(candidate.scope, index)
                scopes = (candidate.scope, other) if index == 0 else (other, candidate.scope)
                if (candidate.key, scopes[index] if index else scopes[0]) in told:
                    continue
                told.add((candidate.key, scopes[0]))
                told.add((candidate.key, scopes[1]))
                yield self._rule(candidate.key, scopes[0], scopes[1], self._scope_name(candidate.scope, index))

    def _rule(self, key: str, first: Scope, second: Scope, where: str) -> Entry:
        def side(book: Rulebook, scope: Scope) -> Side:
            found = book.ask(key, on=self.on, scope=scope)
            is_said = found.origin is not Origin.DEFAULT
            return Side(
                (str(found.value), is_said),
                lambda lang: messages.value_words(key, found.value, lang),
                Citation.of(found),
            )

        def subject(lang: str) -> str:
            if not where:
                return KEYS[key].title.in_(lang)
            place = self._place_words(first, second, lang)
            return f"{KEYS[key].title.in_(lang)}: {place}"

        name = f"{key} {where}".strip()
        return Entry("rules", name, subject, side(self.books[0], first), side(self.books[1], second))

    def _mirrored(self, scope: Scope, index: int) -> Scope:
        """Return the scope in the other charter that means the same; as narrow as it can be."""
        other = 1 - index

        def find(pairs: Iterable[Pair], name: str | None) -> str | None:
            return next((p[other] for p in pairs if name is not None and p[index] == name), None)

        step = scope.step
        matter = find(self.matters, scope.matter)
        if step is not None and matter is not None:
            known = {s.id for s in chain_of(self.books[other].charter, matter).steps}
            step = step if step in known else None
        return Scope(
            organ=find(self.organs, scope.organ), office=find(self.offices, scope.office), matter=matter,
            step=step if matter else None,
        )  # fmt: skip

    @staticmethod
    def _scope_name(scope: Scope, index: int) -> str:
        parts = [p for p in (scope.organ, scope.office, scope.matter, scope.step) if p]
        return f"@{'.'.join(parts)}" + ("" if index == 0 else " (second)")

    def _place_words(self, first: Scope, second: Scope, lang: str) -> str:
        scope, charter = (first, self.a) if first != EVERYWHERE else (second, self.b)
        if scope.matter:
            words = messages.matter_words(charter, scope.matter, lang)
            if scope.step:
                chain = chain_of(charter, scope.matter)
                step = next((s for s in chain.steps if s.id == scope.step), None)
                words += f", {messages.step_words(step, lang)}" if step else ""
            return words
        if scope.organ:
            return charter.organs[scope.organ].name.in_(lang)
        return charter.offices[scope.office].name.in_(lang) if scope.office else ""

    # ── lists ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def _lists(self) -> Iterator[Entry]:
        def money(part: Any) -> Side:
            parts: list[Words] = [part.label.in_]
            if part.needs:
                asked = _labels(part.needs)
                parts.append(lambda lang: word(lang, "needs", requirements=asked(lang)))
            return Side((_plain(part.label), [n.fact for n in part.needs]), _joined(parts), Citation.of(part))

        def basis(part: Any) -> Side:
            key = (_plain(part.title), part.number, part.on, part.valid_to)
            return Side(key, lambda lang: _basis(part, lang), Citation.of(part))

        yield from self._listed("finance", self.a.finance, self.b.finance, money)
        yield from self._listed("indicators", self.a.indicators, self.b.indicators)
        if self.is_of_versions:
            for name in _REGISTERS:
                first, second = getattr(self.a.registers, name), getattr(self.b.registers, name)
                yield from self._listed("registers", first, second)
            yield from self._listed("legal", self.a.legal_bases, self.b.legal_bases, basis, title="title")
        for x, y in _paired(self.a.vocabulary, self.b.vocabulary):
            terms = self.a.vocabulary.get(x or ""), self.b.vocabulary.get(y or "")
            if self.is_of_versions or all(terms):
                sides = [
                    Side(_plain(t.one), t.one.in_, _clause(t.clause)) if t else None for t in terms
                ]  # fmt: skip
                yield Entry("vocabulary", x or y or "", _said(x or y or ""), sides[0], sides[1])

    def _listed(
        self,
        section: str,
        first: Sequence[Any],
        second: Sequence[Any],
        side: Callable[[Any], Side] | None = None,
        *,
        title: str = "label",
        by_title: bool = True,
    ) -> Iterator[Entry]:
        """Yield entries for two lists of parts that have an id and a title.

        Across clusters nearly equal titles are paired too, but not for grounds: «rights» and «duties» look alike.
        """

        def labelled(part: Any) -> Side:
            text: LocalizedText = getattr(part, title)
            return Side(_plain(text) if self.is_of_versions else part.id, text.in_, Citation.of(part))

        make = side or labelled
        left, right = {p.id: p for p in first}, {p.id: p for p in second}
        pairs = list(_paired(left, right))
        if by_title and not self.is_of_versions:
            pairs = _near(pairs, {k: getattr(p, title).en for k, p in [*left.items(), *right.items()]})
        for x, y in pairs:
            part = left[x] if x else right[y or ""]
            yield Entry(
                section,
                x or y or "",
                _text(getattr(part, title)),
                make(left[x]) if x else None,
                make(right[y]) if y else None,
            )

    def _clauses(self) -> Iterator[Entry]:
        trees = [{c.id: c for _, c, _parent in charter.clause_walk()} for charter in (self.a, self.b)]
        for x, y in _paired(trees[0], trees[1]):
            clauses = trees[0].get(x or ""), trees[1].get(y or "")
            sides = [Side((c.number, _plain(c.gist)), c.gist.in_) if c else None for c in clauses]
            yield Entry("clauses", x or y or "", _said(x or y or ""), sides[0], sides[1])


def _said(name: str) -> Words:
    return lambda language: name


def _clause(clause: str | None) -> Citation | None:
    return Citation("clause", clause) if clause else None


def _term(charter: Charter) -> Side:
    term = charter.identity.term

    def words(lang: str) -> str:
        name = value_word(term.kind, lang)
        told = [messages.day_words(term.until, lang)] if term.until else []
        told += [messages.period_words(term.lasts, lang)] if term.lasts else []
        told += [f"+ {messages.period_words(term.renews_for, lang)}"] if term.renews_for else []
        return f"{name}: {', '.join(told)}" if told else name

    return Side((term.kind, term.until, str(term.lasts), str(term.renews_for)), words, _clause(term.clause))


def _first_day(charter: Charter) -> Side:
    day = charter.identity.effective_from
    return Side(day, lambda lang: messages.day_words(day, lang))


def _basis(part: Any, language: str) -> str:
    text: str = part.title.in_(language)
    number = f", {part.number}" if part.number else ""
    ends = f" (→ {messages.day_words(part.valid_to, language)})" if part.valid_to else ""
    return f"{text}{number}{ends}"


def _seats(organ: Organ, language: str) -> str:
    def one(seat: SeatRule) -> str:
        return seat.label.in_(language) + (f" × {seat.count}" if seat.count and seat.count > 1 else "")

    return ", ".join(one(s) for s in organ.seats) or word(language, "nothing")


def _chair(charter: Charter, organ: Organ, language: str) -> str:
    if organ.chair is None:
        return word(language, "nothing")
    if organ.chair.title:
        name = organ.chair.title.in_(language)
    elif organ.chair.office:
        name = charter.offices[organ.chair.office].name.in_(language)
    else:
        name = ""
    how = messages.choice_words("chair.choice", organ.chair.by, language)
    return f"{name} ({how})" if name else how


def _role(charter: Charter, party: Party) -> str:
    """Return a party by its role, so that the main organs of two charters are the same party."""
    resolved = resolve_party(charter, party) or party
    for role in ("main_organ", "approving_office", "executive", "secretary"):
        if resolve_party(charter, role) == resolved:
            return role
    return resolved


def _by_role(first: dict[str, list[str]], second: dict[str, list[str]]) -> Iterator[Pair]:
    """Pair names of the same role: the same name first, then in order."""
    for role in [*first, *(r for r in second if r not in first)]:
        left, right = list(first.get(role, ())), list(second.get(role, ()))
        for name in [n for n in left if n in right]:
            left.remove(name)
            right.remove(name)
            yield name, name
        for index in range(max(len(left), len(right))):
            yield (left[index] if index < len(left) else None), (right[index] if index < len(right) else None)


def _organ_roles(charter: Charter) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {"main": [charter.roles.main_organ]}
    for name, organ in charter.organs.items():
        if name != charter.roles.main_organ:
            found.setdefault(organ.kinds[0], []).append(name)
    return found


def _not_decided(charter: Charter, matter: str) -> Side | None:
    """Return that a charter rules a matter out, and why; None where it merely has no such matter."""
    kind = default_matters()[matter].kind if matter in default_matters() else matter
    without = undecided(charter, matter) or undecided(charter, kind)
    if without is None:
        return None
    parts: list[Words] = [lambda lang: word(lang, "not_decided"), *([without.reason.in_] if without.reason else [])]
    return Side("not_decided", _joined(parts), Citation.of(without))


def _office_roles(charter: Charter) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, office in charter.offices.items():
        found.setdefault(office.kind, []).append(name)
    return found


def _matter_roles(charter: Charter) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name in matters_in(charter):
        found.setdefault(chain_of(charter, name).matter.kind, []).append(name)
    return found
