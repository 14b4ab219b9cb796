"""Who counts as an administrator: root, by the kernel's word, and nobody else."""

import pytest

from lightctl.web import Caller


@pytest.mark.parametrize(("uid", "admin"), [(0, True), (1, False), (1000, False), (-1, False)])
def test_only_root_is_an_administrator(uid: int, admin: bool) -> None:
    assert Caller("root", uid).admin is admin
