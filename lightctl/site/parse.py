"""A file's data through its model: what is wrong becomes located problems, good rows go on."""

import types
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Generic, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from lightctl.site.problems import Problems, Spot, did_you_mean, spot_of
from lightctl.site.words import FileModel
from lightctl.site.yaml12 import Loaded, Loc

M = TypeVar("M", bound=FileModel)


@dataclass(slots=True)
class Parsed(Generic[M]):
    """A validated file; rows that were refused are missing from `model`, and `kept` knows which stayed."""

    loaded: Loaded
    model: M
    kept: Mapping[str, list[int]]
    dropped: list[Any] = field(default_factory=list)
    """The refused rows as written, so that references to them are not refused too."""

    def spot(self, *loc: str | float) -> Spot:
        """Place of a value, given its way in the model."""
        if len(loc) > 1 and isinstance(loc[0], str) and loc[0] in self.kept and isinstance(loc[1], int):
            loc = (loc[0], self.kept[loc[0]][loc[1]], *loc[2:])
        return spot_of(self.loaded, loc)


def parse(model: type[M], loaded: Loaded, problems: Problems) -> Parsed[M] | None:
    """The file as its model; None when more than single rows are wrong. Every mistake is noted."""
    problems.errors.extend(loaded.problems)
    data = loaded.data
    if not isinstance(data, dict):
        problems.error(Spot(loaded.file, 1, 1), "holds no keys", f"it needs {_needed(model)}")
        return None
    try:
        return Parsed(loaded, model.model_validate(data), {})
    except ValidationError as error:
        details = error.errors(include_url=False)
    tell(model, loaded, details, problems)
    return _without_bad_rows(model, loaded, data, details)


def _without_bad_rows(
    model: type[M], loaded: Loaded, data: Mapping[Any, Any], details: list[ErrorDetails]
) -> Parsed[M] | None:
    bad = {loc[:2] for loc in (error["loc"] for error in details) if len(loc) > 1}
    extra = {
        error["loc"][0] for error in details if error["type"] == "extra_forbidden" and len(error["loc"]) == 1
    }
    kept: dict[str, list[int]] = {}
    dropped: list[Any] = []
    rest: dict[Any, Any] = {}
    for key, rows in data.items():
        if key in extra:
            continue
        rest[key] = rows
        if isinstance(rows, list):
            kept[key] = [i for i in range(len(rows)) if (key, i) not in bad]
            dropped += [row for i, row in enumerate(rows) if (key, i) in bad]
            rest[key] = [rows[i] for i in kept[key]]
    try:
        return Parsed(loaded, model.model_validate(rest), kept, dropped)
    except ValidationError:
        return None


def tell(model: type[BaseModel], loaded: Loaded, details: list[ErrorDetails], problems: Problems) -> None:
    """Each validation error as a sentence at its place; a misspelt key is not also told as missing."""
    meant: set[tuple[Loc, str]] = set()
    extra = [error for error in details if error["type"] == "extra_forbidden"]
    for error in extra:
        loc = _known(loaded, error["loc"])
        choices = _keys_at(model, loc[:-1])
        hint = did_you_mean(str(loc[-1]), choices) or f"known are: {', '.join(sorted(choices))}"
        meant.update((loc[:-1], choice) for choice in choices if repr(choice) in hint)
        place = loaded.keys.get(loc, (1, 1))
        problems.error(Spot(loaded.file, *place), f"unknown key {str(loc[-1])!r}", hint)
    for error in details:
        if error["type"] == "missing":
            loc = _known(loaded, error["loc"][:-1])
            if (loc, str(error["loc"][-1])) not in meant:
                problems.error(spot_of(loaded, loc), f"needs {error['loc'][-1]!r}")
        elif error["type"] != "extra_forbidden":
            inward = error.get("ctx", {}).get("at", ())
            spot = spot_of(loaded, _known(loaded, (*error["loc"], *inward)))
            problems.error(spot, *_sentence(error))


def _known(loaded: Loaded, loc: tuple[int | str, ...]) -> Loc:
    """The location as the file has it: pydantic adds names of alternatives and writes numbers as text."""
    way: Loc = ()
    for part in loc:
        for name in (part, _number(part)):
            if name is not None and (*way, name) in loaded.marks:
                way = (*way, name)
                break
    return way


def _number(part: int | str) -> float | None:
    try:
        return float(part)
    except ValueError:
        return None


def _needed(model: type[BaseModel]) -> str:
    return ", ".join(info.alias or name for name, info in model.model_fields.items() if info.is_required())


def _keys_at(model: type[BaseModel], loc: Loc) -> set[str]:
    """The keys that may stand at `loc`."""
    found: list[Any] = [model]
    for part in loc:
        found = [step for kind in found for step in _below(kind, part)]
    return {
        info.alias or name
        for kind in found
        for one in _alternatives(kind)
        if isinstance(one, type) and issubclass(one, BaseModel)
        for name, info in one.model_fields.items()
    }


def _below(kind: Any, part: str | float) -> list[Any]:
    steps: list[Any] = []
    for one in _alternatives(kind):
        if isinstance(one, type) and issubclass(one, BaseModel):
            steps += [f.annotation for name, f in one.model_fields.items() if (f.alias or name) == part]
        elif get_origin(one) in (list, tuple, dict):
            steps.append(get_args(one)[1 if get_origin(one) is dict else 0])
    return steps


def _alternatives(kind: Any) -> list[Any]:
    if get_origin(kind) is Annotated:
        return _alternatives(get_args(kind)[0])
    if get_origin(kind) in (Union, types.UnionType):
        return [one for part in get_args(kind) for one in _alternatives(part)]
    return [kind]


_SHOULD = {
    "string_type": "should be text",
    "float_type": "should be a number",
    "int_type": "should be a whole number",
    "bool_type": "should be true or false",
    "list_type": "should be a list",
    "dict_type": "should be a mapping of keys to values",
    "model_type": "should be a mapping of keys to values",
    "model_attributes_type": "should be a mapping of keys to values",
}
_BOUNDS = {
    "greater_than_equal": ("ge", "should be at least"),
    "less_than_equal": ("le", "should be at most"),
    "greater_than": ("gt", "should be above"),
    "less_than": ("lt", "should be below"),
}


def _sentence(error: ErrorDetails) -> tuple[str, str]:
    given = _shown(error["input"])
    context = error.get("ctx", {})
    if error["type"] == "site":
        return str(context["say"]), str(context["hint"])
    if error["type"] in {"literal_error", "enum"}:
        words = [word.strip("' ") for word in str(context["expected"]).replace(" or ", ", ").split(",")]
        return f"{given} is none of {', '.join(words)}", did_you_mean(str(error["input"]), words)
    if error["type"] in _SHOULD:
        quote = error["type"] == "string_type" and isinstance(error["input"], int | float)
        return f"{given} {_SHOULD[error['type']]}", "put it in quotes" if quote else ""
    if error["type"] in _BOUNDS:
        name, bound = _BOUNDS[error["type"]]
        return f"{given} {bound} {context[name]}", ""
    if error["type"] == "too_short":
        return f"{given} is empty", ""
    return f"{given}: {error['msg'][0].lower()}{error['msg'][1:]}", ""


def _shown(value: object) -> str:
    if isinstance(value, dict | list):
        return "a list" if isinstance(value, list) else "a mapping"
    text = "nothing" if value is None else repr(value)
    return text if len(text) <= 60 else f"{text[:57]}…"
