"""Makes the project importable in its virtual environment and writes the `eduklaster` command; needs no network."""

import sys
import sysconfig
from pathlib import Path

SOURCES = Path(__file__).resolve().parent.parent / "src"
COMMAND = """\
#!/bin/sh
'''exec' "{python}" "$0" "$@"
' '''  # the shell starts Python, so that the path may be long or hold spaces
import sys

from eduklaster.operations.main import cli

sys.exit(cli())
"""


def main() -> None:
    """Write the two files."""
    (Path(sysconfig.get_path("purelib")) / "eduklaster.pth").write_text(f"{SOURCES}\n", encoding="utf-8")
    command = Path(sysconfig.get_path("scripts")) / "eduklaster"
    command.write_text(COMMAND.format(python=sys.executable), encoding="utf-8")
    command.chmod(0o755)


if __name__ == "__main__":
    main()
