#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What becomes of output that cannot be written, and of input as it comes.

. "${0%/*}/tap.sh"
cd "$here" || exit 99

for format in text json csv; do
	if [ -c /dev/full ]; then
		"$weir" actions --offline harbour --format $format >/dev/full 2>"$work/err"
		code=$?
		[ $code -eq 2 ] && says 'No space left'
		ok "a full disk is told, exit 2: $format" || echo "# exit $code"
	fi
	"$weir" actions --offline harbour --format $format >&- 2>"$work/err"
	code=$?
	[ $code -eq 2 ] && says 'Bad file descriptor'
	ok "a closed stdout is told, exit 2: $format" || echo "# exit $code"
done
"$weir" --version >&-
[ $? -eq 2 ]
ok '--version into a closed stdout: exit 2'
"$weir" help >&- 2>&-
[ $? -eq 2 ]
ok 'nothing to write to at all: exit 2'

# A reader that goes away is nobody's fault.
{
	"$weir" effects - 2>"$work/err"
	echo $? >"$work/code"
} <<INPUT | head -n 1 >"$work/out"
$(i=0; while [ $i -lt 3000 ]; do echo '{"name":"get_thing","description":"a line that fills the pipe with many bytes, so that it is full","id":"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}'; i=$((i + 1)); done)
INPUT
[ "$(cat "$work/code")" -eq 0 ] && [ ! -s "$work/err" ] && [ -s "$work/out" ]
ok 'a closed pipe ends it without a word' || cat "$work/code" "$work/err"

# ---- a terminal ----

# on_terminal ENVIRONMENT COLUMNS ARGS...: what a terminal of that width gets, without CR, in $work/out
on_terminal()
{
	environment=$1
	columns=$2
	shift 2
	script -qec "stty cols $columns; $environment '$weir' $* 2>/dev/null" /dev/null </dev/null 2>/dev/null | tr -d '\r' >"$work/out"
}
escape=$(printf '\033')
if command -v script >/dev/null 2>&1 && command -v stty >/dev/null 2>&1; then
	for columns in 20 40 60 132; do
		on_terminal 'TERM=xterm NO_COLOR=1' $columns actions --offline harbour
		[ -s "$work/out" ] && [ "$(wc -L <"$work/out")" -le $columns ]
		ok "$columns columns are enough" || cat "$work/out"
	done
	grep -q '^▲ delete  *evict_vessel' "$work/out" && grep -q '^12 actions · ' "$work/out"
	ok 'signs and a summary are for people'
	! grep -q "$escape" "$work/out"
	ok 'NO_COLOR: no colours'
	on_terminal TERM=dumb 80 actions --offline harbour
	[ -s "$work/out" ] && ! grep -q "$escape" "$work/out"
	ok 'TERM=dumb: no colours'
	on_terminal 'TERM=xterm' 80 actions --offline harbour
	grep -q "${escape}\[31m▲" "$work/out"
	ok 'colours on a terminal that has them'
	on_terminal 'TERM=xterm NO_COLOR=1' 50 show --offline harbour evict_vessel
	# The schemas below are not.
	sed '/^parameters/,$d; /^result/,$d' "$work/out" >"$work/lines"
	[ -s "$work/lines" ] && [ "$(wc -L <"$work/lines")" -le 50 ]
	ok 'details are wrapped' || cat "$work/lines"
	on_terminal 'TERM=xterm' 80 actions --offline harbour --format json
	[ -s "$work/out" ] && ! grep -q "$escape" "$work/out"
	ok 'JSON has no colours anywhere'
fi

# ---- effects ----

printf '%s\n' '{"id":"a","name":"delete_ticket","description":"Permanently removes a ticket","arguments":["id"]}' \
	'' 'nonsense' '{"id":2,"name":"get_ticket","extra":{}}' '[]' '{"description":"no name"}' \
	'{"name":"x","arguments":"y"}' '{"name":"send_mail","description":null,"arguments":null}' >"$work/in"
"$weir" effects "$work/in" >"$work/out" 2>"$work/err"
[ $? -eq 3 ]
ok 'bad lines make the exit code 3'
[ "$(wc -l <"$work/out")" -eq 3 ]
ok 'good lines come out'
for line in 3 5 6 7; do
	says "line $line: "
	ok "line $line is named"
done
grep -q '^{"confidence":[0-9.]*,"destructive":true,"effect":"delete","evidence":\[.*\],"id":"a","mutating":true}$' "$work/out"
ok 'members are sorted, the id comes back'
grep -q '"effect":"read".*"id":2,"mutating":false' "$work/out"
ok 'an id that is a number stays one'

printf '{"name":"get_a"}' | "$weir" effects >"$work/out" 2>"$work/err"
[ $? -eq 0 ] && grep -q '"effect":"read"' "$work/out"
ok 'a last line without an end counts'
"$weir" effects </dev/null >"$work/out" 2>"$work/err"
[ $? -eq 0 ] && [ ! -s "$work/out" ] && [ ! -s "$work/err" ]
ok 'no lines are no answers'
{
	printf '{"name":"get_a"}\n'
	head -c 3000000 /dev/zero | tr '\0' ' '
	printf '\n{"name":"get_b"}\n'
} | "$weir" effects >"$work/out" 2>"$work/err"
[ $? -eq 3 ] && says 'line 2: ' && [ "$(wc -l <"$work/out")" -eq 2 ]
ok 'a line over the cap is left out, and the next is read'

# Answers come while the input is still open.
mkfifo "$work/fifo"
"$weir" effects "$work/fifo" >"$work/out" 2>"$work/err" &
pid=$!
exec 3>"$work/fifo"
echo '{"name":"get_a"}' >&3
tries=0
while [ ! -s "$work/out" ] && [ $tries -lt 200 ]; do
	tries=$((tries + 1))
	sleep 0.05
done
[ -s "$work/out" ]
ok 'an answer comes before the input ends'
exec 3>&-
wait $pid
ok 'the end of the input is the end'

# An interrupt.
"$weir" effects "$work/fifo" >"$work/out" 2>"$work/err" &
pid=$!
exec 3>"$work/fifo"
echo '{"name":"get_a"}' >&3
tries=0
while [ ! -s "$work/out" ] && [ $tries -lt 200 ]; do
	tries=$((tries + 1))
	sleep 0.05
done
kill -INT $pid
wait $pid
[ $? -eq 130 ]
ok 'an interrupt is exit 130'
exec 3>&-
finish
