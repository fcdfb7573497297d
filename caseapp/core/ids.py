"""Identity without a server: keys for the database, numbers for people and paper."""

from __future__ import annotations

import os
import re
import time

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_last = (0, 0)


def uuid7(now_ms: int | None = None, random: bytes | None = None) -> str:
    """A key that sorts by the time it was made (RFC 9562, version 7), also within one millisecond."""
    global _last
    stamp = int(time.time() * 1000) if now_ms is None else now_ms
    noise = int.from_bytes(random or os.urandom(10), "big")
    sub = noise >> 68  # 12 bits
    if now_ms is None:
        last_stamp, last_sub = _last
        if stamp <= last_stamp:
            stamp, sub = (last_stamp, last_sub + 1) if last_sub < 0xFFF else (last_stamp + 1, 0)
        _last = (stamp, sub)
    value = (stamp & (1 << 48) - 1) << 80 | 0x7 << 76 | sub << 64 | 0b10 << 62 | noise & (1 << 62) - 1
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def check_character(body: str) -> str:
    """One character that catches every single wrong character and most swapped neighbours (ISO 7064, MOD 37,36)."""
    rest = 36
    for character in body.upper():
        if character in ALPHABET:
            rest = (rest + ALPHABET.index(character)) % 36 or 36
            rest = rest * 2 % 37
    return ALPHABET[(37 - rest) % 36]


def make_number(office: str, year: int, block: str, sequence: int, kind: str = "") -> str:
    """A number people can read out: office, kind, year, laptop block and sequence, check character. `MKG-26-A0147-K`."""
    middle = f"{kind}-" if kind else ""
    body = f"{office}-{middle}{year % 100:02d}-{block}{sequence:04d}"
    return f"{body}-{check_character(body)}"


def is_number(text: str) -> bool:
    """Whether the text is a number of ours whose check character fits."""
    body, _, last = text.strip().upper().rpartition("-")
    return (
        bool(re.fullmatch(r"[A-Z]{2,4}(-[A-Z])?-\d\d-[A-Z]+\d{4,}", body)) and check_character(body) == last
    )
