# SPDX-License-Identifier: GPL-3.0-or-later
# For shell tests, after tap.sh: a real gnome-keyring on a session bus of its own, in the throw-away home.

dbus-daemon --version >/dev/null 2>&1 && gnome-keyring-daemon --version >/dev/null 2>&1 || {
	echo '1..0 # SKIP no dbus-daemon or no gnome-keyring-daemon can be started here'
	exit 0
}
XDG_RUNTIME_DIR=$work/run XDG_DATA_HOME=$work/data
export XDG_RUNTIME_DIR XDG_DATA_HOME
mkdir -m 700 "$XDG_RUNTIME_DIR" "$XDG_DATA_HOME"

# wait_for COMMAND...: until it succeeds, 20 s at most
wait_for()
{
	tries=0
	until "$@" >/dev/null 2>&1; do
		tries=$((tries + 1))
		[ $tries -lt 400 ] || return 1
		sleep 0.05
	done
}

# Without folders of services, so that asking for a name starts nothing; with the limits of a usual session.
bus_start()
{
	cat >"$work/bus.conf" <<-END
		<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
		 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
		<busconfig><type>session</type><listen>unix:dir=$work</listen><auth>EXTERNAL</auth>
		<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/>
		<allow own="*"/></policy><limit name="max_match_rules_per_connection">50000</limit>
		<limit name="max_replies_per_connection">50000</limit></busconfig>
	END
	dbus-daemon --config-file="$work/bus.conf" --nofork --print-address=1 >"$work/address" 2>/dev/null &
	pids="$pids $!"
	wait_for test -s "$work/address" || return 1
	DBUS_SESSION_BUS_ADDRESS=$(cat "$work/address")
	export DBUS_SESSION_BUS_ADDRESS
}

# keyring_start [--unlock]
keyring_start()
{
	printf only-for-tests |
		gnome-keyring-daemon --foreground --components=secrets "$@" >"$work/keyring.log" 2>&1 &
	keyring=$!
	pids="$pids $keyring"
	wait_for dbus-send --session --print-reply --dest=org.freedesktop.secrets /org/freedesktop/secrets \
		org.freedesktop.DBus.Peer.Ping
}

keyring_lock()
{
	dbus-send --session --print-reply --dest=org.freedesktop.secrets /org/freedesktop/secrets \
		org.freedesktop.Secret.Service.Lock array:objpath:/org/freedesktop/secrets/aliases/default \
		>/dev/null
}
