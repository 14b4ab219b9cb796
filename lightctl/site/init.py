"""`lightctl init DIR`: a small site of one street to begin with."""

from pathlib import Path

from lightctl.errors import Problem, SiteError
from lightctl.site.starter import STARTER


def init_site(directory: Path) -> list[Path]:
    """Write the starter site; returns the files written. SiteError when the folder holds anything."""
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise SiteError([Problem(str(directory), 0, 0, "is not an empty folder", "choose a new one")])
    written: list[Path] = []
    for name, text in STARTER.items():
        path = directory / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            raise SiteError([Problem(str(path), 0, 0, f"cannot be written: {error.strerror}")]) from error
        written.append(path)
    return written
