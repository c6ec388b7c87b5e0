# SPDX-License-Identifier: GPL-3.0-or-later
# What the shell tests share: a home of their own, TAP, and the real program.

case $0 in */*) here=$(cd "${0%/*}" && pwd) ;; *) here=$(pwd) ;; esac
weir=${WEIR:-$(pwd)/../src/weir}
[ -x "$weir" ] || {
	echo "Bail out! there is no program $weir"
	exit 99
}
work=$(mktemp -d "${TMPDIR:-/tmp}/weir-test.XXXXXX") || exit 99
pids=
trap 'kill $pids 2>/dev/null; rm -rf "$work"' EXIT
HOME=$work/home XDG_CONFIG_HOME=$work/config XDG_STATE_HOME=$work/state XDG_CACHE_HOME=$work/cache
LC_ALL=C.UTF-8
export HOME XDG_CONFIG_HOME XDG_STATE_HOME XDG_CACHE_HOME LC_ALL
unset LANGUAGE NO_COLOR COLUMNS TERM DBUS_SESSION_BUS_ADDRESS XDG_RUNTIME_DIR DISPLAY WAYLAND_DISPLAY
mkdir -p "$HOME"
number=0
failed=0

# ok NAME: the status of the command before decides.
ok()
{
	status=$?
	number=$((number + 1))
	if [ $status -eq 0 ]; then
		echo "ok $number - $1"
	else
		echo "not ok $number - $1"
		failed=1
		return 1
	fi
}

# same NAME EXPECTED ACTUAL: files
same()
{
	diff -u "$2" "$3" >"$work/diff"
	ok "$1" || sed 's/^/# /' "$work/diff"
}

# run ARGS...: output in $work/out and $work/err, the exit code in $code
run()
{
	runs=$((${runs-0} + 1))
	"$weir" "$@" >"$work/out" 2>"$work/err" </dev/null
	code=$?
	spare_leaks
}

# Under AddressSanitizer to look for leaks takes several times as long as a short command: every eighth does.
leaks=${ASAN_OPTIONS-}
spare_leaks()
{
	[ -n "$leaks" ] || return 0
	ASAN_OPTIONS=$leaks
	[ $((runs % 8)) -eq 0 ] || ASAN_OPTIONS=$leaks:detect_leaks=0
	export ASAN_OPTIONS
}

# says WORDS: stderr holds them in one line that begins with "weir: "
says()
{
	grep -F -e "$1" "$work/err" | grep -q '^weir: '
}

# The one secret of all tests with a real server (unit/suite.h).
marked=$(sed -n 's/^#define SUITE_MARKED "\(.*\)"$/\1/p' "$here/../unit/suite.h")
[ -n "$marked" ] || exit 99
known=$(mktemp "$work/known.XXXXXX")

# knows PATH...: files or folders that may hold the secret, because the test put it there
knows()
{
	printf '%s\n' "$@" >>"$known"
}

# The files below $work that hold it and may not.
sweep()
{
	MARKED=$marked "$weir" scan --value env:MARKED --fingerprint-key env:MARKED "$work" 2>/dev/null |
		grep ': own:env:MARKED ' | while IFS=: read -r path place; do
		while read -r one; do
			case $path in "$one" | "$one"/*) continue 2 ;; esac
		done <"$known"
		echo "$path:$place"
	done
}

# serve NAME ARGS...: starts a server; its line of JSON is in $work/NAME.json, its pid in $pids
serve()
{
	file=$work/$1.json
	shift
	case " $* " in *' --token '*) ;; *) set -- "$@" --token "$marked" ;; esac
	knows "$file"
	: >"$file"
	"$weir" demo --serve "$@" >"$file" 2>"$file.err" &
	pids="$pids $!"
	tries=0
	while [ "$(wc -l <"$file")" -eq 0 ] && [ $tries -lt 400 ]; do
		tries=$((tries + 1))
		sleep 0.05
	done
	[ "$(wc -l <"$file")" -eq 1 ]
}

# member NAME MEMBER: a text of the line
member()
{
	sed -n 's/.*"'"$2"'":"\([^"]*\)".*/\1/p' "$work/$1.json"
}

finish()
{
	sweep >"$work/swept"
	[ ! -s "$work/swept" ]
	ok 'nothing that was written holds the secret' || sed 's/^/# /' "$work/swept"
	echo "1..$number"
	exit $failed
}
