# The browser of the browser tests: Debian's Chromium, installed when it is missing and we may.

need_chromium() {
  command -v chromium >/dev/null && return
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    say "Installing Chromium for the browser tests …"
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium; } >/dev/null 2>&1 && return
  fi
  say "Chromium is not installed: the browser tests will be skipped (Debian: apt install chromium)."
}
