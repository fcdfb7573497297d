"""The people of the storage tests' office and their passphrases."""

PASSPHRASES = {
    "admin": "wet stone under a lamp",
    "counsellor": "ይህ የእኔ ረጅም ሐረግ ነው አትንኩት",
    "palesa": "café au lait le matin",
}
NEW = "seven goats near the river"
