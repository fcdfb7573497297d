"""What belongs to a person, kind by kind, as somebody reads it before it goes."""

from __future__ import annotations

from collections import Counter

from caseapp.core.i18n import N_, _
from caseapp.data import erasing
from caseapp.data.uow import UnitOfWork
from caseapp.features.retention.aside import persons_of

OTHER = N_("Other records")
KINDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (N_("Names, phones, document and addresses of the person"), ("person",)),
    (N_("Further phones"), ("person_phone",)),
    (N_("Further documents"), ("identity_document",)),
    (N_("Photos"), ("photo", "grant_photo")),
    (N_("Files"), ("attachment",)),
    (N_("Members of the household who are not on file themselves"), ("household_member",)),
    (N_("Consents: the names in them"), ("consent",)),
    (N_("Answers to special questions"), ("special_answer",)),
    (N_("Notes"), ("case_note",)),
    (N_("Answers of questionnaires"), ("assessment",)),
    (N_("Plans, goals and activities: their words"), ("plan", "plan_goal", "plan_activity", "plan_need", "assistance")),
    (N_("Grants: business, payee, papers"), (
        "grant", "tranche", "payment", "receipt", "grant_purchase", "grant_quotation", "grant_goods", "grant_score",
        "business_visit", "grant_outcome", "grant_recovery", "grant_repayment", "grant_lot")),
    (N_("Referral letters and answers"), ("referral", "referral_chase", "incoming_referral")),
    (N_("Counselling: everything sealed"), ("mhpss_session", "mhpss_screening", "mhpss_safety", "mhpss_goal")),
    (N_("Follow-ups: what was said"), ("followup", "followup_review")),
    (N_("Cases: reasons and comments"), ("case", "case_transfer", "case_reopening", "file_audit")),
    (N_("Records made one: how each was before"), ("person_merge",)),
)  # fmt: skip
# no words, or this proposal itself
SILENT = frozenset({"household", "grant_share", "community_attendance", "retention_review"})


def counted(uow: UnitOfWork, person_id: str) -> tuple[tuple[str, int], ...]:
    """How many there are of each kind, and how many entries of the history lose their values."""
    connection = uow.session.connection()
    found = erasing.belonging(connection, persons_of(uow.session, {person_id}))
    tables = {cls.__tablename__: len(keys) for cls, keys in found.items()}
    counts: Counter[str] = Counter()
    for table, count in tables.items():
        if table not in SILENT:
            counts[next((words for words, of in KINDS if table in of), OTHER)] += count
    order = [*(words for words, _of in KINDS), OTHER]
    told = [(_(words), counts[words]) for words in order if counts[words]]
    entries = erasing.count_entries(connection, found)
    return (*told, (_("Entries of the history: their values"), entries))
