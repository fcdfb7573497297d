"""How long records are kept: those that are due, kept on purpose or removed, the bin in between, the certificate."""

from caseapp.core.i18n import N_
from caseapp.core.permissions import Permission
from caseapp.core.registry import Feature, PageSpec

HERE = "caseapp.features.retention"

FEATURE = Feature(
    code="retention",
    models=f"{HERE}.models",
    each_step=(f"{HERE}.aside:count_put_aside",),
    case_heard=(f"{HERE}.service:heard",),
    pages=(
        PageSpec(
            "retention", N_("Retention"), "history", Permission.RETENTION, f"{HERE}.pages:RetentionPage", 85,
            "office", badge=f"{HERE}.queries:count",
        ),
    ),
)  # fmt: skip
