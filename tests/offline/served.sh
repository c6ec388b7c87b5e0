#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Commands against the demo server, each a process of its own.

. "${0%/*}/tap.sh"
cd "$here" || exit 99
conf=$XDG_CONFIG_HOME/weir/weir.conf

serve one
ok 'one line of JSON says that it is ready'
DESK=$(member one token) ENGINE=$(member one engine_token)
export DESK ENGINE
first=$(sed -n 's/.*"connections":\["\([^"]*\)".*/\1/p' "$work/one.json")
url=$(member one url)
target="$url --token env:DESK"

# shellcheck disable=SC2086
run actions $target
[ "$code" -eq 0 ] && grep -q '^! delete  delete_ticket ' "$work/out" && [ ! -s "$work/err" ]
ok 'actions of a URL'
run actions "$url"
[ "$code" -eq 3 ] && says 401 && [ ! -s "$work/out" ]
ok 'without the token: exit 3, and why'
WRONG=wrong-wrong-wrong run actions "$url" --token env:WRONG
[ "$code" -eq 3 ] && says env:WRONG && ! grep -q wrong-wrong "$work/err"
ok 'a wrong token is named by its reference'
run actions "$url" --token env:DESK --format json
[ "$code" -eq 0 ] && grep -q "\"server\": \"$url\"" "$work/out" && grep -q '"schema": "weir/actions/1"' "$work/out"
ok 'actions as JSON'
! grep -q "$DESK" "$work/out"
ok 'and the token is not in it'

run servers add desk "$url" --token env:DESK --engine "$(member one engine)" --engine-token env:ENGINE \
	--connection "$first" --env test
run triggers desk
[ "$code" -eq 0 ] && grep -q 'POST /hooks/ticket-changed/{subscriptionId}' "$work/out"
ok 'triggers of an alias'
run show desk delete_ticket
[ "$code" -eq 0 ] && grep -q '^effect  *! delete, destructive' "$work/out"
ok 'show an action'
run show ticket_changed --format json
[ "$code" -eq 0 ] && grep -q '"schema": "weir/triggers/1"' "$work/out"
ok 'show a trigger of the only server'
run connections desk --format json
[ "$code" -eq 0 ] && grep -q "\"found\":true,\"id\":\"$first\"" "$work/out"
ok 'connections'
run connections desk --connection deadbeef-0000-0000-0000-000000000000
[ "$code" -eq 3 ] && grep -q '^x deadbeef.*missing' "$work/out"
ok 'a connection that is not there is missing, and exit 3'
run subscriptions desk --format json
[ "$code" -eq 0 ] && grep -q '{"callback":"http.*,"connection":".*,"id":".*,"options":{.*},"secrets_returned":.*,"trigger":"' "$work/out"
ok 'subscriptions of the engine'
run subscriptions "$url" --token env:DESK --connection "$first"
[ "$code" -eq 0 ] && grep -q '^o ticket_changed .* ok$' "$work/out"
ok 'subscriptions of a connection, with verdicts'
run servers test desk
[ "$code" -eq 0 ] && grep -q '^o desk .*token ok' "$work/out" && [ ! -s "$work/err" ]
ok 'servers test'
run servers test desk --engine-token env:DESK
[ "$code" -eq 3 ] && grep -q '^! desk' "$work/out" && says desk
ok 'servers test finds a wrong engine token'

run servers add dead http://127.0.0.1:9
printf '[group both]\nmembers = desk;dead\n' >>"$conf"
run servers list --probe
[ "$code" -eq 3 ] && grep -q '^o desk' "$work/out" && grep -q '^x dead' "$work/out"
ok 'servers list --probe: one up, one down, exit 3'
run actions @both
[ "$code" -eq 3 ] && grep -q '^desk  *! delete' "$work/out" && says dead
ok 'a group with a dead server: what came is printed, exit 3'
run actions @both --format json
[ "$code" -eq 3 ] && grep -q '"errors": \[{"error":"dead: .*,"server":"dead"}\]' "$work/out" &&
	grep -q '"server":"desk"' "$work/out"
ok 'and as JSON the error is in the document'
run actions dead --format json
[ "$code" -eq 3 ] && grep -q '"actions": \[\]' "$work/out"
ok 'nothing at all is an empty document'
run actions dead
[ "$code" -eq 3 ] && [ ! -s "$work/out" ] && [ "$(wc -l <"$work/err")" -eq 1 ]
ok 'and one sentence as text'

serve fleet --servers 3 --token none --mode dev --connections 1
ok 'a fleet'
grep -q '"servers":\[{' "$work/fleet.json"
ok 'its line names its servers'
serve many --subscriptions 2500 --token none
run subscriptions "$(member many url)" --engine "$(member many engine)" --engine-token env:MANY
[ "$code" -eq 2 ] && says env:MANY
ok 'a reference to nothing is exit 2'
MANY=$(member many engine_token) run subscriptions "$(member many url)" --engine "$(member many engine)" \
	--engine-token env:MANY --format csv
[ "$(wc -l <"$work/out")" -eq 2501 ]
ok '2,500 subscriptions are a header and 2,500 lines' || wc -l "$work/out"

serve tls --tls
ok 'TLS'
TLS=$(member tls token) run actions "$(member tls url)" --token env:TLS
[ "$code" -eq 3 ] && says certificate
ok 'a certificate of its own is not trusted'
TLS=$(member tls token) run actions "$(member tls url)" --token env:TLS --insecure
[ "$code" -eq 0 ] && says 'not checked' && grep -q delete_ticket "$work/out"
ok '--insecure works and says so'

mv "$conf" "$work/kept" 2>/dev/null
mkdir -p "${conf%/*}"
printf '[weir]\nbody-cap = 65536\n' >"$conf"
serve wide --actions 300
WIDE=$(member wide token)
export WIDE
run actions "$(member wide url)" --token env:WIDE
[ "$code" -eq 3 ] && says 'body-cap'
ok 'the settings of [weir] hold for a URL, too'
rm "$conf"
mv "$work/kept" "$conf" 2>/dev/null

serve slow --latency 5000
SLOW=$(member slow token)
export SLOW
run actions "$(member slow url)" --token env:SLOW --timeout 0.2
[ "$code" -eq 3 ] && [ "$(wc -l <"$work/err")" -eq 1 ]
ok 'a deadline'
"$weir" actions "$(member slow url)" --token env:SLOW >"$work/out" 2>"$work/err" &
pid=$!
tries=0
until ls -l /proc/$pid/fd 2>/dev/null | grep -q socket: || [ $tries -ge 200 ]; do
	tries=$((tries + 1))
	sleep 0.05
done
kill -INT $pid
wait $pid
[ $? -eq 130 ] && says interrupted
ok 'an interrupt while it waits is exit 130'

# shellcheck disable=SC2086
set -- $pids
kill -TERM "$1"
wait "$1"
ok 'a served demo ends with 0 when it is told to'

run demo
[ "$code" -eq 0 ] && grep -q delete_ticket "$work/out" && grep -q ticket_changed "$work/out" && [ ! -s "$work/err" ]
ok 'without a terminal the demo says what it can do'
run demo --tls --servers 2
[ "$code" -eq 0 ] && grep -q '^demo-2 ' "$work/out"
ok 'a fleet with TLS too'
run demo --list-flaws
[ "$code" -eq 0 ] && grep -q '(stock)' "$work/out"
ok 'demo --list-flaws'
run demo --flaws no.such-flaw
[ "$code" -eq 2 ] && says no.such-flaw
ok 'a flaw that is none'
run demo --port 1
[ "$code" -ne 0 ] && [ "$(wc -l <"$work/err")" -eq 1 ] || [ "$(id -u)" -eq 0 ]
ok 'a port that cannot be had'
finish
