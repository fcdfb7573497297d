"""Screens of retention: records to review, the bin, what was removed."""

from caseapp.features.retention.pages.page import RetentionPage

__all__ = ["RetentionPage"]
