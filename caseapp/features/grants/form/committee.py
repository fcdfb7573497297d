"""What the committee is asked: is it eligible and does it do no harm, how many points, what it advises."""

from __future__ import annotations

from typing import Any

from caseapp.core import codes
from caseapp.core.choices import Choice
from caseapp.core.fields import Field, Form, Section, Values
from caseapp.core.i18n import N_, _


class Advice(Choice):
    """What the appraiser tells the supervisor; the score itself decides nothing."""

    FOR = "for", N_("Recommend it")
    AGAINST = "against", N_("Do not recommend it")


def criteria() -> tuple[tuple[str, str, int], ...]:
    """What an application is scored by: code, label and most points, from the office's list."""
    found = codes.codes("appraisal_criteria")
    return tuple((item.code, item.label, int(item.extra.get("points", 0))) for item in found)


def screening_form() -> Form:
    """Every question of the office's list `grant_checks`, in its groups, and the reason to go on in spite of a no."""
    groups = codes.shipped("grant_checks").groups
    sections = [
        Section(group, title, tuple(
            Field(item.code, "bool", item.label, required=True, wide=True)
            for item in codes.codes("grant_checks") if (item.group or next(iter(groups), "")) == group
        ))
        for group, title in groups.items()
    ]  # fmt: skip
    reason = Field("screening_why", "note", N_("Why it goes on although an answer is no"), max_length=2000, wide=True,
                   hint=N_("Needed as soon as one answer is no."))  # fmt: skip
    return Form("grant-screening", N_("Eligibility and do no harm"),
                (*(s for s in sections if s.fields), Section("reason", N_("Reason"), (reason,))))  # fmt: skip


def _free(values: Values) -> bool:
    return values.get("conflict") not in (True, "yes")  # stored, or as the form holds it while it is typed


def _bound(values: Values) -> bool:
    return not _free(values)


def score_form() -> Form:
    """One sheet of points. Left without a name it is one's own; a member of the board is named as on the paper sheet."""
    return Form("grant-score", N_("Score"), (
        Section("scorer", N_("Who scores"), (
            Field("scorer_name", "text", N_("Member of the board"), max_length=200, hint=N_("Left empty: you yourself.")),
            Field("body", "text", N_("Sent by"), max_length=120, hint=N_("Like: chief's office, county livestock officer")),
            Field("conflict", "bool", N_("A conflict of interest?"), required=True, default=False,
                  hint=N_("Family, business or debt with the applicant. It is noted, and no points are given.")),
            Field("conflict_why", "note", N_("Which"), required=True, max_length=1000, wide=True, when=_bound),
        )),
        Section("points", N_("Points"), tuple(_points(*criterion, when=_free) for criterion in criteria())),
        Section("comment", N_("Comment"), (
            Field("comment", "note", N_("Comment"), max_length=2000, wide=True),
        )),
    ))  # fmt: skip


def appraisal_form(own: bool = True) -> Form:
    """Advice, reason and minutes; with `own` also the points of whoever appraises and has not scored yet.

    Built when asked for: the office's list may change.
    """
    points = Section("points", N_("Points"), tuple(_points(*criterion) for criterion in criteria()))
    return Form("grant-appraisal", N_("Appraise"), (*([points] if own else []),
        Section("advice", N_("Advice to the supervisor"), (
            Field("advice", "choice", N_("Advice"), required=True, choices=Advice),
            Field("appraisal_note", "note", N_("Reason"), max_length=4000, wide=True,
                  hint=N_("Needed when the advice differs from what the points say.")),
            Field("few_why", "note", N_("Why fewer people scored"), max_length=1000, wide=True,
                  hint=N_("Needed when there are fewer sheets than the office asks for.")),
        )),
        Section("minutes", N_("Minutes"), (
            Field("present", "text", N_("Present"), max_length=1000, wide=True),
            Field("minutes", "note", N_("Minutes"), max_length=8000, wide=True),
        )),
    ))  # fmt: skip


def _points(code: str, label: str, most: int, when: Any = None) -> Field:
    def problem(value: Any, values: Values) -> str | None:
        return None if value <= most else _("At most {most} points.").format(most=most)

    return Field(
        code, "int", label, required=True, check=problem, hint=_("0 to {most}").format(most=most), when=when
    )
