from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from lightctl.render.numbers import Language, day, moment, number, percent
from lightctl.render.words import words
from tests.store.test_commands import SAIGON

D = Decimal


@pytest.mark.parametrize(("language", "text"), [("en", "−1,234,567.9"), ("vi", "−1.234.567,9")])
def test_numbers_as_people_write_them(language: Language, text: str) -> None:
    assert number(D("-1234567.89"), language, 1) == text


def test_nothing_is_minus_zero() -> None:
    assert number(D("-0.04"), "en", 1) == "0.0"
    assert number(0, "vi") == "0"


def test_percent_and_dates() -> None:
    assert percent(D("84.04"), "en") == "84.0\N{NO-BREAK SPACE}%"
    assert percent(D("84.04"), "vi") == "84,0%"
    assert percent(None, "en") == "–"
    assert (day(date(2026, 10, 5), "en"), day(date(2026, 10, 5), "vi")) == ("2026-10-05", "05/10/2026")
    assert moment(datetime(2026, 10, 5, 18, 30, tzinfo=UTC), SAIGON, "vi") == "06/10/2026 01:30"


def test_every_word_is_said_in_both_languages_with_the_same_facts() -> None:
    import string

    def holes(text: str) -> set[str | None]:
        return {hole for _, hole, _, _ in string.Formatter().parse(text)} - {None}

    for key, texts in words().items():
        assert set(texts) == {"en", "vi"}, key
        assert all(text.strip() for text in texts.values()), key
        assert holes(texts["en"]) == holes(texts["vi"]), key
