"""Counselling by layer, referrals by sector and how partners answered. Numbers only: no person can be told from them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
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

WENT = ("sent", "accepted", "waiting", "declined", "silent", "received")


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
    note = _("Referrals sent in the period, and what became of them by today.")
    yield _went_by(
        asked, Head(_("Sector"), hxl="#sector+name"), lambda row: codes.label("referral_sectors", row.sector),
        "referrals", _("Referrals by sector"), note,
    )  # fmt: skip


def partner_scorecard(asked: Ask) -> Iterator[Part]:
    """The same by partner."""
    note = _("A partner with few referrals can look better or worse than it is.")
    head = Head(_("Partner"), hxl="#org+name")
    yield _went_by(asked, head, lambda row: str(row.partner), "partners", _("How partners answered"), note)


def _went_by(asked: Ask, head: Head, name: Callable[[Any], str], code: str, title: str, note: str) -> Table:
    """How referrals went, by what `name` says of each; most referrals first, with the sums below."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    days: dict[str, list[int]] = defaultdict(list)
    for row in asked.uow.session.execute(_sent(asked)):
        found[name(row)].update(_went(row))
        if row.answered_after is not None:
            days[name(row)].append(row.answered_after)
    every = [n for some in days.values() for n in some]
    return Table(
        code, title, (head, *_went_heads(), Head(_("Median days to an answer"), "decimal")),
        tuple(
            (shown, *(count[n] for n in WENT), _middle(days[shown]))
            for shown, count in sorted(found.items(), key=lambda item: (-item[1]["sent"], item[0]))
        ),
        total=(_("All"), *(sum(c[n] for c in found.values()) for n in WENT), _middle(every)), note=note,
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
