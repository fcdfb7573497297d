"""Mental health and psychosocial support: sessions and screenings, sealed; others learn that support exists and when next."""

from caseapp.core.i18n import N_
from caseapp.core.permissions import Permission
from caseapp.core.registry import Feature, PageSpec, PaperSpec, TabSpec

HERE = "caseapp.features.mhpss"

FEATURE = Feature(
    code="mhpss",
    models=f"{HERE}.models",
    pages=(
        PageSpec("mhpss", N_("MHPSS"), "brain", Permission.MHPSS_READ, f"{HERE}.pages:MhpssPage", 55,
                 badge=f"{HERE}.queries:due_count"),
        PageSpec("mhpss-session", N_("Session"), "brain", Permission.MHPSS_WRITE, f"{HERE}.pages:SessionPage", 56, "hidden"),
        PageSpec("mhpss-safety", N_("Safety"), "shield", Permission.MHPSS_WRITE, f"{HERE}.pages:SafetyPage", 56, "hidden"),
        PageSpec("mhpss-groups", N_("Groups"), "users", Permission.MHPSS_READ, f"{HERE}.pages:GroupsPage", 56, "hidden"),
        PageSpec("mhpss-alerts", N_("Safety alerts"), "shield", Permission.MHPSS_SIGN_OFF, f"{HERE}.pages:AlertsPage", 58,
                 badge=f"{HERE}.safety:alert_count"),
        PageSpec("emergency-contacts", N_("Emergency contacts"), "phone", Permission.DIRECTORY_READ,
                 f"{HERE}.pages:ContactsPage", 91, "office"),
        PageSpec("mhpss-screening", N_("Screening"), "brain", Permission.MHPSS_WRITE, f"{HERE}.pages:ScreeningPage", 57,
                 "hidden"),
    ),
    papers=(
        PaperSpec("safety-plan", N_("Safety plan"), Permission.MHPSS_READ, f"{HERE}.documents:SafetyPlan", "person"),
    ),
    tabs=(TabSpec("mhpss", N_("MHPSS"), Permission.MHPSS_STATUS, f"{HERE}.pages:MhpssTab", 60, private=True),),
    closure_guards=(f"{HERE}.safety:guard",),
)  # fmt: skip
