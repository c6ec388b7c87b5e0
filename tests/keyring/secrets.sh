#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# weir secrets against a real gnome-keyring, and references to what it holds.

. "${0%/*}/../offline/tap.sh"
. "$here/keyring.sh"
cd "$here" || exit 99

TOKEN=tok-5c1e9d7a3b8f20461e7d
NEWER=tok-90b4f8e2a6c31d7547aa
SIGNING=sig-3e7b1c9f5a2d8046bc10

# put VALUE ARGS...: the value goes in by a pipe, and never into an argument of weir
put()
{
	value=$1
	shift
	printf '%s\n' "$value" | "$weir" secrets set "$@" --stdin >"$work/out" 2>"$work/err"
	code=$?
}

# ---- nothing to keep them in ----

run secrets
[ "$code" -eq 4 ] && says 'there is no D-Bus session bus'
ok 'without a bus: exit 4, and what to do'
run secrets doctor --format json
[ "$code" -eq 4 ] && grep -q '"no-bus"' "$work/out"
ok 'doctor names the cause for machines'
run actions http://127.0.0.1:9 --token keyring:desk/server-token
[ "$code" -eq 4 ] && says 'keyring:desk/server-token: the keyring cannot be reached'
ok 'a reference says the same'
bus_start
ok 'a bus'
run secrets doctor
[ "$code" -eq 4 ] && grep -q 'no-service' "$work/out"
ok 'no Secret Service on it'
run doctor
[ "$code" -eq 0 ] && grep 'keyring' "$work/out" | grep -q 'there is no keyring'
ok 'weir doctor says so too, and does not fail for it'
keyring_start --unlock
ok 'a keyring'
run secrets doctor
[ "$code" -eq 0 ] && grep -q 'it can be used' "$work/out"
ok 'doctor tries it'
run secrets list
[ "$code" -eq 0 ] && [ ! -s "$work/out" ] && says 'weir secrets set TARGET NAME'
ok 'what the probe wrote is gone'

# ---- set ----

put "$TOKEN" desk server-token
[ "$code" -eq 2 ] && says "there is no server 'desk'"
ok 'a secret of a server that is not known'
serve one
TOKEN=$(member one token)
run servers add desk "$(member one url)" --token keyring:server-token --env test
run actions desk
[ "$code" -eq 2 ] && says 'weir secrets set desk server-token'
ok 'a reference to what is not there'
put "$TOKEN" desk server-token
[ "$code" -eq 0 ] && [ "$(cat "$work/out")" = 'keyring:desk/server-token: version 1 is stored and current' ]
ok 'it is stored'
run actions desk
[ "$code" -eq 0 ] && grep -q get_ticket "$work/out"
ok 'and used'
put "$TOKEN" desk server-token
[ "$code" -eq 0 ] && grep -q 'has this value already' "$work/out"
ok 'the same once more'
put '' desk server-token
[ "$code" -eq 2 ]
ok 'an empty one'
run secrets set desk server-token "$NEWER"
[ "$code" -eq 2 ] && says '--stdin' && ! grep -q "$NEWER" "$work/err"
ok 'a value as an argument is refused and not repeated'
run secrets set desk "$NEWER/x" --stdin
[ "$code" -eq 2 ] && ! grep -q "$NEWER" "$work/err"
ok 'and as a name neither'
run secrets set desk server-token
[ "$code" -eq 2 ] && says 'without a terminal'
ok 'nobody can be asked'
run secrets set desk server-token --stdin --fd 5
[ "$code" -eq 2 ]
ok 'only one source'
printf '%s' "$SIGNING" >"$work/signing"
"$weir" secrets set desk signing --fd 5 5<"$work/signing" >"$work/out" 2>&1 && grep -q 'version 1' "$work/out"
ok 'from a descriptor'
MINE=$NEWER "$weir" secrets set desk server-token --from env:MINE >"$work/out" 2>&1 &&
	grep -q 'version 2 is current; the value before it is kept as previous' "$work/out"
ok 'from another reference; the old value is kept'
run actions desk
[ "$code" -ne 0 ] && says '401'
ok 'the newest counts, and the server does not know it'
put "$TOKEN" desk server-token
[ "$code" -eq 0 ] && grep -q 'version 3' "$work/out"
ok 'back to the one before'
put "$SIGNING" desk upstream --connection acme --kind connection-secret
[ "$code" -eq 0 ] && grep -q '^keyring:desk/acme/upstream: ' "$work/out"
ok 'of a connection'
put "$SIGNING" - shared
[ "$code" -eq 0 ] && grep -q '^keyring:shared: ' "$work/out"
ok 'of no server'

# ---- list, show, due ----

run secrets --format csv
[ "$code" -eq 0 ] && grep -q '^server-token,desk,,server-token,current previous,0,[^,]*,,token' "$work/out"
ok 'the list says what uses it'
run secrets list desk --format json
[ "$code" -eq 0 ] && grep -q '"schema": "weir/secrets/1"' "$work/out" && ! grep -q '"shared"' "$work/out" &&
	grep '"secret":"server-token"' "$work/out" | grep -q '"version":3'
ok 'as JSON, of one server'
run secrets list --kind connection-secret --last-four --format csv
[ "$(wc -l <"$work/out")" -eq 2 ] && grep -q 'bc10' "$work/out"
ok 'of one kind, with the last four'
run secrets show desk signing
[ "$code" -eq 0 ] && grep -q '^fingerprint  *[0-9a-f]\{16\}$' "$work/out"
ok 'show'
fingerprint=$(sed -n 's/^fingerprint *//p' "$work/out")
run secrets show desk upstream --connection acme
grep -q "^fingerprint  *$fingerprint$" "$work/out"
ok 'equal values have equal fingerprints'
run secrets show desk server-token --format json
grep -q '"fingerprint_lasts":true' "$work/out" && ! grep -q "\"$fingerprint\"" "$work/out"
ok 'others have others'
run secrets show desk signing --reveal
[ "$code" -eq 2 ] && says 'only on a terminal'
ok 'no value is shown where there is no terminal'
run secrets show desk nothing
[ "$code" -eq 2 ] && says 'weir secrets set desk nothing'
ok 'show what is not there'
run secrets due
[ "$code" -eq 0 ] && says 'nothing is due'
ok 'nothing is due'
run secrets due --within 100d --kind signing --format csv
[ "$code" -eq 0 ] && [ "$(wc -l <"$work/out")" -eq 2 ]
ok 'what will be is shown, and is no finding'
printf '[policy desk/signing]\nage = 1s\n' >>"$XDG_CONFIG_HOME/weir/weir.conf"
sleep 1.1
run secrets due --format csv
[ "$code" -eq 1 ] && grep -q '^signing,desk,' "$work/out"
ok 'what is overdue: exit 1'

# ---- import and delete ----

printf 'API_KEY=%s\n# a remark\nexport OTHER="%s"\n' "$SIGNING" "$NEWER" >"$work/some.env"
run secrets import desk "$work/some.env"
[ "$code" -eq 0 ] && grep -q '^2 secrets stored' "$work/out"
ok 'import'
printf '{"API_KEY":"%s","THIRD":"%s"}' "$SIGNING" "$TOKEN" | "$weir" secrets import desk >"$work/out" 2>&1 &&
	grep -q '^1 secret stored, 1 had its value already' "$work/out"
ok 'JSON from standard input, and what is there already'
printf 'GOOD=x\nBAD\n' | "$weir" secrets import desk >"$work/out" 2>"$work/err"
[ $? -eq 2 ] && says 'line 2' && ! "$weir" secrets show desk GOOD >/dev/null 2>&1
ok 'all is read before anything is stored'
run secrets delete desk API_KEY
[ "$code" -eq 2 ] && says 'use --yes'
ok 'delete wants a yes'
run secrets delete desk API_KEY --yes
[ "$code" -eq 0 ] && grep -q 'version 1 (current) is deleted' "$work/out"
ok 'delete'
run secrets delete desk server-token --stage previous --yes
[ "$code" -eq 0 ] && [ "$(wc -l <"$work/out")" -eq 2 ]
ok 'delete one stage'
run secrets delete desk server-token --stage previous --yes
[ "$code" -eq 2 ]
ok 'what is not there'
run actions desk
[ "$code" -eq 0 ]
ok 'the current one is still there'
run audit desk --format json
grep '"check":"secrets.age"' "$work/out" | grep -q '"verdict":"pass"'
ok 'the audit knows the age of the token'

# ---- what goes wrong ----

keyring_lock
run actions desk
[ "$code" -eq 4 ] && says 'nothing here can ask for its password'
ok 'locked, and no prompter'
put "$NEWER" desk signing
[ "$code" -eq 4 ] && says 'is locked'
ok 'nothing is written'
run secrets list
[ "$code" -eq 0 ] && grep -q server-token "$work/out"
ok 'the list needs no value'
kill -9 "$keyring"
wait "$keyring" 2>/dev/null
run secrets
[ "$code" -eq 4 ] && says 'there is no keyring'
ok 'killed'
keyring_start --unlock
run actions desk
[ "$code" -eq 0 ]
ok 'started again: it is all there'
kill -STOP "$keyring"
"$weir" secrets >"$work/out" 2>"$work/err" &
waiting=$!
sleep 0.5
kill -INT $waiting
wait $waiting
[ $? -eq 130 ]
ok 'a keyring that does not answer is waited for until Ctrl-C'
# What waits for it, with a value in its hands, has it neither in its words nor in its environment.
printf '%s\n' "$NEWER" | "$weir" secrets set desk signing --stdin >/dev/null 2>&1 &
given=$!
MINE=$SIGNING "$weir" secrets set desk signing --from env:MINE >/dev/null 2>&1 &
named=$!
sleep 0.7
tr '\0' '\n' <"/proc/$given/cmdline" >"$work/words" && [ -s "$work/words" ] &&
	! grep -q "$NEWER" "$work/words"
ok 'no value in the arguments'
if cat "/proc/$named/environ" >"$work/environ" 2>/dev/null && [ -s "$work/environ" ]; then
	! grep -q "$SIGNING" "$work/environ"
	ok 'nor in the environment, once it was read'
fi
kill -INT $given $named
wait $given $named 2>/dev/null
rm -f "$work/environ"
kill -CONT "$keyring"

# ---- no value anywhere ----

kill $pids 2>/dev/null
rm -f "$work/signing" "$work/some.env" "$work/one.json"
if grep -rlE "$TOKEN|$NEWER|$SIGNING" "$work" >"$work/found"; then
	sed 's/^/# /' "$work/found"
fi
[ ! -s "$work/found" ]
ok 'no value is in any file'
finish
