"""What can be counted, each declared once: who or what, by which event, on which day, in words and as a query.

A query yields one row an event: `unit_id` (what is counted once), `person_id`, `happened_on`, `programme_id`, and `case_id`,
by which a cell opens its records. People and grants are counted once in a period whatever happened how often; services as
often as they happened. Topics after the indicators of reintegration programmes [G]; the definitions are ours and stand
beside every figure.
"""

from __future__ import annotations

from caseapp.core.i18n import N_
from caseapp.features.reports.measures import casework, community
from caseapp.features.reports.measures.declared import Counts, Measure

GROUPS: dict[str, str] = {
    "people": N_("People and cases"), "assistance": N_("Assistance"), "grants": N_("Livelihood grants"),
    "referrals": N_("Referrals"), "mhpss": N_("Counselling and psychosocial support"), "community": N_("Community"),
}  # fmt: skip
MEASURES: dict[str, Measure] = {m.code: m for m in (*casework.MEASURES, *community.MEASURES)}

__all__ = ["GROUPS", "MEASURES", "Counts", "Measure"]
