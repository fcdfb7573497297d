"""The reports there are: what each is called, what it is made of, and whether it speaks of one programme."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct
from sqlalchemy import select

from caseapp.core import dates
from caseapp.core.i18n import N_, _
from caseapp.core.permissions import Permission, action
from caseapp.data.scoping import with_put_aside
from caseapp.data.uow import UnitOfWork
from caseapp.features.reports.builders import figures, helping, quality, scores, spending
from caseapp.features.reports.builders.asked import Ask, ask
from caseapp.features.reports.form import SECTIONS
from caseapp.features.reports.frozen import Frozen
from caseapp.features.reports.models import ReportText
from caseapp.features.reports.periods import Period
from caseapp.features.reports.report import Part, Report, Words

Build = Callable[[Ask], Iterator[Part]]


class ReportKind(Struct, frozen=True):
    """A report: what for, the parts it is made of, the texts kept with it. `donor`: bears the donor's mark if the office
    has it switched on, and needs a programme."""

    code: str
    title: str
    purpose: str
    build: Build
    preset: str = "last_month"
    donor: bool = False
    sections: tuple[str, ...] = ()
    inside: bool = False  # lists people: never for outside


def _dashboard(asked: Ask) -> Iterator[Part]:
    yield from figures.overview(asked, asked.period.previous())
    yield from figures.monthly(asked, "people.registered", "people.assisted", "people.contacted")
    yield from figures.by_sex_and_age(asked, "people.registered")
    yield from figures.shares(asked, "people.registered", "place")


def _quarterly(asked: Ask) -> Iterator[Part]:
    yield from figures.indicators(asked)
    yield from figures.overview(asked, asked.period.previous())
    yield from figures.monthly(asked, "people.registered", "people.assisted", "mhpss.people")
    for measure in ("people.registered", "people.assisted"):
        yield from figures.by_sex_and_age(asked, measure)
        yield from figures.by_place(asked, measure)
    yield from spending.burn(asked)
    yield from helping.by_layer(asked)
    yield from helping.referral_matrix(asked)


def _donor(asked: Ask) -> Iterator[Part]:
    yield from figures.indicators(asked)
    for measure in ("people.registered", "people.assisted", "people.granted", "mhpss.people"):
        yield from figures.by_sex_and_age(asked, measure)
    yield from figures.by_place(asked, "people.assisted")
    yield from figures.monthly(asked, "people.registered", "people.assisted", "grants.paid")
    yield from spending.burn(asked)
    yield from helping.by_layer(asked)
    yield from helping.referral_matrix(asked)


def _referrals(asked: Ask) -> Iterator[Part]:
    yield from helping.referral_matrix(asked)
    yield from helping.partner_scorecard(asked)


def _training(asked: Ask) -> Iterator[Part]:
    yield from figures.by_sex_and_age(asked, "people.trained")
    yield from figures.by_place(asked, "people.trained")


BEGIN, END = ("summary", "achieved", "hindered"), ("learned", "lasting", "visibility", "next")
KINDS: dict[str, ReportKind] = {
    k.code: k
    for k in (
        ReportKind("dashboard", N_("Monthly figures"), N_("What happened in a month, beside the month before."), _dashboard),
        ReportKind("quarterly", N_("Quarterly report"), N_("Indicators, figures by sex, age and place, money and referrals."),
                   _quarterly, "last_quarter", sections=("summary", "hindered", "next")),
        ReportKind("donor-interim", N_("Interim report to the donor"), N_("What was promised and what was reached so far."),
                   _donor, "programme", donor=True, sections=(*BEGIN, "visibility", "next")),
        ReportKind("donor-final", N_("Final report to the donor"), N_("The whole programme, with what was learned."),
                   _donor, "programme", donor=True, sections=(*BEGIN, *END)),
        ReportKind("grants", N_("Grant register and liquidation"), N_("Every grant with payments and receipts."),
                   spending.grant_register, "programme", inside=True),
        ReportKind("distribution", N_("Distribution list"), N_("What was handed out, to whom, certified or not."),
                   spending.distribution, inside=True),
        ReportKind("training", N_("Training"), N_("Who was trained, by sex, age and place."), _training, "last_quarter"),
        ReportKind("mhpss", N_("Counselling by layer"), N_("People and sessions by layer; nobody is named."),
                   helping.by_layer, "last_quarter"),
        ReportKind("referrals", N_("Referrals and partners"), N_("How referrals went, by sector and by partner."),
                   _referrals, "last_quarter"),
        ReportKind("scores", N_("Change of reintegration scores"),
                   N_("The same people at the start and later, by when they were first asked."), scores.score_change,
                   "programme"),
        ReportKind("quality", N_("Data quality"), N_("What the records of open cases lack."), quality.quality, "month"),
    )
}  # fmt: skip


@action("report.build", requires=Permission.REPORT_READ)
def build(
    uow: UnitOfWork, code: str, period: Period, programme_id: str = "", kept: Frozen | None = None
) -> Report:
    """A report of a period, of one programme or of the office; with `kept` its figures are those that were sent.

    Raises KeyError for an unknown report.
    """
    with with_put_aside(
        uow
    ):  # figures do not move because a record waits to be removed; its name is not shown
        return _built(uow, code, period, programme_id, kept)


def _built(uow: UnitOfWork, code: str, period: Period, programme_id: str, kept: Frozen | None) -> Report:
    kind, asked = KINDS[code], ask(uow, period, programme_id, kept)
    texts = _texts(uow, programme_id, period)
    words = tuple(Words(name, _(SECTIONS[name]), texts.get(name, "")) for name in kind.sections)
    begin = tuple(w for w in words if w.code in BEGIN)
    parts = (*begin, *kind.build(asked), *(w for w in words if w.code not in BEGIN))
    return Report(
        code, _(kind.title), period, programme_id, asked.programme.title if asked.programme else "", parts,
        counts=_counts(asked), made_on=uow.today,
        frozen=_("As sent: {name}, fixed on {day}.").format(name=kept.name, day=dates.day(kept.frozen_on)) if kept else "",
    )  # fmt: skip


def _counts(asked: Ask) -> str:
    return _("Counts what is on file and your role may see. Sex, place and programme are those on file today; the age is "
             "that of the day something happened. People count once in a period.")  # fmt: skip


def _texts(uow: UnitOfWork, programme_id: str, period: Period) -> dict[str, str]:
    query = select(ReportText.section, ReportText.text).where(
        ReportText.programme_id == programme_id,
        ReportText.first == period.first,
        ReportText.last == period.last,
    )
    return dict(uow.session.execute(query).all())
