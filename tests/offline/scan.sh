#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# `weir scan` from outside.  Its data is made here, so that no scanner of sources finds anything in this file.

. "${0%/*}/tap.sh"
cd "$work" || exit 99
unset WEIR_SCAN_KEY
value=k9-f83jQxz2Lw7Rt
line="postgres"; line="$line://robot:$value@db.internal/desk"
token="glp"; token="${token}at-Xb3kQ9vLw2NrT8yHcZ5d"
mkdir logs logs/.git
printf 'first\n  connecting to %s\nlast\n' "$line" >logs/a.log
printf 'GET /x?id=7 200\n' >logs/clean.log
printf 'in version control %s\n' "$token" >logs/.git/config
{ printf 'one\n'; printf 'two "%s"\n' "$token"; } | gzip >logs/b.log.gz
export SCAN_KEY=a-key-for-these-tests
key="--fingerprint-key env:SCAN_KEY"

# shellcheck disable=SC2086
run scan $key logs
[ $code -eq 1 ] && [ ! -s "$work/err" ] && [ "$(wc -l <"$work/out")" -eq 2 ] &&
	grep -q '^logs/a.log:2:34: url-password … (16) [0-9a-f]\{16\}$' "$work/out" &&
	grep -q '^logs/b.log.gz:2:6: gitlab-token …cZ5d (26) [0-9a-f]\{16\}$' "$work/out"
ok 'a folder: place, kind, tail, length, fingerprint; gzip; no version control' || cat "$work/out" "$work/err"
! grep -q -e "$value" -e "$token" "$work/out"
ok 'no value is written'

cp "$work/out" first
# shellcheck disable=SC2086
run scan $key logs
same 'the same again with the same key' first "$work/out"
SCAN_KEY=another-key-for-them
# shellcheck disable=SC2086
run scan $key logs
! cmp -s first "$work/out"
ok 'other fingerprints with another key'
SCAN_KEY=a-key-for-these-tests

# shellcheck disable=SC2086
"$weir" scan $key - <logs/a.log >out 2>err
[ $? -eq 1 ] && grep -q '^-:2:34: url-password' out
ok 'standard input'
# shellcheck disable=SC2086
"$weir" scan $key <logs/b.log.gz >out 2>err
[ $? -eq 1 ] && grep -q '^-:2:6: gitlab-token' out
ok 'gzip on standard input, without a word'
run scan logs/clean.log
[ $code -eq 0 ] && [ ! -s "$work/out" ] && [ ! -s "$work/err" ]
ok 'nothing found: exit 0 and no output'

# shellcheck disable=SC2086
run scan $key --format json logs
[ $code -eq 1 ] && grep -q '"schema":"weir/scan/1"' "$work/out" && grep -q '"findings":2' "$work/out" &&
	[ "$(grep -c '"fingerprint":' "$work/out")" -eq 2 ]
ok 'JSON' || cat "$work/out"
# shellcheck disable=SC2086
run scan $key --format sarif logs
[ $code -eq 1 ] && grep -q '"version":"2.1.0"' "$work/out" && grep -q '"exitCode":1' "$work/out" &&
	grep -q '"uri":"logs/a.log"' "$work/out"
ok 'SARIF' || cat "$work/out"

# ---- what is accepted ----

print=$(sed -n 's/.*gitlab-token.* //p' first)
cat >accepted <<END
[suppression 1]
check=gitlab-token
fingerprint=$print
reason=false-positive
text=made for a test
by=Kim
END
# shellcheck disable=SC2086
run scan $key --suppress accepted logs
[ $code -eq 1 ] && [ "$(wc -l <"$work/out")" -eq 1 ] && says '1 finding is suppressed'
ok 'a finding that is accepted does not count' || cat "$work/out" "$work/err"
# shellcheck disable=SC2086
run scan $key --suppress accepted logs/b.log.gz
[ $code -eq 0 ] && [ ! -s "$work/out" ]
ok 'where all are accepted the exit code is 0'
# shellcheck disable=SC2086
run scan $key --suppress accepted --format json logs/b.log.gz
[ $code -eq 0 ] && grep -q '"suppressed":"made for a test"' "$work/out"
ok 'JSON says why' || cat "$work/out"
sed 's/^check.*/check=url-password/' accepted >other
# shellcheck disable=SC2086
run scan $key --suppress other logs/b.log.gz
[ $code -eq 1 ]
ok 'a fingerprint of another kind is none'

# ---- own values ----

mkdir -p "$XDG_CONFIG_HOME/weir"
cat >"$XDG_CONFIG_HOME/weir/weir.conf" <<END
[server desk]
url=http://127.0.0.1:9
token=env:DESK_TOKEN

[server desk trigger made]
secret=file:$work/signing
END
printf 'plain words and no more\n' >signing
DESK_TOKEN='only weir knows it'
export DESK_TOKEN
{
	printf 'as it is: %s\n' "$DESK_TOKEN"
	printf 'xy%s' "$DESK_TOKEN" | base64
	printf '%s' "$DESK_TOKEN" | od -An -v -tx1 | tr -d ' \n'
	printf '\nof the trigger: plain%%20words%%20and%%20no%%20more\n'
} >own.log
run scan own.log
[ $code -eq 0 ]
ok 'nobody else knows these values' || cat "$work/out"
# shellcheck disable=SC2086
run scan $key --target desk own.log
[ $code -eq 1 ] && [ "$(grep -c ': own:env:DESK_TOKEN … ([0-9]*) [0-9a-f]\{16\}$' "$work/out")" -eq 3 ] &&
	[ "$(grep -c ': own:file:' "$work/out")" -eq 1 ] &&
	[ "$(sed -n 's/.*DESK_TOKEN.* //p' "$work/out" | sort -u | wc -l)" -eq 1 ]
ok 'its own, raw, in base64 and hex, with one fingerprint; those of triggers' || cat "$work/out" "$work/err"
unset DESK_TOKEN
run scan --target desk own.log
[ $code -eq 2 ] && says 'DESK_TOKEN'
ok 'a value that cannot be had is told' || cat "$work/err"
run scan --target desc own.log
[ $code -eq 2 ] && says "did you mean 'desk'"
ok 'a server that is none'

# ---- a file that grows ----

wait_for() # PATTERN in follow.out
{
	tries=0
	until grep -q "$1" follow.out || [ $tries -ge 100 ]; do
		tries=$((tries + 1))
		sleep 0.1
	done
	grep -q "$1" follow.out
}
printf 'begin\n' >grows.log
# shellcheck disable=SC2086
"$weir" scan $key --follow grows.log >follow.out 2>follow.err &
follower=$!
pids="$pids $follower"
printf 'key %s.\n' "$token" >>grows.log
wait_for '^grows.log:2:5: gitlab-token'
ok 'followed: told soon, with nothing behind it' || cat follow.out follow.err
mv grows.log grows.log.1
printf 'rotated: %s\n' "$line" >grows.log
wait_for '^grows.log:1:27: url-password'
ok 'followed: the file that takes its name' || cat follow.out
: >grows.log
sleep 0.5
printf 'cut %s \n' "$token" >>grows.log
wait_for '^grows.log:1:5: gitlab-token'
ok 'followed: a file that was cut' || cat follow.out
kill -INT $follower
wait $follower
[ $? -eq 1 ] && [ "$(wc -l <follow.out)" -eq 3 ]
ok 'stopped with Ctrl-C, exit 1, nothing told twice' || cat follow.out

{
	printf 'first %s\n' "$token"
	sleep 2
} | "$weir" scan --fingerprint-key env:SCAN_KEY - >pipe.out 2>/dev/null &
tries=0
until [ -s pipe.out ] || [ $tries -ge 15 ]; do
	tries=$((tries + 1))
	sleep 0.1
done
[ -s pipe.out ]
ok 'a pipe that is quiet: told before its end'
wait $!

# ---- what cannot be read ----

run scan nowhere.log logs/clean.log
[ $code -eq 2 ] && says 'nowhere.log'
ok 'a file that is not there: exit 2'
head -c 40 logs/b.log.gz >cut.gz
run scan cut.gz
[ $code -eq 2 ] && says 'cut off'
ok 'gzip that is cut off'
ln -s /dev/zero logs/link
mkfifo logs/pipe
# shellcheck disable=SC2086
run scan $key logs
[ $code -eq 1 ] && [ "$(wc -l <"$work/out")" -eq 2 ]
ok 'links and pipes in a folder are left alone'
run scan --follow logs
[ $code -eq 2 ]
ok 'a folder cannot be followed'
if [ -c /dev/full ]; then
	# shellcheck disable=SC2086
	timeout 20 "$weir" scan $key logs >/dev/full 2>"$work/err"
	[ $? -eq 2 ] && says 'No space left'
	ok 'a full disk is told, exit 2' || cat "$work/err"
fi
# shellcheck disable=SC2086
timeout 20 "$weir" scan $key --format json - </dev/null >out 2>err
[ $? -eq 0 ] && grep -q '"findings":\[\]' out || grep -q '"findings":0' out
ok 'nothing at all is a whole document'

# ---- the sweep of these tests ----

printf 'xx%s' "$marked" | base64 >planted
sweep | grep -q "^$work/planted:"
ok 'the sweep finds the secret where it is planted'
rm planted

finish
