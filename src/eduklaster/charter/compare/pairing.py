"""Pairs what means the same in two charters and says what each says on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from .. import messages
from ..chains import grounds_of
from ..keys import KEYS
from ..matters import Chain, chain_of, parties_of
from ..resolver import EVERYWHERE, Origin, Rulebook, Scope, rules_of
from ..schema import Charter, Step
from ..values import LocalizedText
from ..verdicts import Citation
from .pairs import Pair, joined_by_title, matter_roles, office_roles, organ_roles, paired, paired_by_role, role_of
from .sides import (
    basis_words,
    chair_words,
    clause_of,
    first_day_side,
    joined,
    labels,
    named,
    not_decided_side,
    plain,
    seats_words,
    term_side,
    words_of,
)
from .table import Entry, Side, Words, value_word, word

_REGISTERS = ("purposes", "goals", "tasks", "directions", "functions", "principles", "effects", "forms", "audiences")


class Pairing:
    """Two charters on a day, and the pairs of organs and matters that mean the same."""

    def __init__(self, first: Rulebook, second: Rulebook, on: date) -> None:
        """Find the pairs of organs, offices and matters."""
        self.books = (first, second)
        self.a, self.b = first.charter, second.charter
        self.on = on
        self.is_of_versions = self.a.identity.code == self.b.identity.code
        self.organs = list(paired_by_role(organ_roles(self.a), organ_roles(self.b)))
        self.offices = list(paired_by_role(office_roles(self.a), office_roles(self.b)))
        self.matters = list(paired_by_role(matter_roles(self.a), matter_roles(self.b)))

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
            return lambda c: Side(plain(getattr(c.identity, field)), getattr(c.identity, field).in_)

        def choice(field: str, clause: Callable[[Charter], str | None]) -> Callable[[Charter], Side]:
            def side(charter: Charter) -> Side:
                value = str(getattr(charter.identity, field))
                return Side(value, lambda lang: value_word(value, lang), clause_of(clause(charter)))

            return side

        yield entry("name", text("name"))
        yield entry("kind", choice("kind", lambda c: c.identity.clause))
        yield entry("level", choice("level", lambda c: None))
        yield entry("territory", text("territory"))
        yield entry("legal_person", choice("legal_person", lambda c: c.identity.legal_person_clause))
        yield entry("term", term_side)
        yield entry("effective_from", first_day_side)

    def _organs(self) -> Iterator[Entry]:
        for x, y in self.organs:
            name = self.a.organs[x].name if x else self.b.organs[y or ""].name
            yield Entry("organs", x or y or "", words_of(name), self._organ(self.a, x), self._organ(self.b, y))

    @staticmethod
    def _organ(charter: Charter, name: str | None) -> Side | None:
        if name is None:
            return None
        organ = charter.organs[name]
        parts: list[Words] = [
            organ.name.in_,
            lambda lang: word(lang, "kinds_of", kinds=", ".join(value_word(k, lang) for k in organ.kinds)),
            lambda lang: word(lang, "seats_of", seats=seats_words(organ, lang)),
            lambda lang: word(lang, "chair_of", chair=chair_words(charter, organ, lang)),
        ]
        seats = [
            (
                s.kind,
                s.count,
                s.each,
                s.votes,
                tuple(s.categories),
                len(s.holders),
                s.rotates_every,
                s.turns_from,
                tuple(s.offices),
            )
            for s in organ.seats
        ]
        chair = (organ.chair.by, organ.chair.votes) if organ.chair else None
        return Side((sorted(organ.kinds), seats, chair), joined(parts), Citation.of(organ))

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
            key = (office.kind, role_of(charter, by) if by else None, [plain(d.label) for d in office.duties])
            return Side(key, joined(parts), Citation.of(office))

        for x, y in self.offices:
            name = self.a.offices[x].name if x else self.b.offices[y or ""].name
            yield Entry("offices", x or y or "", words_of(name), side(self.a, x), side(self.b, y))

    def _people(self) -> Iterator[Entry]:
        def category(part: Any) -> Side:
            parts: list[Words] = [part.label.in_]
            if part.requires:
                asked = labels(part.requires)
                parts.append(lambda lang: word(lang, "requires", requirements=asked(lang)))
            key = (part.sector, part.tier, part.basis, [(r.fact, str(r.must_be)) for r in part.requires])
            return Side(key, joined(parts), Citation.of(part))

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
            return not_decided_side(charter, name)

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
                    sorted(role_of(charter, p) for p in parties_of(s)),
                    str(s.due),
                    str(s.wait),
                    str(s.decline.within) if s.decline else "",
                )
                for s in chain.steps
            ],
            chain.is_default,
        )
        source = clause_of(chain.matter.clause) or Citation.of(chain.effect_step)
        return Side(key, joined([told(s) for s in chain.steps], " → "), source)

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
                asked = labels(part.needs)
                parts.append(lambda lang: word(lang, "needs", requirements=asked(lang)))
            return Side((plain(part.label), [n.fact for n in part.needs]), joined(parts), Citation.of(part))

        def basis(part: Any) -> Side:
            key = (plain(part.title), part.number, part.on, part.valid_to)
            return Side(key, lambda lang: basis_words(part, lang), Citation.of(part))

        yield from self._listed("finance", self.a.finance, self.b.finance, money)
        yield from self._listed("indicators", self.a.indicators, self.b.indicators)
        if self.is_of_versions:
            for name in _REGISTERS:
                first, second = getattr(self.a.registers, name), getattr(self.b.registers, name)
                yield from self._listed("registers", first, second)
            yield from self._listed("legal", self.a.legal_bases, self.b.legal_bases, basis, title="title")
        for x, y in paired(self.a.vocabulary, self.b.vocabulary):
            terms = self.a.vocabulary.get(x or ""), self.b.vocabulary.get(y or "")
            if self.is_of_versions or all(terms):
                sides = [
                    Side(plain(t.one), t.one.in_, clause_of(t.clause)) if t else None for t in terms
                ]  # fmt: skip
                yield Entry("vocabulary", x or y or "", named(x or y or ""), sides[0], sides[1])

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
            return Side(plain(text) if self.is_of_versions else part.id, text.in_, Citation.of(part))

        make = side or labelled
        left, right = {p.id: p for p in first}, {p.id: p for p in second}
        pairs = list(paired(left, right))
        if by_title and not self.is_of_versions:
            pairs = joined_by_title(pairs, {k: getattr(p, title).en for k, p in [*left.items(), *right.items()]})
        for x, y in pairs:
            part = left[x] if x else right[y or ""]
            yield Entry(
                section,
                x or y or "",
                words_of(getattr(part, title)),
                make(left[x]) if x else None,
                make(right[y]) if y else None,
            )

    def _clauses(self) -> Iterator[Entry]:
        trees = [{c.id: c for _, c, _parent in charter.clause_walk()} for charter in (self.a, self.b)]
        for x, y in paired(trees[0], trees[1]):
            clauses = trees[0].get(x or ""), trees[1].get(y or "")
            sides = [Side((c.number, plain(c.gist)), c.gist.in_) if c else None for c in clauses]
            yield Entry("clauses", x or y or "", named(x or y or ""), sides[0], sides[1])
