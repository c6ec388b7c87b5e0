#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What commands print about documents in a folder, letter by letter.  GOLDEN_WRITE=1 writes what is there now
# into the source: look at the difference before you keep it.

. "${0%/*}/tap.sh"
cd "$here" || exit 99

while read -r name expected arguments; do
	case $name in '' | '#'*) continue ;; esac
	# The arguments are words without quoting.
	# shellcheck disable=SC2086
	run $arguments
	[ "$code" -eq "$expected" ]
	ok "$name: exit $expected" || echo "# it was $code"
	# The lines of CSV end with CR and LF (RFC 4180), those of the files here do not.
	sed "s/$(printf '\r')\$//" "$work/out" >"$work/lines"
	mv "$work/lines" "$work/out"
	if [ -n "$GOLDEN_WRITE" ]; then
		cp "$work/out" "golden/$name.out"
		cp "$work/err" "golden/$name.err"
	fi
	same "$name: stdout" "golden/$name.out" "$work/out"
	same "$name: stderr" "golden/$name.err" "$work/err"
done <cases

# Nothing that a terminal acts on is in any of them: newlines and printable characters only.
for file in golden/*.out; do
	LC_ALL=C tr -d '\n\40-\176\200-\377' <"$file" >"$work/rest"
	[ ! -s "$work/rest" ]
	ok "$file holds no control character"
	! grep -q "$(printf '\302[\200-\237]\|\342\200[\252-\256]')" "$file"
	ok "$file holds no C1 control and no override"
done

# In a locale without UTF-8 all is ASCII.
for what in actions triggers 'show evict_vessel'; do
	# shellcheck disable=SC2086
	LC_ALL=C run $what --offline harbour
	LC_ALL=C tr -d '\n\40-\176' <"$work/out" >"$work/rest"
	[ "$code" -eq 0 ] && [ ! -s "$work/rest" ]
	ok "weir $what in the locale C is ASCII"
done
finish
