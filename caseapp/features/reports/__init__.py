from caseapp.core.registry import Feature

FEATURE = Feature(code="reports")
