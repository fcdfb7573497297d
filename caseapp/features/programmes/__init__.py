"""Programmes: what a donor pays for and until when, with budget lines and indicators."""

from caseapp.core.i18n import N_
from caseapp.core.permissions import Permission
from caseapp.core.registry import Feature, PageSpec

FEATURE = Feature(
    code="programmes",
    models="caseapp.features.programmes.models",
    pages=(
        PageSpec(
            "programmes", N_("Programmes and budget lines"), "hand-coins", Permission.PROGRAMME_READ,
            "caseapp.features.programmes.pages:ProgrammesPage", 65, "hidden",
        ),
    ),
)  # fmt: skip
