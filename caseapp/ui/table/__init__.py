"""Tables over frozen rows."""

from caseapp.ui.table.columns import Column
from caseapp.ui.table.delegate import RowDelegate
from caseapp.ui.table.model import Cursor, Fetch, Index, RowModel
from caseapp.ui.table.view import RecordTable

__all__ = ["Column", "Cursor", "Fetch", "Index", "RecordTable", "RowDelegate", "RowModel"]
