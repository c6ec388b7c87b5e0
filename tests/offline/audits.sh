#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# weir audit against a served demo, and what it remembers: history, since, drift, baseline, recordings, exit codes.

. "${0%/*}/tap.sh"
cd "$work" || exit 99
connection()
{
	sed -n 's/.*"connections":\["\([^"]*\)".*/\1/p' "$work/$1.json"
}

serve good --flaws none
ok 'a hardened server'
# Without its throttle, since it is audited many times in a row.
serve bad --flaws stock,actions.bounded,config.cors,auth.throttle
ok 'and one with flaws'
GOOD=$(member good token) BAD=$(member bad token)
export GOOD BAD
run servers add desk "$(member good url)" --token env:GOOD --connection "$(connection good)" \
	--engine "$(member good engine)"
ok 'it is configured'

run audit desk
[ "$code" -eq 0 ] && grep -q '^gate: no finding of severity high or worse' "$work/out" && [ ! -s "$work/err" ]
ok 'a hardened server holds: exit 0'
[ "$(sed -n '2p' "$work/out" | cut -c1-5)" = '  B1 ' ]
ok 'the eight lines come first'
! grep -q '^x fail' "$work/out"
ok 'and nothing fails'
run history desk
[ "$code" -eq 0 ] && grep -q '^o *1 ' "$work/out"
ok 'it is in the history'
run audit desk --no-history
run history desk --format json
[ "$(grep -c '"audit":' "$work/out")" -eq 1 ]
ok 'with --no-history it is not'
run pin desk
[ "$code" -eq 0 ]
ok 'it is pinned'
run audit desk --only ops.drift --no-history
grep -q ' 1 pass' "$work/out"
ok 'nothing has drifted from the pin'
run audit desk --only ops.drift --no-history --format json
grep -q '"message":"the manifest means what it meant' "$work/out"
ok 'and documents that were not asked for are not gone'
run audit desk --format json --output "json=$work/base" --no-history
same '--output writes what --format writes' "$work/base" "$work/out"

sed -i "s|^url *=.*|url = $(member bad url)|; s|env:GOOD|env:BAD|; s|^connections *=.*|connections = $(connection bad)|
	s|^engine *=.*|engine = $(member bad engine)|" "$XDG_CONFIG_HOME/weir/weir.conf"
run audit desk
[ "$code" -eq 1 ] && grep -q '^x fail *high *config.cors' "$work/out" && grep -q '^gate: .*(exit code 1)' "$work/out"
ok 'a flaw of severity high: exit 1'
run audit desk --only config.cors --output "json=$work/shown.json" --no-history
[ "$(grep -c '"evidence": *{' "$work/shown.json")" -gt 0 ]
ok 'what was sent and came stands in a report that shows it, whatever else is written'
run audit desk --fail-on critical --no-history
[ "$code" -eq 0 ]
ok 'unless only critical ones count'
run audit desk --fail-on critical --strict --no-history
[ "$code" -eq 1 ]
ok 'and the critical ones of the SDK with --strict'
run audit desk --skip config.cors --no-history
[ "$code" -eq 0 ]
ok 'or the check is left out'
run audit desk --skip config.cors --min-score 95 --no-history
[ "$code" -eq 1 ] && grep -q 'below 95' "$work/out"
ok 'a score that is too low'
run audit desk --only actions,config.cors --no-history
[ "$code" -eq 1 ] && ! grep -q 'secrets\.' "$work/out"
ok 'families and checks can be chosen'
run audit desk --only ops.drift --no-history
[ "$code" -eq 0 ] && grep -q 'fail *medium *ops.drift' "$work/out"
ok 'it has drifted from its pin'
run history desk
grep -q '^x *2 .* high ' "$work/out"
ok 'the history knows'
run history desk 2
grep -q 'new high config.cors' "$work/out"
ok 'and says what is new'
run audit desk --baseline "$work/base" --no-history
grep 'config.cors' "$work/out" | grep -q ' new '
ok 'against the baseline it is new'
run audit desk --format json --no-history
cp "$work/out" "$work/bad"
run audit desk --baseline "$work/bad" --format json --no-history
[ "$(grep -c '"baseline":"new"' "$work/out")" -eq 0 ] && grep -q '"baseline":"unchanged"' "$work/out"
ok 'against its own report nothing is'

state=$XDG_STATE_HOME XDG_STATE_HOME=$work/nothing
run audit desk --record "$work/recording" --format json --no-history
cp "$work/out" "$work/live"
[ -s "$work/recording" ] && ! grep -q "$BAD" "$work/recording"
ok 'a recording holds no token'
kill $pids 2>/dev/null
run audit --from "$work/recording" --format json
for file in live out; do
	sed 's/"finished": *"[^"]*"//; s/"seconds": *[0-9.e-]*//g; s/"seconds":[0-9.e-]*//g' "$work/$file" >"$work/$file.same"
done
cmp -s "$work/live.same" "$work/out.same"
ok 'judged again without the server it is the same'
XDG_STATE_HOME=$state
run audit desk
[ "$code" -eq 3 ] && grep -q 'incomplete' "$work/out" && ! grep -q 'grade [A-F]' "$work/out"
ok 'without the server: exit 3 and no grade'
run audit desk --plan
[ "$code" -eq 0 ] && grep -q 'safe *GET *.*/manifest' "$work/out" && [ ! -s "$work/err" ]
ok 'the plan needs no server'
! grep 'POST' "$work/out" | grep -v 'Content-Type\]   .'
ok 'what is posted has headers and a body in it, known or not'
run audit desk desk --only actions.bounded --no-history
[ "$(grep -c 'level safe' "$work/out")" -eq 1 ]
ok 'a server that is named twice is audited once'
umask 022
run audit desk --only actions.bounded --output "json=$work/shared.json" --no-history
(umask 077 && "$weir" audit desk --only actions.bounded --output "json=$work/own.json" --no-history >/dev/null 2>&1)
[ "$(stat -c %a "$work/shared.json" "$work/own.json" | tr '\n' ' ')" = '644 600 ' ]
ok 'who reads a report is for the umask to say'
run audit desk --output "json=$work/twice" --output "sarif=$work/../${work##*/}/twice"
[ "$code" -eq 2 ] && says 'named twice' && [ ! -e "$work/twice" ]
ok 'two reports in one file'
run audit nobody --format nagios
[ "$code" -eq 3 ] && [ "$(grep -c '^WEIR UNKNOWN - .*nobody' "$work/out")" -eq 1 ]
ok 'a plugin that is called wrongly is UNKNOWN, on stdout'
run audit --from "$work/shared.json"
[ "$code" -eq 2 ] && says 'no recording'
ok 'a report is no recording: exit 2'
run audit
[ "$code" -eq 2 ] && says 'name a server'
ok 'nobody is audited by mistake'
run audit desk --only actions.nothing
[ "$code" -eq 2 ] && says 'actions.na'
ok 'an unknown check, and the nearest'
run audit desk --output sarif
[ "$code" -eq 2 ] && says 'FORMAT=FILE'
ok '--output without a file'

finish
