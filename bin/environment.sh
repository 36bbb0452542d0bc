# Shared by bin/run, bin/manage and bin/test: makes the project's environment where it is missing or out of date.
# Everything it prints goes to stderr, so that a command's own output stays clean.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
venv="$root/.venv"
python="$venv/bin/python"

find_python() {
    for candidate in "${PYTHON:-}" python3.13 python3.12 python3.11 python3; do
        if [ -n "$candidate" ] && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    echo "QuotaHit needs Python 3.11 or later. Install it, or name it: PYTHON=/path/to/python3 $0" >&2
    exit 2
}

install() {
    if command -v uv >/dev/null 2>&1; then
        [ -x "$python" ] || uv venv --quiet --python "$(find_python)" "$venv" >&2
        uv pip install --quiet --python "$python" -r "$1" >&2
    else
        [ -x "$python" ] || "$(find_python)" -m venv "$venv" >&2
        "$python" -m pip install --quiet --disable-pip-version-check -r "$1" >&2
    fi
}

pins_of() { cat "$root/requirements.txt" "$root/$1" | cksum; }

# ensure_environment FILE: installs FILE's pins unless exactly these are in place; safe when two commands start at once.
ensure_environment() {
    local requirements="$root/$1" stamp="$venv/installed-${1%.txt}" lock="$root/.venv.lock"
    local wanted
    wanted=$(pins_of "$1")
    [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] && [ -x "$python" ] && return
    local waited=0
    until mkdir "$lock" 2>/dev/null; do
        waited=$((waited + 1))
        if [ "$waited" -gt 600 ]; then
            echo "Another command has been installing for ten minutes. If none is running, remove $lock." >&2
            exit 1
        fi
        sleep 1
    done
    trap 'rmdir "$lock" 2>/dev/null' EXIT
    if [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ]; then
        echo "Preparing the environment from $1 (once, about a minute) …" >&2
        install "$requirements"
        pins_of requirements.txt >"$venv/installed-requirements" # every file of pins begins with these
        echo "$wanted" >"$stamp"
    fi
    rmdir "$lock"
    trap - EXIT
}
