"""The outside programs of the tests: installed where that is allowed, named where it is not."""

import os
import signal
from pathlib import Path

import pytest

from tests.setup.place import Place

SOURCE = (
    '. "$root/scripts/setup.sh"; . "$root/scripts/tools.sh"; '
    'tools="broker-x meter-x"; sources=; policy=$root/policy; '
)

# Notes whether services were forbidden while it installed, and puts the program on PATH.
APT = """#!/bin/sh
echo "apt-get $*" >>"$CALLS"
case "$*" in *update*) [ -z "${OFFLINE:-}" ] || exit 100 ;;
*install*)
    [ -z "${OFFLINE:-}" ] || exit 100
    [ ! -x "$root/policy" ] || echo "services: $(sh "$root/policy"; echo $?)" >>"$CALLS"
    [ -z "${HANGS:-}" ] || { echo hanging >>"$CALLS"; sleep 5; }
    for last; do :; done
    [ "$last" = "${REFUSED:-}" ] && exit 1
    printf '#!/bin/sh\\n' >"$(dirname "$0")/$last"
    chmod 755 "$(dirname "$0")/$last" ;;
esac
"""


@pytest.fixture
def place(tmp_path: Path) -> Place:
    place = Place(tmp_path).build()
    place.program("apt-get", APT)
    return place


def test_root_installs_them_with_services_forbidden(place: Place) -> None:
    done = place.sh(SOURCE + "get_tools; broker-x; meter-x", uid=0)
    assert done.returncode == 0, done.stderr
    assert place.called("services: 101") == 2
    assert place.called(" update") == 1
    assert not (place.root / "policy").exists()


def test_what_is_there_is_not_installed(place: Place) -> None:
    for name in ("broker-x", "meter-x"):
        place.program(name, "#!/bin/sh\n")
    done = place.sh(SOURCE + "get_tools", uid=0)
    assert (done.returncode, done.stderr) == (0, "")
    assert place.called("apt-get") == 0


def test_an_ordinary_user_is_told(place: Place) -> None:
    place.program("meter-x", "#!/bin/sh\n")
    done = place.sh(SOURCE + "get_tools")
    assert done.returncode == 0
    assert "broker-x" in done.stderr
    assert "meter-x" not in done.stderr
    assert place.called("apt-get") == 0


@pytest.mark.parametrize("there", [True, False])
def test_a_package_that_is_no_program_is_asked_for_by_its_own_name(place: Place, there: bool) -> None:
    place.program("dpkg-query", f"#!/bin/sh\nprintf {'installed' if there else 'not-installed'}\n")
    done = place.sh(SOURCE + "tools=; sources=lib-x; get_tools", uid=0)
    assert done.returncode == 0
    assert place.called("install") == (not there)
    assert ("lib-x" in done.stderr) == (not there)


def test_one_that_debian_lacks_does_not_stop_the_other(place: Place) -> None:
    done = place.sh(SOURCE + "get_tools; meter-x", uid=0, REFUSED="broker-x")
    assert done.returncode == 0, done.stderr
    assert "Debian gave no broker-x" in done.stderr


def test_without_a_network_the_tests_go_on(place: Place) -> None:
    done = place.sh(SOURCE + "get_tools; echo went on", uid=0, OFFLINE="yes")
    assert (done.returncode, done.stdout) == (0, "went on\n"), done.stderr
    assert "broker-x meter-x" in done.stderr.splitlines()[-1]
    assert not (place.root / "policy").exists()


def test_a_policy_of_somebody_else_stays(place: Place) -> None:
    (place.root / "policy").write_text("#!/bin/sh\nexit 104\n", encoding="utf-8")
    assert place.sh(SOURCE + "get_tools", uid=0).returncode == 0
    assert (place.root / "policy").read_text(encoding="utf-8") == "#!/bin/sh\nexit 104\n"


def test_a_policy_left_by_a_killed_run_is_removed(place: Place) -> None:
    assert place.sh(SOURCE + "forbid_services", uid=0).returncode == 0
    assert (place.root / "policy").exists()
    assert place.sh(SOURCE + "remove_policy", uid=0).returncode == 0
    assert not (place.root / "policy").exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_installation_leaves_no_policy(place: Place, number: signal.Signals) -> None:
    process = place.start(SOURCE + "install_tools", uid=0, HANGS="yes")
    while not place.called("hanging"):
        assert process.poll() is None
    assert (place.root / "policy").exists()
    os.killpg(process.pid, number)
    process.communicate(timeout=20)
    assert process.returncode != 0
    assert not (place.root / "policy").exists()
