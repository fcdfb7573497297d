"""Papers that look across features: the case summary."""

from caseapp.core.i18n import N_
from caseapp.core.permissions import Permission
from caseapp.core.registry import Feature, PaperSpec

FEATURE = Feature(
    code="reports",
    papers=(
        PaperSpec(
            "case-summary",
            N_("Case summary"),
            Permission.PRINT,
            "caseapp.features.reports.pages:print_summary",
            "case",
        ),
        PaperSpec(
            "consent-form",
            N_("Consent form"),
            Permission.PRINT,
            "caseapp.features.reports.pages:print_consent",
            "case",
        ),
    ),
)
