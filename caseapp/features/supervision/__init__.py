"""What stands over all features: one's own day, who carries what, what waits for a decision, handing over a caseload."""

from caseapp.core.i18n import N_
from caseapp.core.permissions import Permission
from caseapp.core.registry import BulkSpec, Feature, PageSpec, PaperSpec

PAGES = "caseapp.features.supervision.pages"
QUERIES = "caseapp.features.supervision.queries"

FEATURE = Feature(
    code="supervision",
    models="caseapp.features.supervision.models",
    each_step=(
        "caseapp.features.supervision.delegation:count_delegations",
        "caseapp.features.supervision.cover:count_covers",
    ),
    merge_guards=("caseapp.features.supervision.merge_guard:guard",),
    pages=(
        PageSpec(
            "my-day", N_("My day"), "sun", Permission.OWN_WORK, f"{PAGES}:MyDayPage", 10, badge=f"{QUERIES}:overdue"
        ),
        PageSpec(
            "caseload", N_("Caseload"), "gauge", Permission.CASELOAD_READ, f"{PAGES}:CaseloadPage", 70, "office"
        ),
        PageSpec(
            "approvals", N_("Approvals"), "stamp", Permission.APPROVALS_READ, f"{PAGES}:ApprovalsPage", 80, "office",
            badge=f"{QUERIES}:waiting_count",
        ),
        PageSpec(
            "handover", N_("Hand over cases"), "handshake", Permission.CASE_WRITE, f"{PAGES}:HandOverPage", 75, "hidden"
        ),
        PageSpec(
            "supervision", N_("Supervision"), "users", Permission.CASE_APPROVE, f"{PAGES}:SupervisionPage", 76, "hidden"
        ),
    ),
    bulk=(
        BulkSpec("reassign", N_("Reassign…"), Permission.CASE_ASSIGN, f"{PAGES}.reassign:reassign", "cases", 10),
        BulkSpec("reassign-of-grants", N_("Reassign the cases…"), Permission.CASE_ASSIGN, f"{PAGES}.reassign:reassign",
                 "grants", 20),
    ),
    undo_checks=tuple((name, "caseapp.features.supervision.service:may_go_back")
                      for name in ("caseload.reassign", "handover.do")),
    papers=(
        PaperSpec("closure-summary", N_("Closure summary"), Permission.PRINT, f"{PAGES}:print_closure", "case"),
    ),
)  # fmt: skip
