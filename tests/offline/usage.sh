#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Wrong use: the exit code is 2, stdout stays empty, one sentence says what is wrong.

. "${0%/*}/tap.sh"
cd "$here" || exit 99

wrong()
{
	words=$1
	shift
	run "$@"
	[ "$code" -eq 2 ] && [ ! -s "$work/out" ] && says "$words" && [ "$(wc -l <"$work/err")" -eq 1 ]
	ok "weir $*: $words" || sed 's/^/# /' "$work/err"
}

wrong "did you mean 'actions'?" actons
wrong "no command and no configured server" frobnicate
wrong 'did you mean --format?' actions --fromat json
wrong "one of text, json, csv, not 'xml'" actions --format xml
wrong '--format wants a value' actions --format
wrong "there is no option -Z" actions -Z
wrong 'no server is configured' actions
wrong "there is no server 'desk'" actions desk
wrong 'there is no group @all' actions @all
wrong 'only http://, https:// and unix:' actions ftp://x
wrong 'no query and no fragment' actions 'http://x/?a=b'
wrong 'is not taken' actions 'http://me:hunter2@x/'
wrong '--parallel takes a number' actions http://x --parallel 900
wrong 'from 0 to 1000000,' demo --subscriptions 1000001
wrong 'a number from 0.1 to 3600' actions http://x --timeout 0,5
wrong 'NAME is missing' show
wrong 'one argument too many' version 1
wrong "did you mean 'test'?" servers tset
wrong "there is no command 'actoins'" help actoins
wrong 'nowhere' effects nowhere
wrong 'cannot be read' effects /
wrong 'the screen needs a terminal' https://desk.example.com
wrong '--token: ' servers add desk https://x --token TOKEN
wrong '--token belongs to one server' actions http://x http://y --token env:T
wrong 'is the name of a command' servers add actions https://x
wrong 'is no URL' servers add desk desk.example.com

for secret in --token=hunter2hunter2 --engine-token=hunter2hunter2 --tokne=hunter2hunter2 -thunter2hunter2; do
	run actions http://127.0.0.1:1 "$secret"
	[ "$code" -eq 2 ] && ! grep -q hunter2 "$work/err" "$work/out"
	ok "a literal token is refused and not repeated: ${secret%hunter2hunter2}"
done
run actions 'http://me:hunter2@127.0.0.1:1/'
! grep -q hunter2 "$work/err" "$work/out"
ok 'a password in a URL is not repeated'

# Bytes of a stranger in an argument do not reach the terminal.
run actions "$(printf 'a\033[2Jb\233')"
[ "$code" -eq 2 ] && ! LC_ALL=C grep -q "$(printf '\033')" "$work/err"
ok 'an escape sequence in an argument is made visible'

run demo --list-flaws
[ "$code" -eq 0 ] && ! grep -q '^[^ ]*[~…]' "$work/out"
ok 'the ids of flaws are whole'

run --version
[ "$code" -eq 0 ] && grep -q '^weir [0-9]' "$work/out"
ok '--version'
cp "$work/out" "$work/version"
run version
[ "$code" -eq 0 ]
same 'version prints the same' "$work/version" "$work/out"
run --help
[ "$code" -eq 0 ] && grep -q '^Usage: weir' "$work/out" && [ ! -s "$work/err" ]
ok '--help goes to stdout'
finish
