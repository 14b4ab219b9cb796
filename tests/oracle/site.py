"""A site's YAML files as plain strings: no types, no defaults shared with lightctl."""

import csv
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml


@dataclass
class Lamp:
    """A pole: where it stands, what feeds it, and whether a level can be sent to it alone."""

    street: str
    group: str
    circuit: str
    dimmable: bool
    luminaire: str


@dataclass
class City:
    """Rows by id, as written; rules in the order in which they are tried."""

    lamps: dict[str, Lamp] = field(default_factory=dict)
    streets: dict[str, dict[str, Any]] = field(default_factory=dict)
    groups: dict[str, dict[str, Any]] = field(default_factory=dict)
    places: dict[str, dict[str, Any]] = field(default_factory=dict)
    circuits_of_cabinet: dict[str, list[str]] = field(default_factory=dict)
    luminaires: dict[str, dict[str, Any]] = field(default_factory=dict)
    profiles: dict[str, dict[str, Any]] = field(default_factory=dict)
    rules: list[dict[str, Any]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)
    sensors: list[dict[str, Any]] = field(default_factory=list)
    _names: dict[str, frozenset[str]] = field(init=False, default_factory=dict, repr=False)
    _rows: dict[tuple[str, int], list[dict[str, Any]]] = field(init=False, default_factory=dict, repr=False)

    def grouped(self) -> frozenset[str]:
        """Every group with a lamp."""
        return frozenset(one.group for one in self.lamps.values())

    def concerning(self, group: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Those of the city's rules or events that are for a group."""
        key = group, id(rows)
        if key not in self._rows:
            names = self.names_of(group)
            self._rows[key] = [row for row in rows if "for" not in row or names & set(_as_list(row["for"]))]
        return self._rows[key]

    def street_of(self, group: str) -> dict[str, Any]:
        """The row of a group's street; lamps without a group make one of the street's name."""
        return self.streets[group if group in self.streets else self.groups[group]["street"]]

    def names_of(self, group: str) -> frozenset[str]:
        """Every word by which rules, events and sensors may mean a group."""
        if group not in self._names:
            street = self.street_of(group)
            kinds = {name: street.get(name) for name in ("class", "district")} | {"street": street["id"]}
            words = ("city", f"group:{group}", *(f"{kind}:{name}" for kind, name in kinds.items()))
            self._names[group] = frozenset(words)
        return self._names[group]


def read_city(root: Path, library: Path | None = None) -> City:
    """Everything that the light of a night depends on; `library` stands behind the site's own files."""
    roots = [library or root, root]
    city = City()
    for path in sorted((root / "config").glob("plant*.yaml")):
        _add_plant(city, plain(path), root / "config")
    city.profiles = {
        path.stem: _in_levels(plain(path)) for top in roots for path in (top / "profiles").glob("*.yaml")
    }
    rules = {path.stem: path for top in roots for path in (top / "schedules").glob("*.yaml")}
    settings = plain(root / "config" / "settings.yaml")
    city.sensors = settings.get("sensors", [])
    for name in settings["schedules"]:
        schedule = plain(rules[name])
        city.rules += schedule.get("rules", [])
        city.events += schedule.get("events", [])
    for top in roots:
        city.tables |= {path.stem: plain(path) for path in (top / "schedules" / "holidays").glob("*.yaml")}
    return city


def _as_list(words: str | list[str]) -> list[str]:
    return [words] if isinstance(words, str) else words


PATTERNS = {"all": "100", "two-thirds": "66", "half": "50", "one-third": "33"}


def _in_levels(profile: dict[str, Any]) -> dict[str, Any]:
    """A profile of a kind as the steps that it stands for."""
    if profile.get("kind") == "full-night":
        profile["plan"] = [{"at": "on", "level": profile.get("full", "100")}]
    if "dark" in profile:
        profile |= {"part_night": "true", "plan": _around(profile["dark"], profile.get("full", "100"))}
    if profile.get("kind") == "part-night":
        profile["part_night"] = "true"
    for step in (*profile.get("plan", []), *profile.get("least", [])):
        if "pattern" in step:
            step["level"] = PATTERNS[step["pattern"]]
    return profile


def _around(dark: dict[str, str], full: str) -> list[dict[str, str]]:
    """Fully lit around a dark stretch."""
    before = [{"at": "on", "level": full}] if dark["from"] != "on" else []
    after = [{"at": dark["to"], "level": full}] if "to" in dark else []
    return [*before, {"at": dark["from"], "level": "0"}, *after]


def plain(path: Path) -> Any:
    """A YAML file with every scalar a string."""
    return yaml.load(path.read_text("utf-8"), Loader=yaml.CBaseLoader)


def numbered(text: str) -> list[str]:
    """`a-001..a-003` → a-001, a-002, a-003."""
    first, last = text.split("..")
    stem, digits = re.fullmatch(r"(.*?)(\d+)", first).groups()  # type: ignore[union-attr]
    end = re.search(r"(\d+)$", last).group(1)  # type: ignore[union-attr]
    return [f"{stem}{n:0{len(digits)}d}" for n in range(int(digits), int(end) + 1)]


def _add_plant(city: City, plant: dict[str, Any], folder: Path) -> None:
    city.streets |= {row["id"]: row for row in plant.get("streets", [])}
    city.groups |= {row["id"]: row for row in plant.get("groups", [])}
    city.luminaires |= {row["id"]: row for row in plant.get("luminaires", [])}
    city.places |= {row["id"]: row for row in plant.get("places", [])}
    city.circuits_of_cabinet |= {row["id"]: row["circuits"] for row in plant.get("cabinets", [])}
    for row in plant.get("lamps", []):
        if "inventory" in row:
            _add_inventory(city, folder / row["inventory"])
            continue
        reached = "concentrator" in row or "direct" in row
        for number, name in enumerate(numbered(row["range"])):
            circuit = row["circuits"][number % len(row["circuits"])]
            group = row.get("group", row["street"])
            city.lamps[name] = Lamp(row["street"], group, circuit, reached, row["luminaire"])


def _add_inventory(city: City, path: Path) -> None:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            reached = bool(row.get("concentrator") or row.get("driver"))
            group = row.get("group") or row["street"]
            city.lamps[row["id"]] = Lamp(row["street"], group, row["circuit"], reached, row["luminaire"])
