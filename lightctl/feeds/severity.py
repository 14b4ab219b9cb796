"""Which of several WMO codes asks for the most light."""

from collections.abc import Iterable


def darkest(codes: Iterable[int | None]) -> int | None:
    """The code that asks for the most light: thunder, then fog and dust, then the highest; None of none."""
    return max((code for code in codes if code is not None), key=_rank, default=None)


def _rank(code: int) -> tuple[bool, bool, int]:
    return code >= 91 or code in {13, 17, 29}, 28 <= code <= 49, code
