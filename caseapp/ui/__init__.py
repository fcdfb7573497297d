"""The window's machinery: forms, tables, dialogs, theme, drafts, lock. Knows no feature."""

import builtins

import PySide6.QtCore  # noqa: F401  # puts its own import in force, which is taken off again below

# PySide reads the source of every module imported after it, in case it asks for other spellings of Qt's names, and Python
# keeps what was read: a quarter of the start and 26 MB. No module of ours asks.
builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
