#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# weir replay and weir cleanup with a person at a terminal: the editor, and the name of a production server.

command -v script >/dev/null 2>&1 || {
	echo '1..0 # SKIP there is no script(1) to make a terminal'
	exit 0
}
. "${0%/*}/tap.sh"
cd "$here" || exit 99
conf=$XDG_CONFIG_HOME/weir/weir.conf
mkdir -p "${conf%/*}" "$work/run"
XDG_RUNTIME_DIR=$work/run EDITOR=false TOKEN_COPY=
unset VISUAL
export XDG_RUNTIME_DIR EDITOR TOKEN_COPY

serve good --flaws none
ok 'a server'
GOOD=$(member good token)
# A second variable with the same value: weir takes both from the editor.
TOKEN_COPY=$GOOD
export GOOD
for name in good prod; do
	env=test
	[ $name = prod ] && env=prod
	printf '[server %s]\nurl = %s\ntoken = env:GOOD\nenv = %s\n\n' $name "$(member good url)" $env
	printf '[server %s trigger ticket_changed]\nscheme = desk\n\n' $name
done >"$conf"
cat >>"$conf" <<'END2'
[scheme desk]
algorithm = hmac-sha256
signed = {timestamp}.{body}
signature = X-Signature: v1={signature|hex}
timestamp = X-Timestamp: {timestamp}
timestamp-unit = s
delivery-id = X-Delivery-Id: {id}
END2

# at_terminal ANSWERS ARGS...: as run(), on a terminal where the answers are typed; stdout and stderr are both in
# $work/out, without escape sequences
at_terminal()
{
	answers=$1
	shift
	printf "$answers" | script -qec "$weir $*" /dev/null >"$work/raw" 2>&1
	code=$?
	tr -d '\r' <"$work/raw" | sed 's/\x1b\[[0-9;]*[A-Za-z]//g' >"$work/out"
}

shows()
{
	grep -q -F -e "$1" "$work/out"
}

# sends BODY: --as raw showed exactly these bytes as the body
sends()
{
	printf '%s' "$1" >"$work/expected"
	sed '1,/^$/d' "$work/out" >"$work/sent"
	cmp -s "$work/expected" "$work/sent"
}

nothing_left()
{
	[ -z "$(ls -A "$work/run")" ]
}

# ---- the editor ----

EDITOR='sed -i s/opened/closed/'
at_terminal '' replay good ticket_changed --edit
[ "$code" -eq 0 ] && shows '"kind":"closed"' && shows held && nothing_left
ok 'what was saved is sent'
EDITOR='tee '$work'/seen <'
at_terminal '' replay good ticket_changed --edit
[ "$code" -eq 130 ] && shows 'nothing was sent: the editor was left without saving' && nothing_left &&
	[ "$(grep -c '^  "' "$work/seen")" -eq 3 ]
ok 'a sample is indented; leaving without saving sends nothing'
EDITOR='env >'$work'/seen; cat <'
at_terminal '' replay good ticket_changed --edit
! grep -q -F "$GOOD" "$work/seen" && grep -q '^EDITOR=' "$work/seen"
ok 'the editor is told no secret'
EDITOR=false
at_terminal '' replay good ticket_changed --edit
[ "$code" -eq 130 ] && shows "nothing was sent: the editor 'false' ended with status 1" && nothing_left
ok 'an editor that fails sends nothing'
EDITOR=': >'
at_terminal '' replay good ticket_changed --edit
[ "$code" -eq 130 ] && shows 'nothing was sent' && shows empty
ok 'an empty text sends nothing'
EDITOR=no-such-editor
at_terminal '' replay good ticket_changed --edit
[ "$code" -eq 2 ] && shows "no editor 'no-such-editor'" && shows VISUAL
ok 'an editor that is none is named'
VISUAL='sed -i s/opened/closed/'
export VISUAL
at_terminal '' replay good ticket_changed --edit --format json
[ "$code" -eq 0 ] && shows '"outcome":"held"'
ok '$VISUAL comes first'
unset VISUAL
EDITOR='sed -i s/opened/closed/'
setsid "$weir" replay good ticket_changed --edit >"$work/out" 2>"$work/err" </dev/null
[ $? -eq 2 ] && says terminal && [ ! -s "$work/out" ]
ok 'without a terminal there is no editor'

# ---- bytes ----

body='{ "eventId":"e-1",  "ticketId":7, "kind":"opened" }'
printf '%s' "$body" >"$work/bare.json"
printf '%s\n' "$body" >"$work/ended.json"
EDITOR='f() { sed s/opened/closed/ "$1" >"$1.new"; printf "\n" >>"$1.new"; mv "$1.new" "$1"; }; f'
at_terminal '' replay good ticket_changed "$work/bare.json" --edit --as raw --secret env:GOOD
[ "$code" -eq 0 ] && sends '{ "eventId":"e-1",  "ticketId":7, "kind":"closed" }'
ok 'a newline that the editor added is left out'
EDITOR='sed -i s/opened/closed/'
at_terminal '' replay good ticket_changed "$work/ended.json" --edit --as raw --secret env:GOOD
[ "$code" -eq 0 ] && sends '{ "eventId":"e-1",  "ticketId":7, "kind":"closed" }
'
ok 'one that was there is kept'
EDITOR="sed -i 's/7/{,}/'"
at_terminal 'q\n' replay good ticket_changed "$work/bare.json" --edit
[ "$code" -eq 130 ] && shows 'not JSON: line 1' && shows 'nothing was sent'
ok 'what is no JSON is told'
at_terminal 's\n' replay good ticket_changed "$work/bare.json" --edit --expect 422
[ "$code" -eq 0 ] && shows 422
ok 'and sent where that is wanted'
EDITOR="sed -i -e 's/{,}/8/' -e 's/7/{,}/'"
at_terminal 'e\n' replay good ticket_changed "$work/bare.json" --edit --format json
[ "$code" -eq 0 ] && shows '"ticketId\":8' && nothing_left
ok 'or edited once more, with what was saved'
EDITOR="sed -i 's/7/{,}/'"
at_terminal '' replay good ticket_changed "$work/bare.json" --edit --content-type text/plain --expect 422
[ "$code" -eq 0 ] && shows 422 && ! shows 'not JSON'
ok 'what is not said to be JSON need not be any'
at_terminal '' replay good ticket_changed "$work/bare.json" --edit '2>/dev/null'
[ "$code" -eq 130 ]
ok 'where nobody can be asked it is refused'

# ---- a signal ----

EDITOR="f() { : >$work/there; exec sleep 60; }; f"
rm -f "$work/there"
script -qec "echo \$\$ >$work/pid; exec $weir replay good ticket_changed --edit" /dev/null >"$work/raw" 2>&1 </dev/null &
pid=$!
tries=0
while [ ! -e "$work/there" ] && [ $tries -lt 400 ]; do
	tries=$((tries + 1))
	sleep 0.05
done
kill -TERM "$(cat "$work/pid")"
wait $pid
[ $? -eq 130 ] && nothing_left
ok 'a signal ends the editor, and nothing of the text is left'

# ---- the name of a production server ----

at_terminal 'prod\n' replay prod ticket_changed --live
[ "$code" -eq 0 ] && shows held && shows 'type prod to go on'
ok 'with its name typed it is sent to'
sed -n '/to a canary/,/type prod/p' "$work/out" | grep -q 'type prod'
ok 'after the plan was shown'
at_terminal 'good\n' replay prod ticket_changed --live
[ "$code" -eq 2 ] && shows 'prod: its name was not typed, so nothing was sent' && ! shows held
ok 'with another it is not'
at_terminal 'prod \n' replay prod ticket_changed --live
[ "$code" -eq 2 ] && ! shows held
ok 'nor with nearly that'
at_terminal '' replay prod ticket_changed --live
[ "$code" -eq 2 ] && ! shows held
ok 'nor with none'
at_terminal 'prod\n' replay prod ticket_changed
[ "$code" -eq 2 ] && shows --live && ! shows 'type prod'
ok 'without --live nobody is asked'
at_terminal 'prod\n' replay prod ticket_changed --live --confirm good
[ "$code" -eq 2 ] && shows --confirm && ! shows 'type prod'
ok 'nor with a wrong --confirm'
at_terminal '' replay prod ticket_changed --live --confirm prod
[ "$code" -eq 0 ] && shows held && ! shows 'type prod'
ok 'nor with the right one'
at_terminal '' replay prod ticket_changed --live --dry-run
[ "$code" -eq 0 ] && shows waiting && ! shows 'type prod'
ok 'nor for a dry run'
at_terminal 'no\n' cleanup prod --live
[ "$code" -eq 2 ] && shows 'type prod' && shows 'its name was not typed'
ok 'cleanup asks, too'
at_terminal 'prod\n' cleanup prod --live
[ "$code" -eq 0 ] && shows kept
ok 'and goes on'
finish
