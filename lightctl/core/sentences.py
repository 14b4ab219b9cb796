"""The languages in which decisions are told; each has files of its own, and this is their door."""

from collections.abc import Mapping
from dataclasses import dataclass

from lightctl.core import frame_en, frame_vi, sentences_en, sentences_vi


@dataclass(frozen=True, slots=True)
class Language:
    """`reasons` by layer.rule, finer keys first; `frame` is everything around them."""

    reasons: Mapping[str, str]
    frame: Mapping[str, str]


LANGUAGES: Mapping[str, Language] = {
    "en": Language(sentences_en.SENTENCES, frame_en.FRAME),
    "vi": Language(sentences_vi.SENTENCES, frame_vi.FRAME),
}
