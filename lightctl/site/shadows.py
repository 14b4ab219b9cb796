"""Which of a site's files stand before shipped ones, and how they differ."""

import difflib
from dataclasses import dataclass

from lightctl.site.library import decoded, shipped_root
from lightctl.site.model import Site


@dataclass(frozen=True, slots=True)
class Shadow:
    """A site's file that replaces a shipped one of the same path; `differences` as a unified diff."""

    path: str
    differences: tuple[str, ...]


def shadows(site: Site) -> list[Shadow]:
    """Every such file in path order; a site's own config/ is never compared."""
    shipped = shipped_root()
    if shipped == site.root:
        return []
    found: list[Shadow] = []
    for path, origin in site.origins.items():
        behind = shipped / path
        if origin == "site" and not path.startswith("config/") and behind.is_file():
            old = decoded(behind.read_bytes(), path).splitlines()
            new = decoded((site.root / path).read_bytes(), path).splitlines()
            diff = difflib.unified_diff(old, new, f"shipped {path}", path, lineterm="", n=1)
            found.append(Shadow(path, tuple(diff)))
    return found
