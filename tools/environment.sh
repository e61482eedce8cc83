# The Python environment of `run` and `check`: sourced by both, needs only python3 (3.11 or newer) and pip.

unset PYTHONDONTWRITEBYTECODE # where it is set, every process would compile anew all it imports: seconds, each time

say() { printf '%s\n' "$*" >&2; }

need_python() {
  command -v python3 >/dev/null || { say "python3 was not found: install Python 3.11 or newer (Debian: apt install python3 python3-pip)."; exit 1; }
  python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    { say "Ardoise needs Python 3.11 or newer; python3 here is $(python3 -V 2>&1)."; exit 1; }
  python3 -m pip --version >/dev/null 2>&1 || { say "pip was not found: install it (Debian: apt install python3-pip)."; exit 1; }
}

# prepare VENV LOCK: a virtual environment that holds exactly what the lock says, and this checkout.
prepare() {
  local venv=$1 lock=$2 stamp
  stamp=$(cat "$lock" tools/uv.lock pyproject.toml | sha256sum | cut -d' ' -f1)
  [ "$(cat "$venv/.stamp" 2>/dev/null)" = "$stamp" ] && return
  need_python
  say "Setting up the Python environment in $venv (once, about a minute) …"
  [ -x "$venv.tools/bin/uv" ] ||
    python3 -m pip install --quiet --disable-pip-version-check --no-warn-script-location --root-user-action=ignore \
      --require-hashes --target "$venv.tools" --upgrade -r tools/uv.lock
  [ -x "$venv/bin/python" ] || "$venv.tools/bin/uv" venv --quiet --python "$(command -v python3)" "$venv"
  VIRTUAL_ENV="$PWD/$venv" "$venv.tools/bin/uv" pip sync --quiet --require-hashes "$lock"
  VIRTUAL_ENV="$PWD/$venv" "$venv.tools/bin/uv" pip install --quiet --no-deps --no-build-isolation --editable .
  printf '%s' "$stamp" > "$venv/.stamp"
}
