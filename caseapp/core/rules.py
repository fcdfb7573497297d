"""Numbers an office may change: each with its default, its source and how sure it is. Nothing here is a hard rule.

Marks: [V] seen in a public source, [G] general professional knowledge, [A] our own assumption.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from caseapp.core.i18n import N_


class Rule(Struct, frozen=True):
    code: str
    label: str
    default: int
    unit: str
    source: str


RULES: dict[str, Rule] = {
    r.code: r
    for r in (
        Rule("contact.high", N_("Contact with a high-risk case every"), 7, N_("days"), "[G] weekly; office decides"),
        Rule("contact.medium", N_("Contact with a medium-risk case every"), 14, N_("days"), "[G] every two weeks"),
        Rule("contact.low", N_("Contact with a low-risk case every"), 30, N_("days"), "[G] monthly"),
        Rule("caseload.ceiling", N_("Active cases for one caseworker, at most"), 25, N_("cases"),
             "[G] child protection minimum standards; [A] for reintegration"),
        Rule("plan.days", N_("Reintegration plan after return within"), 30, N_("days"),
             "[V] IOM reintegration handbook: preferably within one month of return"),
        Rule("plan.none_days", N_("A case without a plan stands out after"), 14, N_("days"), "[G]"),
        Rule("referral.emergency", N_("Emergency referral answered within"), 1, N_("days"), "[V] inter-agency form: 24 h"),
        Rule("referral.urgent", N_("Urgent referral answered within"), 3, N_("days"), "[V] inter-agency form: 72 h"),
        Rule("referral.routine", N_("Routine referral answered within"), 14, N_("days"),
             "[V] inter-agency form: two weeks"),
        Rule("referral.waiting", N_("A referral without an answer stands out after"), 7, N_("days"), "[A]"),
        Rule("directory.stale", N_("An entry of the directory is doubtful when not confirmed for"), 180, N_("days"), "[A]"),
        Rule("attempts.lost", N_("Attempts before a person counts as lost to follow-up"), 3, N_("attempts"), "[A]"),
        Rule("attempts.retry", N_("After an attempt that reached nobody, try again within"), 7, N_("days"),
             "[A] so that three attempts fit into 30 days"),
        Rule("attempts.days", N_("Attempts count towards that within"), 30, N_("days"), "[A] three documented in 30 days"),
        Rule("closing.survey_days", N_("The last survey before closing is not older than"), 92, N_("days"), "[A]"),
        Rule("plan.review_days", N_("A plan is reviewed with the person at least every"), 91, N_("days"),
             "[G] at least every three months"),
        Rule("plan.over_budget", N_("A plan is refused that takes more of a budget line than"), 110, N_("percent"),
             "[A] between 100 and this it is only told"),
        Rule("plan.high_share", N_("A survey score up to this makes a dimension a high need"), 33, N_("percent"),
             "[G] bands remembered from the mentoring approach; confirm"),
        Rule("grant.first_share", N_("First tranche of a grant, share of the whole"), 60, N_("percent"), "[G] 60/40"),
        Rule("grant.pass", N_("Appraisal points needed out of 100"), 60, N_("points"), "[A]"),
        Rule("grant.scorers", N_("People who score a grant, at least"), 3, N_("people"), "[A] a committee of three"),
        Rule("grant.quotations", N_("Quotations for what is bought for a grant, at least"), 3, N_("quotations"), "[G]"),
        Rule("grant.quotations_from", N_("Several quotations are asked for from this amount on"), 0,
             N_("whole units of money"), "[A] 0: always; procurement rules name a threshold"),
        Rule("grant.receipt_days", N_("Receipts for a payment within"), 30, N_("days"), "[A]"),
        Rule("grant.liquidation", N_("Receipts that must cover what was paid before the next part"), 80, N_("percent"),
             "[A] 0: never asked; a later part then waits for nothing but its condition"),
        Rule("training.attendance", N_("Days of a training to attend for a certificate"), 80, N_("percent"), "[G]"),
        Rule("emergency.hours", N_("A restricted record opened in an emergency stays open for, at most"), 8, N_("hours"),
             "[A] one working day"),
        Rule("consent.days", N_("Consent is asked for again after"), 730, N_("days"), "[A] when the form names no end"),
        Rule("consent.warn", N_("A consent that ends within this time stands out"), 30, N_("days"), "[A]"),
        Rule("retention.years", N_("Records come up for review after the last case closed, in"), 2, N_("years"),
             "[A] a date to look again, not a period anybody prescribes; the office writes its own"),
        Rule("retention.bin_days", N_("A record whose removal was approved can be brought back for"), 30, N_("days"),
             "[A] ours; the office writes its own"),
        Rule("files.person_mb", N_("Files of one person, at most"), 50, N_("MB"), "[A]"),
        Rule("files.office_mb", N_("Files of the whole office, at most"), 2000, N_("MB"),
             "[A] a laptop’s disk and its backups"),
        Rule("survey.lead", N_("A survey round can be taken before its date, from"), 14, N_("days"), "[A]"),
        Rule("survey.grace", N_("A survey round counts as missed after"), 30, N_("days"), "[A]"),
        Rule("backup.minutes", N_("Backup while working every"), 30, N_("minutes"), "[G]"),
    )
}  # fmt: skip


def rule(settings: Mapping[str, Any], code: str) -> int:
    """The office's number, or the default when the office has not changed it. Raises KeyError for an unknown rule."""
    value = settings.get(code)
    return value if isinstance(value, int) else RULES[code].default
