"""Every reason becomes a sentence, in both languages, with local clock times."""

from dataclasses import replace
from string import Formatter

import pytest

from lightctl.core.decide import Inputs, decide, protect
from lightctl.core.decision import Layer, Reason
from lightctl.core.light_sensor import LightQuality
from lightctl.core.sentences import LANGUAGES
from lightctl.core.telling import tell
from lightctl.core.traffic import Quality, TrafficState
from lightctl.core.units import Level
from lightctl.core.water import WaterQuality
from lightctl.core.weather import CALM, FOG, RAIN, STORM, step_weather
from lightctl.core.weather_rule import WeatherSense
from lightctl.field.reports import LampState
from tests.core.make import TAN_AN, at, minutes, override, plan, sky

NOW = at("23:45")


def test_a_whole_story_in_english() -> None:
    rain = step_weather(None, sky(at("23:30"), 61), WeatherSense(minutes(60)))
    inputs = Inputs(TrafficState("cam-01"), weather=rain, overrides=(override(30, at("23:40")),))
    assert tell(decide("thd", plan(), inputs, NOW), "en", TAN_AN.zone) == [
        "Tonight's plan (profile arterial) gives 60 % since 23:40; the lamps are on from 17:33 to 05:41.",
        "Counter cam-01 does not say how much traffic there is; in doubt the street is fully lit, 100 %.",
        "It has rained since 23:30 (source: test): a wet street needs at least 75 %, and 100 % is enough.",
        "lan ordered 30 % for street:thd from 23:40 to 01:40: “thử đèn”.",
        "This kind of street may never fall below 40 % while it is lit, so it stays there.",
    ]


def test_a_story_in_vietnamese() -> None:
    day = tell(decide("thd", plan(), Inputs(), at("16:00")), "vi", TAN_AN.zone)
    assert day == ["Đang là ban ngày: theo kế hoạch (arterial), đèn sẽ bật lúc 17:33."]
    lock = {
        "circuit": "td-001-1",
        "owner": "lan",
        "crew": "3",
        "reason": "thay cáp",
        "since": NOW.isoformat(),
    }
    locked = protect(decide("thd", plan(), Inputs(), NOW), "lockout", tuple(lock.items()))
    assert tell(locked, "vi", TAN_AN.zone)[-1] == (
        "Lộ đèn đang bị khóa an toàn (td-001-1), lan khóa cho tổ 3 từ 23:45, “thay cáp”: "
        "có thể có người đang làm việc, không ai được đóng điện."
    )


def test_a_circuit_that_was_locked_by_itself_waits_for_a_person() -> None:
    leak = (
        ("circuit", "td-1"),
        ("owner", "lightctl"),
        ("crew", ""),
        ("reason", "leak"),
        ("since", NOW.isoformat()),
    )
    locked = protect(decide("thd", plan(), Inputs(), NOW), "lockout", leak)
    assert tell(locked, "en", TAN_AN.zone)[-1] == (
        "Locked out (td-1) by lightctl itself since 23:45, “leak”: it stays dead until a person has "
        "inspected and released it."
    )


def test_whatever_an_input_may_be_worth_has_its_words() -> None:
    worths = {*Quality, *LightQuality, *WaterQuality} - {"good"}
    for said in (*worths, "flow", "level", "dark", "light", CALM, RAIN, FOG, STORM):
        assert LANGUAGES["en"].frame[f"says.{said}"]
    for state in LampState:
        assert LANGUAGES["en"].frame[f"state.{state}"]
    for layer in Layer:
        assert LANGUAGES["en"].frame[f"layer.{layer}"]


def test_what_nobody_foresaw_is_still_told() -> None:
    decision = decide("thd", plan(), Inputs(), NOW)
    odd = replace(decision, reasons=(Reason(Layer.SENSOR, "photocell", Level(66.7)),))
    assert tell(odd, "en") == ["sensor (photocell): 66.7 %."]
    assert tell(odd, "vi") == ["sensor (photocell): 66,7%."]
    assert tell(protect(decision, "fire"), "en")[-1] == "The circuit must stay off (fire)."


@pytest.mark.parametrize("book", ["reasons", "frame"])
def test_both_languages_say_the_same_things_with_the_same_facts(book: str) -> None:
    english, vietnamese = (getattr(LANGUAGES[language], book) for language in ("en", "vi"))
    assert list(english) == list(vietnamese)
    for key, sentence in english.items():
        assert _fields(vietnamese[key]) == _fields(sentence), key


def _fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(KeyError):
        tell(decide("thd", plan(), Inputs(), NOW), "fr")


def test_a_counter_without_a_word_is_told_since_when() -> None:
    inputs = Inputs(TrafficState("cam-01", since=at("23:25")))
    assert tell(decide("thd", plan(), inputs, NOW), "en", TAN_AN.zone)[1] == (
        "Counter cam-01 has not said since 23:25 how much traffic there is; in doubt the street is "
        "fully lit, 100 %."
    )
