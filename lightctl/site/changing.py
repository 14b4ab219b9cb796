"""Writing a dated change into the site's files: one row more, everything else as it was, or nothing."""

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from lightctl.errors import LightctlError, SiteError
from lightctl.site.library import FOLDERS
from lightctl.site.loader import check_site
from lightctl.site.model import Site
from lightctl.site.yaml12 import load

CHANGES = "config/plant-changes.yaml"
_TEXTS = frozenset({"controller", "serial"})
_NEW = (
    "# yaml-language-server: $schema=schema/plant.json\n"
    "# What was replaced since: the pole stays, its luminaire or controller changes.\n"
    "changes:\n"
)


def change_row(lamp: str, words: Mapping[str, str]) -> str:
    """A row of `changes:` as an engineer types it; texts are quoted."""
    cells = ", ".join(f"{name}: {_quoted(word) if name in _TEXTS else word}" for name, word in words.items())
    return f"  - {{lamp: {lamp}, {cells}}}"


def with_row(text: str, row: str) -> str:
    """The file with the row at the end of its `changes:`; raises LightctlError where that is not clear."""
    if not text.strip():
        text = _NEW
    lines = text.splitlines()
    begins = [i for i, line in enumerate(lines) if line.split("#")[0].rstrip() in {"changes:", "changes: []"}]
    if len(begins) != 1:
        raise LightctlError(f"{CHANGES} has no plain changes: list; add this row by hand:\n{row}")
    lines[begins[0]] = lines[begins[0]].replace("changes: []", "changes:")
    after = next((i for i in range(begins[0] + 1, len(lines)) if _ends(lines[i])), len(lines))
    while after > begins[0] + 1 and (not lines[after - 1].strip() or lines[after - 1].startswith("#")):
        after -= 1
    made = "\n".join([*lines[:after], row, *lines[after:]]) + "\n"
    _refuse_other(text, made, row)
    return made


def checked_with(site: Path, path: str, text: str) -> Site:
    """The site as it would be with that file; raises SiteError with every mistake."""
    with _copy_of(site) as copy:
        target = copy / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="")
        loaded, problems = check_site(copy)
    if loaded is None:
        raise SiteError(problems.errors)
    return loaded


def write_whole(path: Path, text: str) -> None:
    """Replace a file all at once, durably; raises LightctlError where the disk refuses."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            "w", dir=path.parent, prefix=f".{path.name}.", delete=False, encoding="utf-8", newline=""
        ) as file:
            beside = Path(file.name)
            try:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
                beside.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
                beside.replace(path)
            except BaseException:
                beside.unlink(missing_ok=True)
                raise
    except OSError as error:
        raise LightctlError(f"{path} cannot be written: {error.strerror or error}") from error


@contextmanager
def _copy_of(site: Path) -> Iterator[Path]:
    """A folder that looks like the site; its config/ is a copy, the rest are links."""
    with tempfile.TemporaryDirectory(prefix="lightctl-") as folder:
        copy = Path(folder)
        for name in FOLDERS:
            full = (site / name).resolve()
            if name == "config" and full.is_dir():
                shutil.copytree(full, copy / name)
            elif full.is_dir():
                (copy / name).symlink_to(full, target_is_directory=True)
        yield copy


def _ends(line: str) -> bool:
    return bool(line.strip()) and not line.startswith((" ", "-", "\t", "#"))


def _refuse_other(before: str, after: str, row: str) -> None:
    """Only that row may have come: whatever else the text may hold, its meaning stays."""
    old, new = load(before, CHANGES).data, load(after, CHANGES).data
    added = load(f"changes:\n{row}\n", CHANGES).data
    if isinstance(old, dict) and isinstance(new, dict) and isinstance(added, dict):
        olds, rows, new_rows = old.get("changes") or [], added["changes"], new.get("changes")
        same = {**old, "changes": None} == {**new, "changes": None}
        if isinstance(olds, list) and isinstance(rows, list) and same and new_rows == [*olds, *rows]:
            return
    raise LightctlError(f"{CHANGES} is written in a way that is not understood; add this row by hand:\n{row}")


def _quoted(word: str) -> str:
    return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'
