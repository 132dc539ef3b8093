#!/bin/sh
# The virtual environment, for the Makefile:
#   bootstrap.sh create VENV             with the first Python >= 3.11 found (or the one named by PYTHON)
#   bootstrap.sh install VENV FILE       the packages of a requirement file, at the versions of constraints.txt
# uv installs in seconds what takes pip a minute; where uv cannot be had, or cannot reach the packages (it reads no pip.conf), pip
# does it.
set -eu

create() {
    for python in ${PYTHON:-python3 python3.13 python3.12 python3.11 python}; do
        if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            "$python" -m venv "$1" && return
            rm -rf "$1"
            command -v uv >/dev/null && uv venv --quiet --python "$python" "$1" && return
            echo "$python cannot make a virtual environment. On Debian or Ubuntu: apt install python3-venv" >&2
            exit 1
        fi
    done
    echo "Price Tracker needs Python 3.11 or newer; none was found. Name one: make PYTHON=/path/to/python3.12 ..." >&2
    exit 1
}

install() {
    if command -v uv >/dev/null; then
        uv=uv
    else
        uv="$1/bin/uv"
        [ -x "$uv" ] || "$1/bin/python" -m pip install --quiet --disable-pip-version-check uv || uv=
    fi
    echo "Installing $2 (once; later starts skip this)"
    if [ -n "$uv" ] && "$uv" pip install --quiet --python "$1/bin/python" -r "$2" -c constraints.txt; then
        return
    fi
    [ -z "$uv" ] || echo "uv did not manage; pip takes over" >&2
    "$1/bin/python" -m pip install --quiet --disable-pip-version-check -r "$2" -c constraints.txt
}

"$@"
