#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A program as --exec takes it: writes the file of secrets that the demo server reads.  HOOK_FILE names it;
# what stays as it is stands in HOOK_FILE.fixed; HOOK_LIES, HOOK_FAILS, HOOK_HANGS and HOOK_LOOKS make it lie, fail,
# hang, or write down what can be seen of it.
IFS= read -r line || exit 1
member() {
	printf '%s' "$line" | sed -n 's/.*"'"$1"'":"\([^"]*\)".*/\1/p'
}
[ -z "$HOOK_LOOKS" ] || tr '\0' '\n' </proc/self/environ >"$HOOK_FILE.look"
[ -z "$HOOK_LOOKS" ] || tr '\0' '\n' </proc/$$/cmdline >>"$HOOK_FILE.look"
[ -z "$HOOK_FAILS" ] || exit 7
[ -z "$HOOK_HANGS" ] || sleep 60
[ -z "$HOOK_LIES" ] || {
	echo '{"ok":true}'
	exit 0
}
new=$(member new)
# Variables with values that weir holds do not come here.
{ read -r token && read -r key; } <"$HOOK_FILE.fixed" || exit 1
signing=
case $(member name) in
server-token | exec-token) token=$new ;;
engine-key) key=$new ;;
signing) signing=\"$new\" ;;
esac
case $(member step) in
set)
	printf '{"token":"%s","engine_key":"%s","server_engine_key":"%s","signing":[%s]}\n' "$token" "$key" "$key" \
		"$signing" >"$HOOK_FILE.new" && mv "$HOOK_FILE.new" "$HOOK_FILE" || exit 1
	;;
test) grep -q "\"$new\"" "$HOOK_FILE" || {
	echo '{"ok":false,"message":"it is not there"}'
	exit 0
} ;;
esac
echo '{"ok":true,"message":""}'
