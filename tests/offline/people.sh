#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What people have to do with an audit: the catalogue, attestations, suppressions, and files given to it.
# Nobody is contacted.

. "${0%/*}/tap.sh"
cd "$work" || exit 99
harbour=$here/harbour

# ---- the catalogue ----

run checks
[ "$code" -eq 0 ] && grep -q '^x secrets.hardcoded ' "$work/out"
ok 'checks are listed'
run checks --format csv
[ "$code" -eq 0 ] && head -n 1 "$work/out" | grep -q '^check,level,severity,origin,guidelines,title'
ok 'as CSV'
run checks deps --format json
[ "$code" -eq 0 ] && grep -q '"schema": "weir/checks/1"' "$work/out" && grep -q '"check":"deps.lockfile"' "$work/out" &&
	! grep -q '"check":"secrets' "$work/out" && grep -q '"mistaken":' "$work/out"
ok 'a family as JSON, with all texts'
run checks ops.drift
[ "$code" -eq 0 ] && grep -q '^why ' "$work/out" && grep -q 'P6: ' "$work/out" && grep -q '^CWE ' "$work/out"
ok 'one check is explained'
run checks secrets.agee
[ "$code" -eq 2 ] && says 'secrets.age'
ok 'a mistyped check has a nearest'

# ---- attestations ----

server=https://desk.example.com
run attest $server secrets.age --by Kim --until 2099-01-01
[ "$code" -eq 2 ] && says 'weir looks at secrets.age itself' && says 'deps.maintenance'
ok 'what weir looks at itself is not attested'
run attest $server secrets.agee --by Kim --until 2099-01-01
[ "$code" -eq 2 ] && says "there is no check 'secrets.agee'"
ok 'nor what does not exist'
run attest $server ops.integrity --by Kim
[ "$code" -eq 2 ] && says '--until'
ok 'a last day is needed'
run attest $server ops.integrity --until 2099-01-01
[ "$code" -eq 2 ] && says '--by'
ok 'and a name'
run attest $server ops.integrity --by Kim --until 2020-01-01
[ "$code" -eq 2 ] && says 'has passed' && [ ! -e .weir ]
ok 'a day that has passed is refused, and nothing is written'
run attest $server ops.integrity --by Kim --until 2099-01-01 --note 'read it all'
[ "$code" -eq 0 ] && [ "$(stat -c %a .weir)" = 700 ] && [ "$(stat -c %a .weir/attest.conf)" = 600 ]
ok 'what is attested is for its owner alone'
grep -q '^note = read it all$' .weir/attest.conf
ok 'with its note'
run attest $server deps.maintenance --by 'Kim [x]' --until 2099-01-01
[ "$code" -eq 0 ] && [ "$(grep -c '^\[attestation ' .weir/attest.conf)" -eq 2 ]
ok 'the next one is added'
run attest http://127.0.0.1:1 ops.destructive-review --by Kim --until 2099-01-01
[ "$code" -eq 3 ] && [ "$(grep -c '^\[attestation ' .weir/attest.conf)" -eq 2 ]
ok 'a review needs the list of actions'
printf '[attestation 9]\nwrong = key\n' >>.weir/attest.conf
run audit --offline "$harbour" --only ops
[ "$code" -eq 2 ] && says '.weir/attest.conf' && says 'wrong'
ok 'a broken file is told before anything is judged'
rm -r .weir

# ---- files given to an audit ----

printf 'starlette==0.46.1\n' >requirements.txt
run audit --offline "$harbour" --only deps.lockfile --lockfile requirements.txt --fail-on medium
[ "$code" -eq 1 ] && grep -q 'starlette' "$work/out"
ok 'an old package fails'
printf 'starlette==99\n' >new.txt
run audit --offline "$harbour" --only deps.lockfile --lockfile new.txt --fail-on medium
[ "$code" -eq 0 ]
ok 'a new one does not'
run audit --offline "$harbour" --only deps --lockfile nowhere.txt
[ "$code" -eq 2 ] && says 'nowhere.txt'
ok 'a lock file that is not there'
: >odd.txt
run audit --offline "$harbour" --only deps --lockfile odd.txt
[ "$code" -ne 0 ] && [ "$code" -ne 1 ] && says 'odd.txt'
ok 'a file that is no lock file'

suppression()
{
	printf '[suppression 1]\ncheck = deps.lockfile\nreason = %s\nuntil = %s\ntext = soon\nby = Kim\n' "$1" "$2"
}
mkdir .weir
suppression accepted-risk 2099-01-01 >.weir/suppress.conf
run audit --offline "$harbour" --only deps.lockfile --lockfile requirements.txt --fail-on medium
[ "$code" -eq 0 ]
ok 'an accepted finding does not count'
suppression accepted-risk 2020-01-01 >.weir/suppress.conf
run audit --offline "$harbour" --only deps.lockfile --lockfile requirements.txt --fail-on medium
[ "$code" -eq 1 ]
ok 'until its last day'
suppression because-i-say-so 2099-01-01 >other.conf
run audit --offline "$harbour" --only deps.lockfile --suppress other.conf
[ "$code" -eq 2 ] && says 'other.conf' && says 'reason'
ok 'reasons are those of the list'
run audit --offline "$harbour" --only deps --suppress nowhere.conf
[ "$code" -eq 2 ] && says 'nowhere.conf'
ok 'suppressions that are not there'
rm -r .weir

# ---- source ----

mkdir -p source/app source/.git
begin=-----BEGIN
key=$(printf 'MIIEowIBAAKCAQEAwgW9Yk3bq0gQ0m1K1oX9Zb8h0mJ6xJ5m3m5s9yQ2wqZrT7uU\n%.0s' 1 2 3)
printf 'x = 1\n' >source/app/a.py
printf '%s RSA PRIVATE KEY-----\n%s\n-----END RSA PRIVATE KEY-----\n' "$begin" "$key" >source/.git/b
run audit --offline "$harbour" --only secrets.hardcoded --source source
[ "$code" -eq 0 ]
ok 'clean source'
cp source/.git/b source/app/key.pem
run audit --offline "$harbour" --only secrets.hardcoded --source source
[ "$code" -eq 1 ] && grep -q 'app/key.pem' "$work/out" && ! grep -q MIIE "$work/out"
ok 'a key in the source is told by its place'
run audit --offline "$harbour" --only secrets --source nowhere
[ "$code" -eq 2 ] && says 'nowhere'
ok 'a folder that is not there'

# ---- documents from a folder are redacted as answers are ----

mkdir documents
sed "s|\"docs\": *\"[^\"]*\"|\"docs\": \"$begin RSA PRIVATE KEY-----\\\\\\\\n$(printf %s "$key" | tr -d '\n')\\\\\\\\n-----END RSA PRIVATE KEY-----\"|" \
	"$harbour/manifest.json" >documents/manifest.json
run audit --offline documents --only secrets.hardcoded
[ "$code" -eq 1 ] && grep -q 'private-key' "$work/out" && ! grep -q MIIE "$work/out"
ok 'a key in a document is found and not repeated'
finish
