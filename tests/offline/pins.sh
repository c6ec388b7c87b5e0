#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# weir pin and weir diff against a served demo, and the database that they share.

. "${0%/*}/tap.sh"
cd "$here" || exit 99
base=$XDG_STATE_HOME/weir/weir.db

serve one
ok 'a server'
DESK=$(member one token)
export DESK
run servers add desk "$(member one url)" --token env:DESK --env test

run doctor
[ "$code" -eq 0 ] && grep 'database' "$work/out" | grep -q 'not there' && [ ! -e "$base" ]
ok 'doctor makes no database'
run pin --list desk
[ "$code" -eq 0 ] && [ ! -e "$base" ]
ok 'and neither does the list of pins'
run diff desk
[ "$code" -eq 2 ] && says 'weir pin desk'
ok 'without a pin: exit 2, and what to do'

run pin desk --note 'as delivered'
[ "$code" -eq 0 ] && says 'first pin' && [ ! -s "$work/out" ]
ok 'the first pin'
[ "$(stat -c %a "$base")" = 600 ] && [ "$(stat -c %a "${base%/*}")" = 700 ]
ok 'its database is private'
! grep -q "$DESK" "${base%/*}"/*
ok 'the token is not in it'
run pin --list desk
[ "$code" -eq 0 ] && grep -q '1  .*manifest+components+openapi .* as delivered$' "$work/out"
ok 'it is listed'
run pin --list desk --format json
[ "$code" -eq 0 ] && grep -q '"schema": "weir/pins/1"' "$work/out" && grep -q '"note":"as delivered","pin":1' "$work/out"
ok 'as JSON too'
run diff desk
[ "$code" -eq 0 ] && says 'nothing changed from pin 1 to live' && [ ! -s "$work/out" ]
ok 'nothing changed: exit 0'
run pin desk
[ "$code" -eq 0 ] && says 'nothing changed since pin 1'
ok 'a second pin'
run doctor
[ "$code" -eq 0 ] && grep -q '^. *paths *database .*weir.db$' "$work/out" && grep -q 'SQLite' "$work/out"
ok 'doctor finds the database'

# The same desk, hardened: another address, so that the alias is led there.
serve two --flaws none
ok 'another server'
TWO=$(member two token)
export TWO
sed -i "s|^url *=.*|url = $(member two url)|; s|env:DESK|env:TWO|" "$XDG_CONFIG_HOME/weir/weir.conf"
run diff desk
[ "$code" -eq 1 ] && grep -q '^! guard-changed *trigger ' "$work/out" && [ ! -s "$work/err" ]
ok 'a changed server: exit 1'
run diff desk --format json
[ "$code" -eq 1 ] && grep -q '"schema": "weir/diff/1"' "$work/out" && grep -q '"from": "pin 2"' "$work/out" &&
	grep -q '"to": "live"' "$work/out" && grep -q '"target": "desk"' "$work/out" && grep -q '"kind":"' "$work/out"
ok 'as JSON'
! grep -q "$TWO" "$work/out"
ok 'without the token'
run pin desk
[ "$code" -eq 0 ] && says 'changes since pin 2' && grep -q 'guard-changed' "$work/out"
ok 'a pin of it says what changed'
run diff desk 1 2
[ "$code" -eq 0 ] && says 'from pin 1 to pin 2'
ok 'two pins, and no server is asked'
run diff desk 1 3
[ "$code" -eq 1 ]
ok 'two pins that differ'
run diff desk live 3
[ "$code" -eq 0 ]
ok 'the other way round'
run diff desk 9
[ "$code" -eq 2 ] && says 'pin 9'
ok 'a pin that is none'
run diff desk harbour live
[ "$code" -eq 1 ] && grep -q 'action-removed *action evict_vessel' "$work/out"
ok 'a folder against the server'
run pin desk --offline harbour
[ "$code" -eq 0 ]
ok 'a pin of documents in a folder'

run servers add dead http://127.0.0.1:9
run diff dead harbour live
[ "$code" -eq 3 ] && [ ! -s "$work/out" ] && says dead
ok 'a dead server is exit 3'
run pin dead
[ "$code" -eq 3 ] && says dead
ok 'and not pinned'
run pin --list dead --format csv
[ "$(wc -l <"$work/out")" -eq 1 ]
ok 'really not'

cp "$base" "$work/kept"
printf 'no database' >"$base"
rm -f "$base-wal" "$base-shm"
run pin desk
[ "$code" -eq 2 ] && says weir.db && [ "$(cat "$base")" = 'no database' ]
ok 'what is no database is left alone'
run doctor
[ "$code" -eq 2 ] && grep -q '^x.*database.*weir.db' "$work/out"
ok 'doctor says so'
cp "$work/kept" "$base"
run pin --list desk
[ "$code" -eq 0 ]
ok 'the right one is good again'
finish
