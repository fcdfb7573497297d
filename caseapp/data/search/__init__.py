"""The search index inside the encrypted file: find anyone as typed, and who may already be registered.

One row a person (`search_person`), an FTS5 index over its folded names, spelling keys and places
(`search_name`), the words in use with how many people have them (`search_word`), and every phone, identity
and case number forwards and backwards (`search_number`). All of it is special to SQLite and lies behind
this package. It is written in the same transaction as the person, holds nothing that the person's own
record does not, and can be rebuilt from the people.
"""

from caseapp.data.search.checking import check
from caseapp.data.search.documents import SearchDoc, row
from caseapp.data.search.finding import Hit, find
from caseapp.data.search.likeness import Likeness, candidates
from caseapp.data.search.memory import warm
from caseapp.data.search.narrowing import living, named
from caseapp.data.search.pairs import Pair, review
from caseapp.data.search.scope import Scope
from caseapp.data.search.tables import TABLES, create_index, drop_index, is_stale
from caseapp.data.search.weighing import use, weights
from caseapp.data.search.writing import forget_memory, put, put_many, rebuild, remove

__all__ = [
    "TABLES",
    "Hit",
    "Likeness",
    "Pair",
    "Scope",
    "SearchDoc",
    "candidates",
    "check",
    "create_index",
    "drop_index",
    "find",
    "forget_memory",
    "is_stale",
    "living",
    "named",
    "put",
    "put_many",
    "rebuild",
    "remove",
    "review",
    "row",
    "use",
    "warm",
    "weights",
]
