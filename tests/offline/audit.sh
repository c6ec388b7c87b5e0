#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What an audit says of the recorded servers' documents: check, verdict, severity, origin and place of every
# finding, without its words.  GOLDEN_WRITE=1 writes what is there now into the source: compare it with what
# you yourself would say of the three documents before you keep it.

. "${0%/*}/tap.sh"
cd "$here" || exit 99
contract=${WEIR_SHARED:-$here/../../../shared}/contract
[ -d "$contract" ] || {
	echo '1..0 # SKIP ../shared is not there'
	exit 0
}

# member NAME: the text of a member of the finding in each line; "-" for null. No text here holds a quote.
findings()
{
	sed -n 's/^ *{"baseline":.*"check":"\([^"]*\)".*"origin":"\([^"]*\)".*"severity":"\([^"]*\)".*"verdict":"\([^"]*\)","where":{\(.*\)}}.*$/\4 \3 \2 \1 \5/p' "$1" |
		sed 's/"action":[^,]*,//; s/"trigger":[^}]*//; s/"text":"[^"]*",*//; s/null/-/g; s/"\([a-z]*\)":/\1=/g
			s/"//g; s/[a-z]*=-,*//g; s/,/ /g; s/ *$//'
}

# golden FOLDER EXIT
golden()
{
	run audit --offline "$contract/$1" --no-history --format json
	[ "$code" -eq "$2" ]
	ok "$1: exit $2" || echo "# it was $code"
	findings "$work/out" >"$work/found"
	[ "$(wc -l <"$work/found")" -eq "$(grep -c '"check":"' "$work/out")" ]
	ok "$1: every finding is read"
	[ -z "$GOLDEN_WRITE" ] || cp "$work/found" "audited/$1"
	same "$1: findings" "audited/$1" "$work/found"
}

golden open 1
golden locked 1
golden zendesk_like 0

# The documents of an open and of a locked server are the same; so is what is to be said of them.
same 'open and locked' audited/open audited/locked
! grep '^fail ' audited/zendesk_like | grep -qv ' sdk '
ok 'zendesk_like: its author is told of no failure'
finish
