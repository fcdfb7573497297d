"""A paper: what it is about, how much of a record it may show, and how its blocks become one PDF file in memory."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import ClassVar, Generic, TypeVar

from caseapp.core.errors import Refused
from caseapp.core.i18n import N_, _, is_right_to_left, speaking
from caseapp.core.jobs import Progress, silent
from caseapp.core.permissions import Permission
from caseapp.documents import frame
from caseapp.documents.flow import Block, Flow, Page, draw_page
from caseapp.documents.frame import Issue, Letterhead
from caseapp.documents.pen import Pen
from caseapp.documents.prose import Heading
from caseapp.documents.redaction import Redaction

S = TypeVar("S")
Draw = Callable[[], None]


class Document(ABC, Generic[S]):
    """One kind of paper. A subclass names itself and yields its blocks; everything around them is done here."""

    code: ClassVar[str]
    title: ClassVar[str]
    requires: ClassVar[Permission]
    about: ClassVar[str]  # "case", "person", "referral", "grant", "office"
    levels: ClassVar[tuple[Redaction, ...]] = (Redaction.FULL, Redaction.INTERNAL, Redaction.PARTNER)
    default_level: ClassVar[Redaction] = Redaction.INTERNAL
    confidential: ClassVar[bool] = True
    handling: ClassVar[str] = N_("Share only with named recipients. Do not photocopy or photograph.")
    copy_holders: ClassVar[tuple[str, ...]] = ()  # who gets copy 1, 2, 3
    donor_mark: ClassVar[bool] = (
        False  # may bear the donor's mark; never on confidential referral or MHPSS papers
    )

    @abstractmethod
    def story(self, subject: S, level: Redaction) -> Iterator[Block]:
        """The blocks of the paper about one subject. Called in the paper's language; takes only what `level` allows."""

    def needs(self, level: Redaction) -> frozenset[Permission]:
        """What somebody must be allowed in order to print it at this level."""
        full = {Permission.PRINT_FULL} if level == Redaction.FULL else set()
        return frozenset({self.requires, Permission.PRINT} | full)

    def render(
        self,
        subject: S,
        *,
        letterhead: Letterhead,
        issue: Issue,
        language: str = "en",
        invariant: bool = False,
    ) -> bytes:
        """The paper as PDF, in memory. `invariant` leaves out the time of making: for tests.

        Raises MissingGlyph for a character that cannot be printed, Refused for a level this paper does not have.
        """
        return self.render_many(
            [(subject, issue)], letterhead=letterhead, language=language, invariant=invariant
        )

    def render_many(
        self, items: Iterable[tuple[S, Issue]], *, letterhead: Letterhead, language: str = "en",
        duplex: bool = False, invariant: bool = False, progress: Progress | None = None, total: int = 0,
    ) -> bytes:  # fmt: skip
        """Papers about many subjects in one file; with `duplex` each begins on a front side.

        `progress` is told after each of `total`, and may raise Cancelled.
        """
        with speaking(language):
            binder = _Binder(self, letterhead, language, duplex, invariant)
            watch = progress or silent()
            for done, (subject, issue) in enumerate(items, 1):
                binder.add(subject, issue)
                watch.step(done, total)
            return binder.finish()


def numbered(story: Iterable[Block]) -> Iterator[Block]:
    """The story with its headings counted, so that a section left out leaves no gap."""
    count = 0
    for block in story:
        if isinstance(block, Heading) and block.number is None:
            count += 1
            block = Heading(block.title, count)
        yield block


class _Binder(Generic[S]):
    """Puts papers into one file: what several pages or copies share is drawn once as a form, and used by each of them."""

    def __init__(
        self, document: Document[S], letterhead: Letterhead, language: str, duplex: bool, invariant: bool
    ) -> None:
        self.document, self.letterhead, self.duplex = document, letterhead, duplex
        self.pen = Pen(language, mirrored=is_right_to_left(), invariant=invariant)
        self.donor = letterhead.donor_mark and document.donor_mark
        self.subjects = self.pages = 0
        self.last: Issue | None = None
        with self.pen.form("letterhead"):
            frame.letterhead(self.pen, letterhead)

    def add(self, subject: S, issue: Issue) -> None:
        """All copies of the paper about one subject."""
        if issue.level not in self.document.levels:
            raise Refused(_("This paper is not printed at this redaction level. Choose another one."))
        self.subjects += 1
        self.last = issue
        pages = Flow().fill(numbered(self.document.story(subject, issue.level)))
        name = f"s{self.subjects}"
        copies = self._copies(issue)
        head = self._drawn(name, partial(self._head, issue), len(copies) * len(pages))
        bodies = [
            self._drawn(f"{name}p{number}", partial(draw_page, self.pen, page), len(copies))
            for number, page in enumerate(pages, 1)
        ]
        for copy in copies:
            foot = self._drawn(f"{name}c{copy}", partial(self._foot, issue, copy), len(pages))
            self._copy(f"{name}c{copy}", issue, pages, [(head, body, foot) for body in bodies])

    def _copies(self, issue: Issue) -> tuple[int, ...]:
        return issue.copies or tuple(range(1, len(self.document.copy_holders) + 1)) or (1,)

    def _drawn(self, name: str, draw: Draw, times: int) -> Draw:
        """How to put something on a page: drawn there when that is done once, else drawn now as a form and used."""
        if times == 1:
            return draw
        with self.pen.form(name):
            draw()
        return partial(self.pen.use, name)

    def _head(self, issue: Issue) -> None:
        frame.subject_head(
            self.pen, issue, kind=self.document.code, title=_(self.document.title), handling=self._handling()
        )

    def _foot(self, issue: Issue, copy: int) -> None:
        frame.foot(self.pen, issue, copy=copy, holders=self.document.copy_holders, donor=self.donor)

    def _handling(self) -> str:
        if not self.document.confidential:
            return ""
        own = self.letterhead.handling
        return own.get(self.document.code) or own.get("") or _(self.document.handling)

    def _copy(self, name: str, issue: Issue, pages: list[Page], drawn: Sequence[tuple[Draw, ...]]) -> None:
        if self.duplex and self.pages % 2:
            self.pen.end_page()
            self.pages += 1
        for number, (page, parts) in enumerate(zip(pages, drawn, strict=True), 1):
            if number == 1:
                self.pen.bookmark(issue.number, name)
            self._outline(page, f"{name}p{number}")
            self.pen.use("letterhead")
            for put in parts:
                put()
            frame.page_label(self.pen, number, len(pages))
            self.pen.end_page()
            self.pages += 1

    def _outline(self, page: Page, key: str) -> None:
        for number, placed in enumerate(page):
            if isinstance(placed.block, Heading):
                self.pen.bookmark(placed.block.title, f"{key}h{number}", 1, placed.y)

    def finish(self) -> bytes:
        title = _(self.document.title)
        if self.subjects == 1 and self.last:
            title = f"{title} {self.last.number}"
        self.pen.describe(title=title, author=self.letterhead.organisation, subject=self.document.code)
        return self.pen.finish()
