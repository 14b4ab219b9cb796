# shellcheck shell=sh
# The outside programs that some tests speak to, from Debian, where this user may install them.
# To be sourced after setup.sh; then call `get_tools`.

tools='mosquitto victoria-metrics mbpoll socat' # each is also the name of its Debian package
sources='libmodbus-dev gcc libc6-dev' # libmodbus's own test programs, and what compiles them
policy=/usr/sbin/policy-rc.d
policy_mark='written by the ./test of lightctl'

PATH=$PATH:/usr/sbin:/sbin # where Debian keeps servers, and an ordinary user's PATH does not look
export PATH

get_tools() {
    remove_policy
    [ -n "$(missing_tools)" ] || return 0
    if is_root && has apt-get; then
        install_tools
    fi
    left=$(missing_tools)
    [ -z "$left" ] || say "Not here: $left (root gets them with apt-get); the tests that need them are skipped or fail and say so."
}

missing_tools() {
    lacking=
    for tool in $tools; do
        has "$tool" || lacking="${lacking:+$lacking }$tool"
    done
    for source in $sources; do
        installed "$source" || lacking="${lacking:+$lacking }$source"
    done
    printf '%s' "$lacking"
}

installed() {
    has dpkg-query && [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# In a subshell, so that the policy goes however the installation ends.
install_tools() (
    say "Installing $(missing_tools) from Debian (without starting any service) ..."
    trap remove_policy EXIT
    trap 'exit 130' INT HUP TERM
    forbid_services
    apt_get update || say "Debian's package lists could not be brought up to date: see ${log:?}."
    for tool in $(missing_tools); do
        apt_get install -y --no-install-recommends "$tool" || say "Debian gave no $tool: see $log."
    done
)

# Packages ask this program before they start a service; 101 means no. One that is there already stays.
forbid_services() {
    [ ! -e "$policy" ] || return 0
    printf '#!/bin/sh\n# %s\nexit 101\n' "$policy_mark" >"$policy"
    chmod 755 "$policy"
}

remove_policy() {
    if is_root && grep -qsF "$policy_mark" "$policy"; then rm -f "$policy"; fi
}
