"""YAML as 1.2 means it, with places; whatever could hide or grow is refused."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lightctl.errors import Problem, SiteError
from lightctl.site.yaml12 import load, read


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("18:30", "18:30"),
        ("NO", "NO"),
        ("on", "on"),
        ("off", "off"),
        ("yes", "yes"),
        ("070", 70),
        ("0x1F", 31),
        ("0o17", 15),
        ("1_000", "1_000"),
        ("2026-11-21", "2026-11-21"),
        ("true", True),
        ("~", None),
        ("null", None),
        ("'12'", "12"),
        ("-3", -3),
        ("0.50", 0.5),
        ("1e3", 1000.0),
        (".5", 0.5),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("12345678901234567890123", 1.2345678901234568e22),
        ("<<", "<<"),
        ("=", "="),
        ("127.0.0.1:502", "127.0.0.1:502"),
    ],
)
def test_plain_words_mean_what_yaml_1_2_says(text: str, value: object) -> None:
    data = load(f"key: {text}", "f").data
    assert isinstance(data, dict)
    assert data["key"] == value
    assert type(data["key"]) is type(value)


def test_places_of_values_and_keys() -> None:
    loaded = load("a:\n  - {b: 1, 0.5: x}\nđường: y\n", "f")
    assert loaded.marks[("a", 0, "b")] == (2, 9)
    assert loaded.keys[("a", 0, 0.5)] == (2, 12)
    assert loaded.marks[("a", 0, 0.5)] == (2, 17)
    assert loaded.marks[("đường",)] == (3, 8)
    assert loaded.keys[("a",)] == (1, 1)


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        ("a: 1\nb: 2\na: 3\n", (3, 1), "key 'a' appears twice"),
        ("a: {x: 1, x: 2}\n", (1, 11), "key 'x' appears twice"),
        ("a: &x 1\n", (1, 4), "anchor &x"),
        ("a: *x\n", (1, 4), "aliases"),
        ("a: !!python/object:os.system x\n", (1, 4), "tag"),
        ("a: 1\n---\nb: 2\n", (2, 1), "second document"),
        ("? [a]\n: 1\n", (1, 3), "cannot be a key"),
        ("true: 1\n", (1, 1), "'true' cannot be a key"),
        ("[" * 100_000, (1, 31), "nested deeper"),
        ("{a: " * 5_000, (1, 121), "nested deeper"),
        ("a: 'open\n", (2, 1), "not YAML"),
        ("a: b: c\n", (1, 5), "not YAML"),
        ("a:\n\t- 1\n", (2, 1), "not YAML: a tab stands here"),
        ("a: \x07\n", (1, 1), "not YAML"),
        ("a: x\n\ud800", (2, 1), "lone surrogate"),
    ],
)
def test_what_is_refused_and_where(text: str, place: tuple[int, int], says: str) -> None:
    with pytest.raises(SiteError) as caught:
        load(text, "f")
    problem = caught.value.problems[0]
    assert (problem.line, problem.column) == place
    assert says in problem.message


def test_a_bomb_of_aliases_never_grows() -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [*{chr(97 + i)}, *{chr(97 + i)}]\n" for i in range(20)
    )
    with pytest.raises(SiteError, match="anchor"):
        load(bomb, "f")


def test_a_name_in_combining_accents_is_told_and_read_composed() -> None:
    name = unicodedata.normalize("NFD", "Trần Hưng Đạo")
    loaded = read(f"name: {name}\n", "f")
    assert loaded.data == {"name": "Trần Hưng Đạo"}
    assert [(p.line, p.column) for p in loaded.problems] == [(1, 7)]
    assert "Trần Hưng Đạo" in loaded.problems[0].hint


def test_an_endless_file_is_refused_before_it_is_read() -> None:
    with pytest.raises(SiteError, match="longer than"):
        load("a" * 8_000_001, "f")


def test_the_first_of_two_keys_holds() -> None:
    assert read("a: {x: 1}\na: {y: 2}\n", "f").data == {"a": {"x": 1}}


@given(st.text(max_size=200) | st.text(alphabet="{}[],:-'\"#&*!|>%@` \n\tab01?~.", max_size=120))
def test_garbage_raises_nothing_but_site_errors(text: str) -> None:
    problems: list[Problem] = []
    loaded = None
    try:
        loaded = read(text, "f")
    except SiteError as error:
        problems = error.problems
    assert (loaded is None) == bool(problems)
    assert all(problem.file == "f" and problem.line >= 1 for problem in problems)


@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers(-(10**17), 10**17)
        | st.text(alphabet="aàĐ :#-'0", max_size=8),
        lambda inner: (
            st.lists(inner, max_size=4) | st.dictionaries(st.text("abc", min_size=1), inner, max_size=4)
        ),
        max_leaves=12,
    )
)
def test_json_is_read_as_it_is(data: object) -> None:
    import json

    assert load(json.dumps(data, ensure_ascii=False), "f").data == data
