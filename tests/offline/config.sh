#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The configuration file as commands read and write it; nobody is contacted.

. "${0%/*}/tap.sh"
conf=$XDG_CONFIG_HOME/weir/weir.conf

run servers
[ "$code" -eq 0 ] && says 'no server is configured'
ok 'no configuration is no error'
run config path
[ "$(cat "$work/out")" = "$conf" ]
ok 'config path'
[ ! -e "$conf" ]
ok 'looking makes no file'
(
	XDG_CONFIG_HOME=relative
	run config path
	grep -q '^/' "$work/out" && XDG_CONFIG_HOME= HOME= run config path && grep -q '^/' "$work/out"
)
ok 'a relative folder is not where the configuration is'

run servers add desk https://desk.example.com/ --token env:DESK --engine https://engine.example.com --engine-token \
	env:ENGINE --connection one --connection two --callback-host engine.example.com
[ "$code" -eq 0 ] && [ -f "$conf" ]
ok 'servers add'
[ "$(stat -c %a "$conf")" = 600 ]
ok 'the file is for its owner alone'
run servers add hr http://127.0.0.1:1 --env test --insecure
run servers list --format csv
printf '%s\r\n' 'server,env,url,auth,actions,triggers,time,last_audit,grade,why,state,token,engine,engine_token,connections' \
	'desk,prod,https://desk.example.com,token,-,-,,,,,unknown,env:DESK,https://engine.example.com,env:ENGINE,one two' \
	'hr,test,http://127.0.0.1:1,-,-,-,,,,,unknown,,,,' >"$work/expected"
same 'servers list' "$work/expected" "$work/out"

printf '# mine\n[group all]\nmembers = desk;hr\n\n# the end\n' >>"$conf"
cp "$conf" "$work/before"
run servers add third https://third.example.com
run servers remove third
grep . "$work/before" >"$work/expected"
grep . "$conf" >"$work/out"
same 'adding and removing leaves the rest as it was' "$work/expected" "$work/out"
cp "$conf" "$work/before"
run servers list @all
[ "$code" -eq 0 ] && grep -q desk "$work/out" && grep -q hr "$work/out"
ok 'a group'
run servers add desk https://other.example.com
[ "$code" -eq 2 ] && says desk
ok 'an alias that is taken'
same 'and nothing was written' "$work/before" "$conf"
run servers remove nobody
[ "$code" -eq 2 ] && says nobody
ok 'removing one that is not there'
run servers show desk
[ "$code" -eq 0 ] && grep -q 'env:DESK' "$work/out" && grep -q 'read-only' "$work/out"
ok 'servers show'
run servers show dsek
[ "$code" -eq 2 ] && says "did you mean 'desk'?"
ok 'servers show of a mistyped one'
run help --aliases
printf 'desk\nhr\n' >"$work/expected"
same 'aliases for completions' "$work/expected" "$work/out"
run config show --format json
[ "$code" -eq 0 ] && grep -q '"schema": "weir/settings/1"' "$work/out" && grep -q "weir.conf:2\"" "$work/out"
ok 'config show names file and line'
WEIR_THEME=dark run config
grep 'theme' "$work/out" | grep -q 'dark *environment'
ok 'a setting from the environment'
run config check
[ "$code" -eq 0 ] && grep -q '2 servers' "$work/out"
ok 'config check'

# ---- what cannot be used ----

broken()
{
	printf '%s\n' "$1" >"$conf"
	run config check
	[ "$code" -eq 2 ] && says "$2"
	ok "refused: $2" || sed 's/^/# /' "$work/err"
	run servers
	[ "$code" -eq 2 ] && [ ! -s "$work/out" ]
	ok 'and servers says so too'
}
broken '[server desk]
url = https://x
tokne = env:T' 'weir.conf:3'
broken '[server desk]
url = https://x
token = hunter2hunter2' 'token'
! grep -q hunter2 "$work/err"
ok 'a secret in the file is not repeated'
broken '[sever desk]' 'weir.conf:1'
broken 'nonsense' 'weir.conf:1'
broken '[server actions]
url = https://x' 'actions'
printf '[server desk]\nurl = https://x\ncacert = /nowhere/ca.pem\n' >"$conf"
run config check
[ "$code" -eq 2 ] && says /nowhere/ca.pem
ok 'a file that is not there'

run doctor
ok 'doctor'
grep -q "$conf" "$work/out" && grep -q "$XDG_STATE_HOME/weir" "$work/out" && grep -q libcurl "$work/out"
ok 'doctor names paths and parts'
printf 'nonsense\n' >"$conf"
run doctor
[ "$code" -eq 2 ] && grep -q 'weir.conf:1' "$work/out"
ok 'doctor works with a configuration that cannot be used'
rm "$conf"
mkdir "$conf"
run servers
[ "$code" -eq 2 ]
ok 'a folder in its place'
rmdir "$conf"
run actions https://desk.example.com --offline "$here/harbour"
[ "$code" -eq 0 ]
ok 'a URL needs no configuration'

# A folder that cannot be written: nothing half-written is left. (root may write anywhere)
if [ "$(id -u)" -ne 0 ]; then
	chmod 500 "$XDG_CONFIG_HOME/weir"
	run servers add desk https://x
	[ "$code" -eq 2 ] && [ -z "$(ls "$XDG_CONFIG_HOME/weir")" ]
	ok 'a folder that cannot be written'
	chmod 700 "$XDG_CONFIG_HOME/weir"
fi
finish
