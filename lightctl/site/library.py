"""A site's files over the shipped library: a file of the same path replaces the shipped one whole."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

import lightctl
from lightctl.errors import Problem, SiteError

MOST_BYTES = 32_000_000
SHIPPED = "shipped "
"""Stands before the name of a shipped file in every message."""
FOLDERS = ("drivers", "profiles", "schedules", "simulators", "config")


def shipped_root() -> Path:
    """Where the shipped library lies: inside the wheel, or the repository itself."""
    package = Path(lightctl.__file__).resolve().parent
    inside = package / "_library"
    return inside if inside.is_dir() else package.parent


@dataclass(frozen=True, slots=True)
class SiteFile:
    """One file that won; `path` is within the site, `label` is how problems name it."""

    path: str
    full: Path
    origin: str

    @property
    def label(self) -> str:
        """The path, with a word before it when it is not the engineer's own file."""
        return self.path if self.origin == "site" else f"{SHIPPED}{self.path}"


@dataclass(slots=True)
class Library:
    """Finds files, site first, and remembers what was read, for origins and digest."""

    root: Path
    shipped: Path = field(default_factory=shipped_root)
    read_files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    """Path within the site → origin and content, of everything read through `text`."""

    def find(self, path: str) -> SiteFile | None:
        """The file that wins for this path within the site."""
        for origin, folder in (("site", self.root), ("shipped", self.shipped)):
            full = folder / path
            if full.is_file():
                return SiteFile(path, full, origin)
        return None

    def own(self, pattern: str) -> list[SiteFile]:
        """The site's own files of a pattern, in name order."""
        found = sorted(full for full in self.root.glob(pattern) if full.is_file())
        return [SiteFile(full.relative_to(self.root).as_posix(), full, "site") for full in found]

    def names(self, folder: str) -> set[str]:
        """Every name in a folder, of site and library: paths below it without suffix."""
        return {
            full.relative_to(root / folder).with_suffix("").as_posix()
            for root in (self.root, self.shipped)
            for full in (root / folder).rglob("*.yaml")
        }

    def text(self, file: SiteFile) -> str:
        """The file's text (UTF-8, byte order mark allowed); SiteError when it is none."""
        try:
            content = file.full.read_bytes()
        except OSError as error:
            raise SiteError([Problem(file.label, 0, 0, f"cannot be read: {error.strerror}")]) from error
        if len(content) > MOST_BYTES:
            raise SiteError([Problem(file.label, 0, 0, f"larger than {MOST_BYTES} bytes")])
        self.read_files[file.path] = (file.origin, content)
        return decoded(content, file.label)

    def origins(self) -> dict[str, str]:
        """Which file won, for everything read."""
        return {path: origin for path, (origin, _) in sorted(self.read_files.items())}

    def digest(self) -> str:
        """SHA-256 over everything read, in path order."""
        total = hashlib.sha256()
        for path, (_, content) in sorted(self.read_files.items()):
            total.update(f"{path}\0{len(content)}\0".encode())
            total.update(content)
        return total.hexdigest()


def decoded(content: bytes, label: str) -> str:
    """Bytes as UTF-8 text; SiteError tells where they are not."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line, column = before.count(b"\n") + 1, error.start - before.rfind(b"\n")
        hint = "save it as UTF-8"
        raise SiteError([Problem(label, line, column, "is not UTF-8 text", hint)]) from error
