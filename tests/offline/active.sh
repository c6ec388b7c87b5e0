#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# weir audit --level active against the served demo: formats, exit codes, recordings, what is remembered.

. "${0%/*}/tap.sh"
cd "$work" || exit 99
conf=$XDG_CONFIG_HOME/weir/weir.conf
mkdir -p "${conf%/*}"

# Tokens may be guessed there, so that no audit waits for the one before.
serve good --flaws auth.throttle && serve bad --flaws auth.throttle,triggers.bad-signature,secrets.action-result
ok 'two servers'
GOOD=$(member good token) BAD=$(member bad token)
export GOOD BAD
for name in good bad; do
	reference=$(echo $name | tr a-z A-Z)
	printf '[server %s]\nurl = %s\ntoken = env:%s\nenv = test\n' $name "$(member $name url)" "$reference"
	for trigger in message_received ticket_assigned comment_added comment_removed ticket_changed ticket_escalated; do
		printf '\n[server %s trigger %s]\nscheme = generic-hmac-headers\n' $name $trigger
	done
	echo
done >"$conf"

# ---- the plan ----

run audit good --level active --plan
[ "$code" -eq 0 ] && grep -q 'active  DELETE' "$work/out" && tail -n 2 "$work/out" | grep -q '30 times' &&
	! [ -e "$XDG_STATE_HOME/weir/weir.db" ]
ok 'the plan names what is made, in its order, and makes nothing'
run audit good --level actve
[ "$code" -eq 2 ] && says active
ok 'a level that is none: the nearest is named'

# ---- a server that holds, and one that does not ----

run audit good --level active --record "$work/held.json" --fail-on low --skip auth.throttle
[ "$code" -eq 0 ] && says 'connections: 2 (they stay; used again: 0)' && grep -q 'left on the server' "$work/out"
ok 'what holds: exit 0, and what stays is told'
cp "$work/out" "$work/first"
run audit --from "$work/held.json" --fail-on low --skip auth.throttle
[ "$code" -eq 0 ] && same 'its recording is judged alike' "$work/first" "$work/out"
run audit bad --level active --output json="$work/report.json" --output sarif="$work/report.sarif" \
	--output junit="$work/report.xml" --record "$work/recorded.json"
[ "$code" -eq 1 ] && grep -q 'triggers.bad-signature' "$work/out"
ok 'what does not: exit 1'
grep -q '"level":"active"' "$work/report.json" && grep -q 'triggers.bad-signature' "$work/report.json" &&
	grep -q 'triggers.bad-signature' "$work/report.sarif" && grep -q 'triggers.bad-signature' "$work/report.xml"
ok 'in each format'
run audit bad --level active --baseline "$work/report.json"
[ "$code" -eq 1 ] && says 'used again: 2' && ! grep -q ' new ' "$work/out" && ! grep -qi 'fixed' "$work/out"
ok 'once more: the same connections, nothing new and nothing fixed'
run audit bad --level safe --from "$work/recorded.json"
[ "$code" -eq 2 ]
ok 'a recording has its own target'
run audit --level safe --from "$work/recorded.json"
! grep -q 'triggers.bad-signature' "$work/out"
ok 'and can be judged at a lower level'
run history bad
[ "$code" -eq 0 ] && [ "$(grep -c ' active ' "$work/out")" -eq 2 ]
ok 'the history knows the level'

# ---- nothing secret is written ----

! grep -rqF -e "$GOOD" -e "$BAD" -e "$(member bad engine_token)" -e weir_canary_ "$XDG_STATE_HOME" "$work/recorded.json" \
	"$work/report.json" "$work/report.sarif" "$work/report.xml" "$work/out"
ok 'no token, no key of an engine and no secret of a canary is anywhere'

# ---- what is left ----

run cleanup bad --format json
[ "$code" -eq 0 ] && [ "$(grep -c '"outcome":"kept"' "$work/out")" -eq 2 ] && ! grep -q '"outcome":"removed"' "$work/out"
ok 'cleanup finds its connections, and nothing to remove'

finish
