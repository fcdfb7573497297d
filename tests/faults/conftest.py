"""The storage tests' offices, for the tests that kill."""

from tests.data.conftest import made_safe, safe

__all__ = ["made_safe", "safe"]
