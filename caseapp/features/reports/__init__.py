"""What looks across features: figures and reports for programme and donor, and the case summary."""

from caseapp.core.i18n import N_
from caseapp.core.permissions import Permission
from caseapp.core.registry import Feature, PageSpec, PaperSpec

FEATURE = Feature(
    code="reports",
    models="caseapp.features.reports.models",
    pages=(
        PageSpec(
            "reports",
            N_("Reports"),
            "chart-column",
            Permission.REPORT_READ,
            "caseapp.features.reports.pages:ReportsPage",
            60,
            "office",
        ),
    ),
    papers=(
        PaperSpec(
            "case-summary",
            N_("Case summary"),
            Permission.PRINT,
            "caseapp.features.reports.pages:print_summary",
            "case",
        ),
        PaperSpec(
            "case-summaries",
            N_("Summaries of those chosen"),
            Permission.PRINT,
            "caseapp.features.reports.pages:print_summaries",
            "cases",
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
