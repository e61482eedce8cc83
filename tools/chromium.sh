# The browser of the browser tests: Debian's Chromium without windows, which costs half of what the whole one does;
# installed when it is missing and we may. Where there is none, the whole one will do.

need_chromium() {
  command -v chromium-headless-shell >/dev/null && return
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    say "Installing Chromium for the browser tests …"
    { apt-get update -qq && { install chromium-headless-shell || install chromium; }; } >/dev/null 2>&1 && return
  fi
  command -v chromium >/dev/null ||
    say "Chromium is not installed: the browser tests will be skipped (Debian: apt install chromium-headless-shell)."
}

install() { DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$1"; }
