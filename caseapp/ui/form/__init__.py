"""Widgets for declared forms (core/fields.py): `FormWidget` for a whole form, `EDITORS` one editor for each kind."""

from caseapp.ui.form.editors import EDITORS, Editor
from caseapp.ui.form.widget import FormWidget

__all__ = ["EDITORS", "Editor", "FormWidget"]
