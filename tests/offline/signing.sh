#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# weir sign, verify and schemes: headers out, a verdict in, and the secret nowhere.

. "${0%/*}/tap.sh"
cd "$work" || exit 99
secret=made-for-tests-7fQ2
printf '{"event":"made","n":1}' >body.json
printf '%s\n' "$secret" >secret
MADE=$secret
export MADE

run sign --scheme standard-webhooks-v1 --secret file:secret body.json
[ "$code" -eq 2 ] && says 'whsec' && ! grep -q "$secret" "$work/err"
ok 'a secret of another form is refused and not repeated'

# What openssl makes of the same text.
if command -v openssl >/dev/null 2>&1; then
	printf 'v0:1700000000:{"event":"made","n":1}' | openssl dgst -sha256 -hmac "$secret" |
		sed 's/.*= /X-Slack-Signature: v0=/' >expected
	run sign -s slack-v0 --secret file:secret --timestamp 1700000000 body.json
	tail -n 1 "$work/out" >last
	same 'the signature is that of openssl' expected last
else
	ok 'the signature is that of openssl # SKIP no openssl command'
fi

for scheme in github-sha256 stripe standard-webhooks-v1 slack-v0 zendesk box discord generic-hmac-sha512-hex msteams-outgoing; do
	case $scheme in
	standard-*) printf 'whsec_bWFkZS1mb3ItdGVzdHMtb25seQ==\n' >key ;;
	discord) printf '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb' >key ;;
	msteams-*) printf 'bWFkZS1mb3ItdGVzdHMtb25seQ==\n' >key ;;
	*) cp secret key ;;
	esac
	run sign -s $scheme --secret file:key body.json
	[ "$code" -eq 0 ] && ! grep -q '«' "$work/out"
	ok "$scheme: signed and shown whole"
	cp "$work/out" headers
	# Of a bare key only the private half is there: with the public half it is a pair.
	[ $scheme != discord ] || printf '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c' >key
	run verify -s $scheme --secret file:key --headers headers body.json
	[ "$code" -eq 0 ] && grep -q '^good: ' "$work/out"
	ok "$scheme: accepted"
	printf ' ' | cat body.json - >changed.json
	run verify -s $scheme --secret file:key --headers headers changed.json
	[ "$code" -eq 1 ] && grep -q '^wrong-signature: ' "$work/out"
	ok "$scheme: a space more is refused"
done

# The public key is as good for verifying.
printf '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c\n' >public
printf '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb' >key
run sign -s discord --secret file:key body.json
cp "$work/out" headers
run verify -s discord --secret file:public --headers headers body.json
[ "$code" -eq 0 ]
ok 'verified with the public key'

# ---- times ----

run sign -s stripe --secret file:secret --timestamp -10m body.json
cp "$work/out" headers
run verify -s stripe --secret file:secret --headers headers body.json
[ "$code" -eq 1 ] && grep -q '^too-old: .*300 s are allowed' "$work/out"
ok 'ten minutes are too old'
run verify -s stripe --secret file:secret --headers headers --tolerance 0 body.json
[ "$code" -eq 0 ] && grep -q 'not looked at' "$work/out"
ok 'with --tolerance 0 they are not'
run verify -s stripe --secret file:secret --headers headers --tolerance 11m body.json
[ "$code" -eq 0 ] && grep -q 'its time too' "$work/out"
ok 'with --tolerance 11m neither'
run verify -s stripe --secret file:secret --headers headers --tolerance 5x body.json
[ "$code" -eq 2 ] && says "not '5x'"
ok 'a tolerance that is none'
run sign -s stripe --secret file:secret --timestamp -10x body.json
[ "$code" -eq 2 ] && says "not '-10x'" && [ ! -s "$work/out" ]
ok 'a distance that is none is not signed'
run sign -s github-sha1 --secret file:secret --timestamp -10m --id a body.json
[ "$code" -eq 0 ] && says '--timestamp changes nothing' && ! says '--id changes nothing'
ok 'a time for a scheme without one is told'
run sign -s heroku --secret file:secret --id a body.json
[ "$code" -eq 0 ] && says '--id changes nothing'
ok 'an id for a scheme without one, too'
run verify -s stripe --secret file:secret --headers headers --now -9m body.json
[ "$code" -eq 0 ]
ok 'nor at that time'
run verify -s stripe --secret file:secret --headers headers --now -20m body.json
[ "$code" -eq 1 ] && grep -q '^in-future: ' "$work/out"
ok 'and before it they lie in the future'
run sign -s box --secret file:secret --timestamp 2020-01-01T00:00:00-07:00 body.json
grep -q '^BOX-DELIVERY-TIMESTAMP: 2020-01-01T00:00:00-07:00$' "$work/out"
ok 'a time is sent as it was written'

# ---- why not ----

run verify -s github-sha256 --secret file:secret body.json
[ "$code" -eq 1 ] && grep -q '^missing: X-Hub-Signature-256' "$work/out"
ok 'a missing header is named'
run verify -s github-sha256 --secret file:secret -H 'X-Hub-Signature-256: sha1=00' body.json
[ "$code" -eq 1 ] && grep -q '^unknown-version: ' "$work/out"
ok 'another algorithm'
run verify -s square --secret file:secret -H 'x-square-hmacsha256-signature: AAAA' body.json
[ "$code" -eq 2 ] && says '--url'
ok 'without the URL it cannot be judged'
run verify -s github-sha256 --secret "$secret" body.json
[ "$code" -eq 2 ] && ! grep -q "$secret" "$work/err" "$work/out"
ok 'a secret instead of a reference is refused and not repeated'
run sign --secret file:secret body.json
[ "$code" -eq 2 ] && says '--scheme is missing'
ok 'no scheme'
run sign -s githbu-sha256 --secret file:secret body.json
[ "$code" -eq 2 ] && says "did you mean 'github-sha256'"
ok 'a mistyped scheme'
run sign -s github-sha256 body.json
[ "$code" -eq 2 ] && says '--secret is missing'
ok 'no secret'
run sign -s github-sha256 --secret file:secret nowhere.json
[ "$code" -eq 2 ] || [ "$code" -eq 3 ]
ok 'no body'

# ---- bytes ----

printf 'a\000b\r\n\377' >bytes
run sign -s github-sha256 --secret file:secret bytes
cp "$work/out" headers
"$weir" verify -s github-sha256 --secret file:secret --headers headers <bytes >"$work/out" 2>"$work/err"
ok 'bytes of any kind, from a file and from standard input'
"$weir" verify -s github-sha256 --secret file:secret --headers headers - <bytes >"$work/out" 2>"$work/err"
ok 'and by -'

# ---- the secret is nowhere ----

for scheme in gitlab-token generic-bearer generic-basic generic-query-secret generic-path-secret mattermost-outgoing monday; do
	run sign -s $scheme --secret env:MADE body.json
	basic=$(printf %s "$secret" | base64)
	! grep -q -e "$secret" -e "${basic%??}" -e eyJ "$work/out" "$work/err" && grep -q '«' "$work/out"
	ok "$scheme: a name stands for what is sent"
done
printf ab >short
run sign -s gitlab-token --secret file:short body.json
grep -q '^X-Gitlab-Token: «own:file:short»$' "$work/out"
ok 'a short one is not shown either'
mkfifo fifo
"$weir" sign -s github-sha256 --secret env:MADE fifo >"$work/out" 2>"$work/err" &
pid=$!
exec 9>fifo
sleep 0.3
tr '\0' ' ' <"/proc/$pid/cmdline" >cmdline
tr '\0' '\n' <"/proc/$pid/environ" >environ 2>/dev/null || : >environ
cat body.json >&9
exec 9>&-
wait $pid
! grep -q "$secret" cmdline environ "$work/out" "$work/err" && [ -s "$work/out" ]
ok 'it is neither among the arguments nor left in the environment'

# ---- own schemes ----

mkdir -p "$XDG_CONFIG_HOME/weir"
cat >"$XDG_CONFIG_HOME/weir/weir.conf" <<'EOF'
[scheme desk]
provider = Our desk
algorithm = hmac-sha512
signed = {method} {path}\n{timestamp}\n{body|sha256|hex}
signature = X-Desk: t={timestamp};s={signature|base64url}
separator = ;
timestamp-unit = ms
tolerance = 1m
EOF
run sign -s desk --secret file:secret --url https://x.example/in?a=1 --method PUT body.json
cp "$work/out" headers
grep -q '^X-Desk: t=[0-9]\{13\};s=' headers
ok 'a scheme of the configuration signs'
run verify -s desk --secret file:secret --url https://x.example/in --method PUT --headers headers body.json
[ "$code" -eq 0 ]
ok 'and verifies'
run verify -s desk --secret file:secret --url https://x.example/in --headers headers body.json
[ "$code" -eq 1 ]
ok 'only that method'
run schemes desk
grep -q 'weir.conf:1: \[scheme desk\]' "$work/out" && grep -q 'of your configuration' "$work/out"
ok 'it says where it comes from'
run schemes
[ "$code" -eq 0 ] && grep -q '^\* desk ' "$work/out"
ok 'it is in the list'
sed -i 's/{body|/{bdoy|/' "$XDG_CONFIG_HOME/weir/weir.conf"
run schemes
[ "$code" -eq 2 ] && says 'weir.conf:4: [scheme desk]: signed: there is no {bdoy}; did you mean {body}?'
ok 'a mistake in it is told with its place'
rm "$XDG_CONFIG_HOME/weir/weir.conf"

# ---- the list ----

run schemes --format json
[ "$code" -eq 0 ] && grep -q '"schema": "weir/schemes/1"' "$work/out" && [ "$(grep -c '"scheme":' "$work/out")" -ge 60 ]
ok 'as JSON'
run schemes github-sha256
grep -q '^cannot refuse  a repeated request' "$work/out" && grep -q '^source .*docs.github.com' "$work/out" &&
	grep -q '^certainty' "$work/out"
ok 'one is explained, with what it cannot refuse'
run schemes zzz
[ "$code" -eq 2 ] && says "there is no scheme 'zzz'"
ok 'one that does not exist'
finish
