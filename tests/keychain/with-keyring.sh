#!/usr/bin/env bash
# Runs a command with a session bus and a Secret Service of its own, which know nothing of the
# user's and are gone afterwards.
# usage: with-keyring.sh unlocked|locked|none COMMAND...
#   unlocked  a keyring that is open
#   locked    the same keyring, closed, and nobody to ask for its password; COMMAND is run through
#             `eval` twice: with STAGE=before while it is open, then with STAGE=after
#   none      a bus without any keyring
set -euo pipefail

if [ -z "${WITH_KEYRING_DIR:-}" ]; then
  WITH_KEYRING_DIR=$(mktemp -d)
  export WITH_KEYRING_DIR
  trap 'rm -rf "$WITH_KEYRING_DIR"' EXIT
  mkdir -m 700 "$WITH_KEYRING_DIR"/{run,data,cache,config,services}
  export XDG_RUNTIME_DIR=$WITH_KEYRING_DIR/run XDG_DATA_HOME=$WITH_KEYRING_DIR/data
  export XDG_CACHE_HOME=$WITH_KEYRING_DIR/cache XDG_CONFIG_HOME=$WITH_KEYRING_DIR/config
  unset DISPLAY WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS
  # A bus of its own configuration starts nothing by itself.
  cat >"$WITH_KEYRING_DIR/bus.conf" <<CONF
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=$WITH_KEYRING_DIR/run</listen>
  <servicedir>$WITH_KEYRING_DIR/services</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
CONF
  # No exec: the trap must run.
  dbus-run-session --config-file="$WITH_KEYRING_DIR/bus.conf" -- "$0" "$@"
  exit $?
fi

owned() {
  dbus-send --session --print-reply --dest=org.freedesktop.DBus / \
    org.freedesktop.DBus.NameHasOwner string:org.freedesktop.secrets 2>/dev/null |
    grep -q "boolean $1"
}

wait_until_owned() {
  for _ in $(seq 100); do
    if owned "$1"; then return; fi
    sleep 0.05
  done
  echo "the keyring does not come up or go away" >&2
  exit 1
}

# The daemon reads the password to its end, and goes into the background before it owns its name.
start() {
  gnome-keyring-daemon "$@" --components=secrets --daemonize >/dev/null
  wait_until_owned true
}

state=$1
shift
case $state in
unlocked)
  printf '%s' 'password of a test' | start --unlock
  "$@"
  ;;
locked)
  printf '%s' 'password of a test' | start --unlock
  STAGE=before "$@"
  dbus-send --session --print-reply --dest=org.freedesktop.secrets /org/freedesktop/secrets \
    org.freedesktop.Secret.Service.Lock \
    array:objpath:/org/freedesktop/secrets/collection/login >/dev/null
  STAGE=after "$@"
  ;;
none)
  "$@"
  ;;
*)
  echo "unknown state $state" >&2
  exit 2
  ;;
esac
