"""Livelihood grants: applied for, appraised, approved, agreed, paid in tranches, visited, closed with an outcome."""

from caseapp.core.i18n import N_
from caseapp.core.permissions import Permission
from caseapp.core.registry import BulkSpec, CardSpec, CommandSpec, Feature, PageSpec, PaperSpec, TabSpec

PAGES, QUERIES = "caseapp.features.grants.pages", "caseapp.features.grants.queries"
PAPERS = "caseapp.features.grants.documents"
READ, APPLY = Permission.GRANT_READ, Permission.GRANT_APPLY

FEATURE = Feature(
    code="grants",
    models="caseapp.features.grants.models",
    pages=(
        PageSpec("grants", N_("Grants"), "sprout", READ, f"{PAGES}:GrantsPage", 60, badge=f"{QUERIES}:badge"),
        PageSpec("grant", N_("Grant"), "sprout", READ, f"{PAGES}:GrantPage", 61, "hidden"),
        PageSpec(
            "grant-apply", N_("Apply for a grant"), "sprout", APPLY, f"{PAGES}:GrantApplyPage", 62, "hidden"
        ),
    ),
    tabs=(
        TabSpec(
            "grant",
            N_("Grant"),
            READ,
            f"{PAGES}:GrantTab",
            40,
            f"{QUERIES}:count_of_case",
        ),
    ),
    cards=(CardSpec("grant", READ, f"{PAGES}:GrantCard", 0, 30),),
    papers=(
        PaperSpec(
            "grant-agreement", N_("Grant agreement"), Permission.PRINT, f"{PAGES}:print_agreement", "grant"
        ),
        *(
            PaperSpec(code, title, Permission.PRINT, f"{PAPERS}:{name}", "grant")
            for code, title, name in (
                ("grant-minutes", N_("Minutes of the grant committee"), "CommitteeMinutes"),
                ("payment-list", N_("Payment list"), "PaymentList"),
                ("share-list", N_("Shares of a group"), "ShareList"),
                ("payment-receipt", N_("Receipt"), "PaymentReceipt"),
                ("goods-certificate", N_("Certificate of goods received"), "GoodsCertificate"),
                ("business-visit", N_("Business visit"), "VisitForm"),
            )
        ),
    ),
    commands=(CommandSpec("grant-apply", N_("Apply for a grant"), APPLY, f"{PAGES}:apply_for_grant", 40),),
    bulk=(
        BulkSpec("agreements", N_("Agreements…"), Permission.PRINT, f"{PAGES}.bulk:agreements", "grants", 10),
    ),
    closure_guards=(f"{QUERIES}:guard",),
)
