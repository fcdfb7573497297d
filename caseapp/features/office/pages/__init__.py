"""Everything a person does with the office itself: first run, coming in again, settings, people, backups, journal."""
