"""The last answer of a weather service on disk: a restart asks nobody for what is still fresh."""

import json
import logging
import re
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer's text and what its server said about asking again; instants are aware UTC."""

    body: str
    fetched_at: datetime
    fresh_until: datetime
    etag: str = ""
    last_modified: str = ""

    def conditions(self) -> dict[str, str]:
        """Headers that ask only for something newer; the server's own words, unchanged."""
        asked = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in asked.items() if value}


def file_of(folder: Path, name: str) -> Path:
    """Where the answer of a service of this name is kept."""
    return folder / f"{re.sub('[^a-z0-9]+', '-', name.lower()).strip('-')}.json"


def load(path: Path) -> Kept | None:
    """What was kept; None where nothing readable was."""
    try:
        row = json.loads(path.read_text(encoding="utf-8"))
        fetched, fresh = (datetime.fromisoformat(row[name]) for name in ("fetched_at", "fresh_until"))
        kept = Kept(row["body"], fetched, fresh, row["etag"], row["last_modified"])
        texts = (kept.body, kept.etag, kept.last_modified)
        usable = all(isinstance(text, str) for text in texts) and bool(fetched.tzinfo and fresh.tzinfo)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        log.warning("%s is not used: %s", path.name, error)
        return None
    return kept if usable else None


def save(path: Path, kept: Kept) -> None:
    """Keep it, whole or not at all; a full disk costs a request after the next start, nothing else."""
    row = {key: value.isoformat() if isinstance(value, datetime) else value
           for key, value in asdict(kept).items()}  # fmt: skip
    beside = path.with_suffix(".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(json.dumps(row), encoding="utf-8")
        beside.replace(path)
    except OSError as error:
        log.debug("%s is not kept: %s", path.name, error)
