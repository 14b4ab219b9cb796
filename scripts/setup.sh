# shellcheck shell=sh
# Makes .venv ready for ./demo, ./test and scripts/check, or says in one sentence why it cannot.
# To be sourced with $root set to the checkout; then call `set_up run` or `set_up dev`.

venv=${root:?is the checkout}/.venv
log=$root/.venv-setup.log
making=$venv/.lightctl-making # there while packages are being installed, and after a break
fits_lightctl='import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))'

say() { printf '%s\n' "$*" >&2; }

stop() {
    say "$*"
    exit 1
}

has() { command -v "$1" >/dev/null 2>&1; }

is_root() { [ "$(id -u)" = 0 ]; }

# set_up run|dev: what is ready is used as it is, also by somebody who may only read it.
set_up() {
    unset PYTHONHOME PYTHONPATH PIP_TARGET PIP_PREFIX PIP_USER
    is_ready "$1" && return 0
    refuse_bad_places
    lock
    is_ready "$1" || make_ready "$1"
    unlock
}

is_ready() {
    [ "$(cat "$venv/.lightctl-$1" 2>/dev/null)" = "$(stamp)" ] &&
        "$venv/bin/python" -I -c 'import lightctl' >/dev/null 2>&1
}

# The environment belongs to this place and to these two files; a change of any makes it stale.
stamp() {
    printf '%s\n' "$venv"
    cksum <"$root/pyproject.toml"
    cksum <"$root/constraints.txt"
}

refuse_bad_places() {
    case $root in
    *:*) stop "A Python environment cannot live in a path with ':' in it: move the checkout $root." ;;
    esac
    [ -w "$root" ] ||
        stop "$(id -un) may not write in $root: clone the repository into a folder of your own."
    [ ! -e "$venv" ] || [ -w "$venv" ] ||
        stop "$venv belongs to somebody else: remove it as its owner, or clone the repository anew."
    [ ! -e "$log" ] || [ -w "$log" ] ||
        stop "$log belongs to somebody else: remove it as its owner, or clone the repository anew."
}

# One set-up at a time; the kernel lets go of the lock however this one ends.
lock() {
    has flock || return 0
    exec 9<"$root"
    flock -n 9 && return 0
    say "Waiting for another set-up of this checkout to finish ..."
    flock 9 || say "This file system has no locks: going on without one."
}

unlock() { exec 9<&-; }

make_ready() {
    : >"$log"
    is_sound || make_venv
    say "Installing lightctl's packages into .venv (the first time about a minute) ..."
    : >"$making"
    install_packages "$1" || explain_pip
    stamp >"$venv/.lightctl-run"
    [ "$1" = run ] || stamp >"$venv/.lightctl-dev"
    rm -f "$making"
    is_ready "$1" || stop "lightctl was installed but cannot be imported: see $log."
}

# Whole, not moved, of a Python that fits: then packages can be added to it as it is.
is_sound() {
    [ ! -e "$making" ] &&
        "$venv/bin/python" -I -c "$fits_lightctl" >/dev/null 2>&1 &&
        has_pip &&
        head -n 3 "$venv/bin/pip" 2>/dev/null | grep -qF "$venv/bin/python"
}

has_pip() { "$venv/bin/python" -I -m pip --version >/dev/null 2>&1; }

install_packages() {
    wanted=$root
    [ "$1" = run ] || wanted="${root}[dev]"
    PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_RETRIES="${PIP_RETRIES:-3}" PIP_NO_INPUT=1 \
        "$venv/bin/python" -I -m pip install -c "$root/constraints.txt" -e "$wanted" \
        >>"$log" 2>&1 9<&-
}

explain_pip() {
    if grep -qi 'no space left' "$log"; then
        stop "The disk is full: lightctl's packages need about 400 MB under $root."
    fi
    if grep -qiE "$network_words" "$log"; then
        stop "No package index answers: connect this machine to the network (or point pip to a mirror)" \
            "and start again; pip's own words are in $log."
    fi
    stop "pip could not install lightctl's packages; its own words are in $log."
}
network_words='connection broken|name resolution|failed to establish|unreachable|timed out'
network_words="$network_words|ProxyError|SSLError|ConnectionError|dns error|no matching distribution"

make_venv() {
    say "Making a Python environment in .venv ..."
    try_venv || try_apt || try_uv || try_virtualenv || explain_python
}

# Out of the way first, removed after: a break in between leaves no half environment in place.
clear_venv() {
    [ ! -e "$venv" ] || mv "$venv" "$root/.venv.old.$$"
    rm -rf "$root"/.venv.old.*
}

pythons() {
    for name in python3 python3.13 python3.12 python3.11; do
        has "$name" && "$name" -I -c "$fits_lightctl" >/dev/null 2>&1 && echo "$name"
    done
    return 0
}

# Debian's python3 has the venv module but, without python3-venv, not what it needs: so really try.
try_venv() {
    for python in $(pythons); do
        clear_venv
        "$python" -m venv "$venv" >>"$log" 2>&1 && has_pip && return 0
    done
    clear_venv
    return 1
}

apt_get() {
    DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 \
        apt-get -q -o DPkg::Lock::Timeout=120 "$@" >>"$log" 2>&1 </dev/null 9<&-
}

try_apt() {
    is_root && has apt-get || return 1
    say "Installing Debian's python3-venv ..."
    apt_get update
    for package in python3-venv python3.13-venv python3.12-venv python3.11-venv; do
        apt_get install -y --no-install-recommends "$package" && try_venv && return 0
    done
    return 1
}

try_uv() {
    has uv || return 1
    clear_venv
    uv venv --quiet --seed --python '>=3.11,<3.14' "$venv" >>"$log" 2>&1 && has_pip
}

try_virtualenv() {
    has virtualenv || return 1
    for python in $(pythons); do
        clear_venv
        virtualenv --quiet --python "$python" "$venv" >>"$log" 2>&1 && has_pip && return 0
    done
    return 1
}

explain_python() {
    clear_venv
    if grep -qi 'no space left' "$log"; then
        stop "The disk is full: lightctl's packages need about 400 MB under $root."
    fi
    if [ -n "$(pythons)" ]; then
        stop "This Python cannot make virtual environments: run 'apt-get install python3-venv' as root" \
            "(or install uv or virtualenv) and start again."
    fi
    found=$(python3 -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || found=none
    stop "lightctl needs Python 3.11, 3.12 or 3.13 (found: $found): run 'apt-get install python3 python3-venv'" \
        "as root where Debian or Ubuntu has one of these (or install uv) and start again."
}
