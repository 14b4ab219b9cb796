"""Sites that once ruled, kept by digest: the very bytes that were read, to fall back to and to explain by."""

import os
import zipfile
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from lightctl.errors import Problem, SiteError
from lightctl.site.library import Library, shipped_root
from lightctl.site.loader import load_site
from lightctl.site.model import Site

FOLDER = "sites"
"""In the state directory: one archive for each site that ever ruled."""


def keep_site(site: Site, state: Path) -> None:
    """Keep every file that made the site; kept once. OSError where the disk refuses.

    SiteError where a file was edited after it was read: such a site never was.
    """
    target = _archive(state, site.digest)
    if target.exists():
        return
    files = _files_of(site)
    target.parent.mkdir(parents=True, exist_ok=True)
    written = target.with_suffix(".new")
    with written.open("wb") as out:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for path, (origin, content) in files.items():
                archive.writestr(f"{origin}/{path}", content)
        out.flush()
        os.fsync(out.fileno())
    written.replace(target)


def kept_site(state: Path, digest: str, root: Path | None = None) -> Site:
    """The site of that digest as it was, its recordings under `root`; SiteError where it is not kept."""
    target = _archive(state, digest)
    with TemporaryDirectory(prefix="lightctl-site-") as folder:
        unpacked = Path(folder)
        try:
            with zipfile.ZipFile(target) as archive:
                archive.extractall(unpacked)
        except (OSError, zipfile.BadZipFile) as error:
            raise SiteError([Problem(str(target), 0, 0, "this site is not kept, or damaged")]) from error
        (unpacked / "shipped").mkdir(exist_ok=True)
        site = load_site(unpacked / "site", shipped=unpacked / "shipped")
    return replace(site, root=root or site.root, digest=digest)


def _archive(state: Path, digest: str) -> Path:
    return state / FOLDER / f"{digest}.zip"


def _files_of(site: Site) -> dict[str, tuple[str, bytes]]:
    roots = {"site": site.root, "shipped": shipped_root()}
    edited = SiteError([Problem(str(site.root), 0, 0, "was edited while it was read", "try again")])
    try:
        files = {path: (origin, (roots[origin] / path).read_bytes()) for path, origin in site.origins.items()}
    except OSError as error:
        raise edited from error
    if Library(site.root, read_files=files).digest() != site.digest:
        raise edited
    return files
