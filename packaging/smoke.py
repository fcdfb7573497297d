"""Start the frozen program without a screen: `python3 packaging/smoke.py [FOLDER]`, else dist/caseapp."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    """Ask the frozen program for its version; 0 when it tells it within a minute."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "dist" / "caseapp"
    program = folder / ("caseapp.exe" if os.name == "nt" else "caseapp")
    # A Python or Qt of this machine must not help it.
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "QT_", "LD_LIBRARY"))}
    clean["QT_QPA_PLATFORM"] = "offscreen"
    started = subprocess.run(
        [program, "--version"], capture_output=True, text=True, timeout=60, env=clean, cwd=folder
    )
    print((started.stdout + started.stderr).strip())
    return started.returncode


if __name__ == "__main__":
    sys.exit(main())
