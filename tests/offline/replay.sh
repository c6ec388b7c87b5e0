#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# weir replay and weir cleanup against the served demo, each a process of its own.

. "${0%/*}/tap.sh"
cd "$here" || exit 99
conf=$XDG_CONFIG_HOME/weir/weir.conf
mkdir -p "${conf%/*}"

serve good --flaws none && serve bad --flaws triggers.stale,triggers.shared-route &&
	serve slow --flaws none --latency 50
ok 'three servers'
GOOD=$(member good token) BAD=$(member bad token) SLOW=$(member slow token)
export GOOD BAD SLOW
for name in good bad slow; do
	reference=$(echo $name | tr a-z A-Z)
	printf '[server %s]\nurl = %s\ntoken = env:%s\nenv = test\n\n' $name "$(member $name url)" "$reference"
	printf '[server %s trigger ticket_changed]\nscheme = desk\n\n' $name
done >"$conf"
cat >>"$conf" <<END
[server prod]
url = $(member good url)
token = env:GOOD
env = prod

[server prod trigger ticket_changed]
scheme = desk

[scheme desk]
algorithm = hmac-sha256
signed = {timestamp}.{body}
signature = X-Signature: v1={signature|hex}
timestamp = X-Timestamp: {timestamp}
timestamp-unit = s
tolerance = 5m
delivery-id = X-Delivery-Id: {id}
END

# ---- what is sent to whom ----

run replay good ticket_changed --cases all --dry-run --format json
[ "$code" -eq 0 ] && [ "$(grep -c '"outcome":"waiting"' "$work/out")" -eq 31 ] && ! [ -e "$XDG_STATE_HOME/weir/weir.db" ]
ok 'a dry run says what would be sent, and sends nothing'
run replay prod ticket_changed --cases all
[ "$code" -ne 0 ] && says --live && [ ! -s "$work/out" ]
ok 'a production server is not sent to'
run replay prod ticket_changed --cases all --live
[ "$code" -ne 0 ] && says --confirm
ok 'with --live neither'
run replay prod ticket_changed --cases all --live --confirm good
[ "$code" -ne 0 ] && says --confirm
ok 'with another name neither'
run replay prod ticket_changed --live --confirm prod
[ "$code" -eq 0 ] && grep -q held "$work/out"
ok 'with its name it is'
run replay bad comment_added --scheme none
[ "$code" -eq 2 ] && says shared
ok 'no canary for a shared route'
run replay good no_such_trigger
[ "$code" -eq 2 ] && says no_such_trigger
ok 'a trigger that is none'
run replay good ticket_changed --cases stail
[ "$code" -eq 2 ] && says stale
ok 'a case that is none: the nearest is named'
run replay good message_received
[ "$code" -eq 2 ] && says --scheme
ok 'a scheme that is not known is asked for'

# ---- events ----

run replay good ticket_changed --set /kind=closed --format json
[ "$code" -eq 0 ] && grep -q 'closed' "$work/out" && grep -q '"events":1' "$work/out"
ok 'a sample with an edit is dispatched'
printf '{ "eventId":"e-1",\n  "ticketId":7, "kind":"opened" }\n' >"$work/event.json"
run replay good ticket_changed "$work/event.json" --expect 2xx --expect /status=accepted
[ "$code" -eq 0 ] && grep -q 'ticketId":7' "$work/out"
ok 'a file'
"$weir" replay good ticket_changed - --format json <"$work/event.json" >"$work/out" 2>"$work/err"
[ $? -eq 0 ] && grep -q '"status":200' "$work/out"
ok 'standard input'
run replay good ticket_changed --expect 401
[ "$code" -eq 1 ]
ok 'an expectation that is not met is exit 1'
run replay good ticket_changed --timestamp -10m --expect 401
[ "$code" -eq 0 ]
ok 'an old timestamp is refused'
run replay good ticket_changed --repeat 2 --id keep --format json
[ "$code" -eq 1 ] && grep -q '"status":409' "$work/out"
ok 'one id twice is taken once'
began=$(date +%s%N)
run replay good ticket_changed --repeat 3 --rate 2 --format json
[ "$code" -eq 0 ] && [ "$(grep -c '"outcome":"held"' "$work/out")" -eq 3 ] && says '3 requests or more, at most 2 a second' &&
	[ $(($(date +%s%N) - began)) -ge 900000000 ]
ok 'a rate is kept to'
began=$(date +%s%N)
run replay good ticket_changed --rate 0.05
[ "$code" -eq 0 ] && says 'at most 0.05 a second' && [ $(($(date +%s%N) - began)) -lt 15000000000 ]
ok 'and slows nothing but events'
run replay prod ticket_changed --rate 11 --live --confirm prod
[ "$code" -eq 2 ] && says max-rate
ok 'no more than 10 a second go to a production server'
for both in '--cases all --repeat 2' '--cases stale --as curl' '--minimal --full' '--cases all --expect 2xx'; do
	run replay good ticket_changed $both
	[ "$code" -eq 2 ] && says 'do not go together'
	ok "$both is refused"
done
run replay good ticket_changed "$work/event.json" --seed 3
[ "$code" -eq 2 ] && says --seed
ok 'a file has no seed'
run replay good ticket_changed --scheme github-sha256 --timestamp -10m
[ "$code" -eq 2 ] && says github-sha256
ok 'a time for a scheme that sends none is refused'
run replay good ticket_changed --expect /status=accepted
grep -q '^took  ' "$work/out" && grep -q '^answer .*accepted' "$work/out" && ! grep -q 'last good' "$work/err"
ok 'how long it took, what came, and that nothing changed'
run replay good ticket_changed --timestamp -10m
says 'since the last good one: it is answered with 401, was with 200' && says 'since the last good one: /status is gone, was "accepted"'
ok 'what changed against the last good one'
run replay good ticket_changed --as curl --secret env:GOOD
[ "$code" -eq 0 ] && grep -q '\$WEIR_TOKEN' "$work/out" && ! grep -q "$GOOD" "$work/out"
ok '--as curl has variables for secrets'
run replay good ticket_changed --as raw --scheme generic-header-token --secret env:GOOD
[ "$code" -eq 0 ] && grep -q 'X-Webhook-Token: \$WEIR_SECRET' "$work/out" && ! grep -q "$GOOD" "$work/out"
ok '--as raw hides a fixed token'

# A shell that reads what weir wrote has the same words.
words()
{
	(
		curl() { printf '[%s]' "$@"; [ "$*" = "${*%@-}" ] || od -An -c; }
		http() { printf '[%s]' "$@"; [ -t 0 ] || od -An -c; }
		WEIR_TOKEN=the-token WEIR_SECRET="it's \"\$x" WEIR_BASIC='Basic abc'
		. "$work/out"
	) <"$1" >"$work/words"
}
printf '@a \047b\047 "c" $d `e` \\ \n\302\242' >"$work/odd"
"$weir" replay good ticket_changed - --as curl --secret env:GOOD <"$work/odd" >"$work/out"
words /dev/null
printf '%s' "[--data-raw][$(cat "$work/odd")]" >"$work/expected"
grep -q -F '[-H][Authorization: Bearer the-token]' "$work/words" && sed 's/.*\[--data-raw\]/[--data-raw]/' "$work/words" | cmp -s - "$work/expected"
ok '--as curl: a body with every quote, and @ is no file'
printf '\000@\033%%\377' >"$work/odd"
"$weir" replay good ticket_changed - --as curl --secret env:GOOD <"$work/odd" >"$work/out"
words /dev/null
grep -q -F '[--data-binary][@-]' "$work/words" && tail -n 1 "$work/words" | grep -q '\\0 *@ *033 *% *377'
ok '--as curl: bytes that no word can hold'
run replay good ticket_changed "$work/odd" --as httpie --secret env:GOOD
words /dev/null
grep -q -F '[Content-Type:application/json][Authorization: Bearer the-token]' "$work/words" && tail -n 1 "$work/words" | grep -q '\\0 *@ *033 *% *377'
ok '--as httpie: a file is read by the shell'
run replay good ticket_changed "$work/odd" --as raw --secret env:GOOD
sed '1,/^\r$/d' "$work/out" | cmp -s - "$work/odd" && grep -q '^Content-Length: 5' "$work/out"
ok '--as raw is the request, byte by byte'
for scheme in mailchimp-marketing okta-event-hook mattermost-outgoing; do
	run replay good ticket_changed "$work/event.json" --scheme $scheme --as curl --secret env:GOOD
	words /dev/null
	[ "$code" -eq 0 ] && ! grep -q "$GOOD" "$work/out" && ! grep -q own: "$work/out" && grep -q -F "it's \"\$x" "$work/words"
	ok "--as curl: a token in the URL, a header, the body: $scheme"
done
run replay good ticket_changed --scheme chargebee --as raw --secret env:GOOD
[ "$code" -eq 0 ] && grep -q '^Authorization: \$WEIR_BASIC' "$work/out"
ok '--as raw: basic credentials are a variable'

# A webhook of a HAR file is sent on with a signature of now.
printf '%s%s%s' '{"log":{"version":"1.2","creator":{"name":"test","version":"1"},"entries":[{"startedDateTime":' \
	'"2026-11-01T12:00:00.000Z","time":1,"request":{"method":"POST","url":"http://127.0.0.1/in","httpVersion":"HTTP/1.1",' \
	'"cookies":[],"headers":[{"name":"X-Delivery-Id","value":"kept-1"},{"name":"Content-Type","value":"application/json"}],' >"$work/one.har"
printf '%s%s%s' '"queryString":[],"headersSize":-1,"bodySize":-1,"postData":{"mimeType":"application/json","text":' \
	'"{ \"eventId\":\"e-1\",\n  \"ticketId\":7, \"kind\":\"opened\" }\n"}},"response":{"status":200,"statusText":"OK",' \
	'"httpVersion":"HTTP/1.1","cookies":[],"headers":[],"content":{"size":0,"mimeType":""},"redirectURL":"","headersSize":-1,"bodySize":0},"cache":{},"timings":{"send":0,"wait":1,"receive":0}}]}}' >>"$work/one.har"
run captures import "$work/one.har" --folder "$work/captures"
[ "$code" -eq 0 ]
ok 'a capture'
run replay good ticket_changed --from 1 --folder "$work/captures" --as raw --secret env:GOOD --id keep
[ "$code" -eq 0 ] && grep -q 'X-Delivery-Id: kept-1' "$work/out" && grep -q '"eventId":"e-1",$' "$work/out"
ok 'a capture is sent with its bytes and its id'
run replay good ticket_changed --from 1 --folder "$work/captures" --format json
[ "$code" -eq 0 ] && grep -q '"events":1' "$work/out"
ok 'and is taken, freshly signed'
run replay good ticket_changed --from 2 --folder "$work/captures"
[ "$code" -eq 2 ] && says 'capture 2'
ok 'a capture that is none'

# ---- cases ----

run replay good ticket_changed --cases all --format json
[ "$code" -eq 0 ] && [ "$(grep -c '"outcome":"held"' "$work/out")" -eq 31 ]
ok 'all cases hold where nothing is wrong'
run audit good --only ops.failure-tests --format json
grep -q '"verdict":"pass"' "$work/out"
ok 'and the audit knows'
run replay bad ticket_changed --cases all --format junit
[ "$code" -eq 1 ] && [ "$(grep -c '<failure' "$work/out")" -eq 2 ] && grep -q 'failures="2" errors="0"' "$work/out"
ok 'JUnit tells the two that do not'
run audit bad --only ops.failure-tests --format json
grep -q '"verdict":"fail"' "$work/out" && grep -q 'ticket_changed: stale' "$work/out"
ok 'and the audit knows that, too'
run replay bad ticket_changed --cases stale,future,valid --format csv
[ "$code" -eq 1 ] && [ "$(wc -l <"$work/out")" -eq 4 ]
ok 'a choice of cases'
first=$(sed -n 's/.*"connections":\["\([^"]*\)".*/\1/p' "$work/bad.json")
run subscriptions bad --connection "$first" --format json
subscription=$(sed -n 's/.*"id":"\([^"]*\)".*"trigger":"ticket_changed".*/\1/p' "$work/out" | head -n 1)
run replay bad ticket_changed --subscription "$subscription" --secret env:BAD --cases all --format json
[ -n "$subscription" ] && grep -q '"case":"valid".*"outcome":"not-applicable"' "$work/out" &&
	grep -q '"case":"repeated".*"outcome":"not-applicable"' "$work/out"
ok 'a real subscription gets only what must be refused'

# ---- what a crash leaves ----

run cleanup good
[ "$code" -eq 0 ] && ! grep -q removed "$work/out"
ok 'nothing is left but connections'
"$weir" replay slow ticket_changed --cases all --rate 5 >/dev/null 2>&1 &
pid=$!
sleep 2.5
kill -KILL $pid
wait $pid 2>/dev/null
run cleanup slow --format json
[ "$code" -eq 0 ] && [ "$(grep -c '"kind":"subscription".*"outcome":"removed"' "$work/out")" -eq 3 ]
ok 'after SIGKILL the canaries are removed'
run cleanup slow --format json
[ "$code" -eq 0 ] && ! grep -q '"kind":"subscription"' "$work/out"
ok 'and are then no more'
"$weir" replay slow ticket_changed --cases all --rate 5 >"$work/out" 2>"$work/err" &
pid=$!
sleep 2.5
kill -INT $pid
wait $pid
[ $? -eq 130 ]
ok 'an interrupt is exit 130'
run cleanup slow --format json
[ "$code" -eq 0 ] && ! grep -q '"kind":"subscription"' "$work/out"
ok 'and removes its canaries itself'
run cleanup prod
[ "$code" -ne 0 ] && says --live
ok 'cleanup asks, too, before it changes a production server'

! grep -r -a -q -e weir_canary_ -e "$GOOD" -e "$BAD" "$XDG_STATE_HOME"
ok 'no secret is in the database'
finish
