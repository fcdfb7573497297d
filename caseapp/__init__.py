"""Case management for field offices that help people come home. Offline, encrypted, on one laptop or several."""

__version__ = "0.1.0"
