#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# weir listen and weir captures, each a process of its own; curl is not needed: one weir listen forwards to another.

. "${0%/*}/tap.sh"
cd "$here" || exit 99

# listen NAME ARGS...: sets port; its output is in $work/NAME.out, its pid in $pid
listen()
{
	name=$1
	shift
	"$weir" listen "$@" >"$work/$name.out" 2>"$work/$name.err" </dev/null &
	pid=$!
	pids="$pids $pid"
	tries=0
	while [ ! -s "$work/$name.out" ] && [ $tries -lt 200 ]; do
		tries=$((tries + 1))
		sleep 0.05
	done
	port=$(sed -n '1s/.*127\.0\.0\.1:\([0-9]*\).*/\1/p' "$work/$name.out")
	[ -n "$port" ]
}

# send PORT FILE: the bytes of a request as they are; the answer is in $work/answer
send()
{
	perl -e '
		use Socket; my ($port, $file) = @ARGV; local $/;
		open my $in, "<:raw", $file or die; my $bytes = <$in>;
		socket(my $s, PF_INET, SOCK_STREAM, 0) or die;
		connect($s, sockaddr_in($port, INADDR_LOOPBACK)) or die "connect: $!";
		binmode $s; syswrite $s, $bytes; my $all = "";
		while (sysread $s, my $part, 65536) { $all .= $part } print $all' "$1" "$2" >"$work/answer"
}

# request NAME: a POST with every byte there is; its body is in $work/NAME.body
request()
{
	perl -e 'binmode STDOUT; print join "", map { chr } 0 .. 255' >"$work/$1.body"
	{
		printf 'POST /hooks/a?token=tok-91827364 HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n'
		printf 'Authorization: Bearer bearer-91827364\r\nContent-Length: 256\r\n\r\n'
		cat "$work/$1.body"
	} >"$work/$1.request"
}

# --- what comes is shown, recorded, passed on and answered --------------------------------------------------

request one
listen last --format json --count 2 --save "$work/last"
ok 'one line says where it listens'
last=$pid
listen first --forward "http://127.0.0.1:$port/base" --count 2
first=$pid
send "$port" "$work/one.request"
head -n 1 "$work/answer" | grep -q '^HTTP/1.1 200'
ok 'an event is answered as the forwarded one was'
send "$port" "$work/one.request"
wait "$first" && wait "$last"
ok 'both end after their count, with exit code 0'
grep -q 'POST /hooks/a?token=not-shown  256 bytes  200' "$work/first.out" && grep -q '2 events' "$work/first.err"
ok 'a person reads one line about it'
[ "$(wc -l <"$work/last.out")" -eq 3 ] && grep -q '"schema":"weir/capture/1"' "$work/last.out" &&
	grep -q '"target":"/base/hooks/a?token=not-shown"' "$work/last.out"
ok 'a program reads a document a line'
! grep -rq 91827364 "$work/last" "$XDG_STATE_HOME" "$work/first.out" "$work/last.out"
ok 'tokens in headers and query are recorded and shown nowhere'
[ -z "$(find "$XDG_STATE_HOME/weir/captures" "$work/last" -perm /077)" ]
ok 'files and folders are for their owner alone'

# --- captures ------------------------------------------------------------------------------------------------

run captures
[ "$code" -eq 0 ] && [ "$(wc -l <"$work/out")" -eq 3 ] && grep -q ' POST .* 256 .* 200 .* 200$' "$work/out"
ok 'captures are listed'
run captures --folder "$work/last" --format json
[ "$code" -eq 0 ] && grep -q '"schema": "weir/captures/1"' "$work/out"
ok 'and as JSON, of another folder'
run captures show 1
[ "$code" -eq 0 ] && grep -q 'Authorization: «not shown»' "$work/out"
ok 'one is shown with its headers'
run captures show 9
[ "$code" -eq 2 ] && says 'no capture 9'
ok 'one that is not there is a mistake in use'
run captures export --har "$work/all.har"
[ "$code" -eq 0 ] && cmp -s "$work/all.har.bodies/1" "$work/one.body" && cmp -s "$work/all.har.bodies/2" "$work/one.body"
ok 'exported: the bodies lie beside, byte for byte'
run captures export 1 --har "$work/all.har" --folder "$work/last"
[ "$code" -eq 0 ] && cmp -s "$work/all.har.bodies/1" "$work/one.body" && grep -q '"_encoding":"base64"' "$work/all.har"
ok 'and so are those that were forwarded'
run captures import "$work/all.har"
[ "$code" -eq 0 ] && grep -q 'number 3' "$work/out"
ok 'a HAR file is taken in'
run captures export 3 --har "$work/again.har"
[ "$code" -eq 0 ] && cmp -s "$work/again.har.bodies/3" "$work/one.body"
ok 'with the same bytes'
echo '{}' >"$work/none.har"
run captures import "$work/none.har"
[ "$code" -eq 3 ] && says 'no HAR file'
ok 'what is none is said to be none'
run captures delete 1 3
[ "$code" -eq 0 ] && run captures --format csv && [ "$(wc -l <"$work/out")" -eq 2 ]
ok 'deleted'
run captures delete
[ "$code" -eq 2 ] && says '--all'
ok 'nothing is deleted by leaving out its number'

# --- answers as told, and the end ------------------------------------------------------------------------------

listen told --status 503 --delay 100 --no-save
send "$port" "$work/one.request"
head -n 1 "$work/answer" | grep -q '^HTTP/1.1 503'
ok 'a status that was asked for'
kill -INT "$pid" && wait "$pid"
ok 'a signal ends it, with exit code 0'
listen two
run listen
[ "$code" -eq 2 ] && says 'another weir writes'
ok 'two do not write into one folder'
run captures delete --all
[ "$code" -eq 2 ] && says 'another weir writes'
ok 'and nothing is deleted under a writer'
listen third --no-save
ok 'one that records nothing may run beside'
kill "$pid"
wait "$pid"

# --- killed --------------------------------------------------------------------------------------------------

sent=0
while [ $sent -lt 5 ]; do
	set -- $pids
	two=$(sed -n '1s/.*127\.0\.0\.1:\([0-9]*\).*/\1/p' "$work/two.out")
	send "$two" "$work/one.request"
	sent=$((sent + 1))
done
pkill=$(echo "$pids" | awk '{ print $4 }')
kill -KILL "$pkill"
wait "$pkill" 2>/dev/null
run captures --format csv
[ "$code" -eq 0 ] && [ "$(wc -l <"$work/out")" -eq 7 ]
ok 'killed: whatever was answered is in the log'
log=$(find "$XDG_STATE_HOME/weir/captures" -name '*.log' | sort | tail -n 1)
printf 'half a record' >>"$log"
run captures --format csv
[ "$code" -eq 0 ] && [ "$(wc -l <"$work/out")" -eq 7 ] && says '13 bytes at the end'
ok 'a torn end is said and left out'
listen after --count 1
send "$port" "$work/one.request"
wait "$pid"
run captures --format csv
[ "$code" -eq 0 ] && [ "$(wc -l <"$work/out")" -eq 8 ]
ok 'and the next one goes on'

# --- signatures ------------------------------------------------------------------------------------------------

HOOK=a-secret-of-sixteen-and-more
export HOOK
listen signed --count 1 --no-save --format json --scheme github-sha256 --secret env:HOOK
send "$port" "$work/one.request"
wait "$pid"
head -n 1 "$work/answer" | grep -q '^HTTP/1.1 401' && grep -q '"signature":"missing"' "$work/signed.out"
ok 'an event without its signature is answered 401'
run listen --secret env:HOOK
[ "$code" -eq 2 ] && says '--scheme'
ok 'a secret without its scheme is a mistake in use'
run listen --scheme github-sha265
[ "$code" -eq 2 ] && says 'github-sha256'
ok 'a scheme that was mistyped'
run listen --no-save --keep-secrets
[ "$code" -eq 2 ] && says '--no-save'
ok 'options that do not go together'

finish
