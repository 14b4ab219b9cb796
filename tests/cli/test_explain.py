"""A lamp's story as a person reads it."""

from lightctl.cli.explain import lines


def test_the_title_the_reasons_and_the_notes() -> None:
    story = {"title": "thd-001: 55 % now", "told": ["First.", "Then."], "notes": ["It holds.", "  so"]}
    assert lines(story) == ["thd-001: 55 % now", "  1. First.", "  2. Then.", "  It holds.", "    so"]
