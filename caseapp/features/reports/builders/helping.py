"""Counselling by layer, referrals by sector and how partners answered. Numbers only: no person can be told from them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from statistics import median
from typing import Any

from sqlalchemy import select

from caseapp.core import codes
from caseapp.core.i18n import _
from caseapp.features.cases.models import Case
from caseapp.features.mhpss import counting as mhpss
from caseapp.features.people.models import Sex
from caseapp.features.referrals.models import Answer, Partner, Referral
from caseapp.features.reports.builders.asked import Ask
from caseapp.features.reports.report import Door, Head, Part, Table


def by_layer(asked: Ask) -> Iterator[Part]:
    """People and sessions by layer of the IASC pyramid; somebody who used two layers is counted in both."""
    layers = mhpss.by_layer(asked.uow, asked.period.first, asked.period.last)
    sexes = list(Sex)
    rows = tuple(
        (layer.layer_text, *(layer.by_sex.get(sex, 0) for sex in sexes), layer.people, layer.sessions, layer.no_shows)
        for layer in layers
    )  # fmt: skip
    doors = {(n, len(sexes) + 1): Door(f"mhpss.people.{layer.layer}") for n, layer in enumerate(layers)}
    yield Table(
        "mhpss", _("Counselling and psychosocial support by layer"),
        (Head(_("Layer"), hxl="#service+name"), *(Head(sex.shown(), "number", "#reached", people=True) for sex in sexes),
         Head(_("People"), "number", "#reached+num", people=True, sums=True), Head(_("Sessions"), "number", "#output+num"),
         Head(_("Did not come"), "number")),
        rows, doors=doors,
        note=_("A group that met is one session. Somebody helped in two layers counts in both; the whole office counts, also "
               "what only a few may open."),
    )  # fmt: skip


def referral_matrix(asked: Ask) -> Iterator[Part]:
    """Referrals sent in the period by sector, and how they went until today."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    days: dict[str, list[int]] = defaultdict(list)
    for row in asked.uow.session.execute(_sent(asked)):
        found[row.sector].update(_went(row))
        if row.answered_after is not None:
            days[row.sector].append(row.answered_after)
    names = ("sent", "accepted", "waiting", "declined", "silent", "received")
    rows = tuple(
        (codes.label("referral_sectors", sector), *(count[name] for name in names), _middle(days[sector]))
        for sector, count in sorted(found.items(), key=lambda item: -item[1]["sent"])
    )
    every = [n for sector in days for n in days[sector]]
    yield Table(
        "referrals", _("Referrals by sector"),
        (Head(_("Sector"), hxl="#sector+name"), *_went_heads(), Head(_("Median days to an answer"), "decimal")),
        rows, total=(_("All"), *(sum(c[name] for c in found.values()) for name in names), _middle(every)),
        note=_("Referrals sent in the period, and what became of them by today."),
    )  # fmt: skip


def partner_scorecard(asked: Ask) -> Iterator[Part]:
    """The same by partner."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    days: dict[str, list[int]] = defaultdict(list)
    for row in asked.uow.session.execute(_sent(asked)):
        found[row.partner].update(_went(row))
        if row.answered_after is not None:
            days[row.partner].append(row.answered_after)
    names = ("sent", "accepted", "waiting", "declined", "silent", "received")
    yield Table(
        "partners", _("How partners answered"),
        (Head(_("Partner"), hxl="#org+name"), *_went_heads(), Head(_("Median days to an answer"), "decimal")),
        tuple((name, *(count[n] for n in names), _middle(days[name]))
              for name, count in sorted(found.items(), key=lambda item: (-item[1]["sent"], item[0]))),
        note=_("A partner with few referrals can look better or worse than it is."),
    )  # fmt: skip


def _sent(asked: Ask) -> Any:
    query = (
        select(Referral.sector, Partner.name.label("partner"), Referral.answer, Referral.answered_after,
               Referral.received_on)
        .join(Partner, Partner.id == Referral.partner_id).join(Case, Case.id == Referral.case_id)
        .where(Referral.sent_on.between(asked.period.first, asked.period.last), Referral.cancelled_on.is_(None))
    )  # fmt: skip
    return query.where(Case.programme_id == asked.programme.id) if asked.programme else query


def _went(row: Any) -> Counter[str]:
    answers = {
        Answer.ACCEPTED: "accepted",
        Answer.WAITING_LIST: "waiting",
        Answer.DECLINED: "declined",
        None: "silent",
    }
    return Counter({"sent": 1, answers[row.answer]: 1, "received": int(row.received_on is not None)})


def _went_heads() -> tuple[Head, ...]:
    titles = (
        _("Sent"),
        _("Accepted"),
        _("Waiting list"),
        _("Declined"),
        _("No answer yet"),
        _("Service received"),
    )
    return tuple(Head(title, "number", "#output+num") for title in titles)


def _middle(days: list[int]) -> float | None:
    return float(median(days)) if days else None
