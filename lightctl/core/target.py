"""What an operator's command is for: `city`, `street:Trần Hưng Đạo`, `lamp:thd-005`, or a bare name."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from lightctl.core.commands import Scope, Target
from lightctl.core.plant import Lamp, Plant
from lightctl.core.words import fold
from lightctl.errors import TargetError

_BARE = (Scope.STREET, Scope.DISTRICT, Scope.CABINET, Scope.GROUP, Scope.LAMP)
"""Where a bare name is looked for, in this order."""


def parse_target(text: str, plant: Plant) -> Target:
    """The target that the words name, by id or by name; TargetError with what may have been meant."""
    word, colon, rest = text.strip().partition(":")
    if fold(word) == "city" and not colon:
        return Target(Scope.CITY)
    if not colon:
        return _bare(word, plant)
    scope = _scope(word)
    found = _find(rest, _things(scope, plant))
    if len(found) == 1:
        return Target(scope, found[0])
    raise _unclear(rest, scope, found, plant)


def lamps_of(target: Target, plant: Plant) -> tuple[str, ...]:
    """Ids of the lamps that it reaches, in plant order."""
    match target.scope:
        case Scope.CITY:
            return tuple(plant.lamps)
        case Scope.STREET:
            return plant.lamps_of_street.get(target.id, ())
        case Scope.CABINET:
            return plant.lamps_of_cabinet.get(target.id, ())
        case Scope.GROUP:
            return plant.lamps_of_group.get(target.id, ())
        case Scope.LAMP:
            return (target.id,) if target.id in plant.lamps else ()
        case _:
            return tuple(lamp.id for lamp in plant.lamps.values() if applies(target, lamp, plant))


def groups_of(target: Target, plant: Plant) -> tuple[str, ...]:
    """Ids of the groups with a lamp that it reaches, in plant order; cabinets and lamps may cut groups."""
    match target.scope:
        case Scope.CABINET:
            return plant.groups_of_cabinet.get(target.id, ())
        case Scope.GROUP:
            return (target.id,) if target.id in plant.groups else ()
        case Scope.LAMP:
            return (plant.lamps[target.id].group,) if target.id in plant.lamps else ()
        case _:
            return tuple(g.id for g in plant.groups.values() if _holds(target, g.id, g.street, plant))


def circuits_of(target: Target, plant: Plant) -> tuple[str, ...]:
    """Ids of the circuits that feed at least one lamp of it, in cabinet order; all of a cabinet's own."""
    if target.scope is Scope.CABINET:
        return tuple(c.id for c in plant.circuits.values() if c.cabinet == target.id)
    fed = {plant.lamps[lamp].circuit for lamp in lamps_of(target, plant)}
    return tuple(circuit for circuit in plant.circuits if circuit in fed)


def applies(target: Target, lamp: Lamp, plant: Plant) -> bool:
    """Whether it reaches the lamp."""
    if target.scope is Scope.LAMP:
        return lamp.id == target.id
    if target.scope is Scope.CABINET:
        return lamp.cabinet == target.id
    return _holds(target, lamp.group, lamp.street, plant)


def _holds(target: Target, group: str, street: str, plant: Plant) -> bool:
    match target.scope:
        case Scope.CITY:
            return True
        case Scope.DISTRICT:
            return plant.streets[street].district == target.id
        case Scope.STREET:
            return street == target.id
        case _:
            return target.scope is Scope.GROUP and group == target.id


def _bare(word: str, plant: Plant) -> Target:
    for scope in _BARE:
        found = _find(word, _things(scope, plant))
        if len(found) == 1:
            return Target(scope, found[0])
        if found:
            raise _unclear(word, scope, found, plant)
    everything = {f"{s.name.lower()}:{i}": n for s in _BARE for i, n in _things(s, plant).items()}
    raise TargetError(f"nothing is called {word!r}{_meant(word, everything)}")


def _scope(word: str) -> Scope:
    try:
        return Scope[word.strip().upper()]
    except KeyError:
        known = [scope.name.lower() for scope in Scope]
        close = get_close_matches(word.lower(), known, 1)
        hint = f"; did you mean {close[0]}?" if close else ""
        raise TargetError(f"{word!r} is no kind of target ({', '.join(known)}){hint}") from None


def _things(scope: Scope, plant: Plant) -> Mapping[str, str]:
    """Ids and names of everything of a kind."""
    match scope:
        case Scope.STREET:
            return {s.id: s.name for s in plant.streets.values()}
        case Scope.DISTRICT:
            return {s.district: "" for s in plant.streets.values() if s.district}
        case Scope.CABINET:
            return {c.id: c.name for c in plant.cabinets.values()}
        case Scope.GROUP:
            return dict.fromkeys(plant.groups, "")
        case _:
            return dict.fromkeys(plant.lamps, "") if scope is Scope.LAMP else {}


def _find(text: str, things: Mapping[str, str]) -> list[str]:
    """Ids that the words name: the id itself, else names with diacritics, else without."""
    wanted = text.strip()
    if wanted in things or not wanted:
        return [wanted] if wanted else []
    exact = [i for i, name in things.items() if name.casefold() == wanted.casefold()]
    plain = fold(wanted)
    return exact or [i for i, name in things.items() if plain in {fold(i), fold(name)} and plain]


def _unclear(text: str, scope: Scope, found: list[str], plant: Plant) -> TargetError:
    kind = scope.name.lower()
    if found:
        return TargetError(f"several are called {text!r}: {', '.join(f'{kind}:{i}' for i in found)}")
    things = {f"{kind}:{i}": name for i, name in _things(scope, plant).items()}
    hint = _elsewhere(text, scope, plant) or _meant(text, things)
    return TargetError(f"no {kind} is called {text!r}{hint}")


def _elsewhere(text: str, scope: Scope, plant: Plant) -> str:
    """What of another kind the words name, where one thing alone; for a lamp also one that it has."""
    for other in _BARE:
        found = _find(text, _things(other, plant)) if other is not scope else []
        if len(found) == 1:
            target = Target(other, found[0])
            first = next(iter(lamps_of(target, plant)), "") if scope is Scope.LAMP else ""
            return f"; that is {target}" + (f", one of its lamps is {first}" if first else "")
    return ""


def _meant(text: str, things: Mapping[str, str]) -> str:
    words: dict[str, str] = {}
    for target, name in things.items():
        words.setdefault(fold(target.partition(":")[2]), target)
        words.setdefault(fold(name), target)
    close = list(dict.fromkeys(words[w] for w in _close(fold(text), words)))
    return f"; did you mean {' or '.join(close)}?" if close else ""


def _close(word: str, words: Iterable[str]) -> list[str]:
    return get_close_matches(word, [w for w in words if w], 3, 0.7)
