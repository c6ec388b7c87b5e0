#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Proves that scripts/check-po finds what it is there for, and nothing in a tree whose translations are whole.
# Each case is a small good tree with one thing wrong: the finding that is expected must come, and it alone.
set -u
top=$(CDPATH= cd -- "$(dirname -- "$0")/../.." && pwd)
for tool in xgettext msgmerge msgattrib msgcat msgfmt; do
	command -v $tool >/dev/null || { echo "1..0 # SKIP there is no $tool"; exit 0; }
done
work=$(mktemp -d "${TMPDIR:-/tmp}/weir-check-po.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
tree=$work/tree
count=0

result() { # OK NAME
	count=$((count + 1))
	if [ "$1" = 0 ]; then
		echo "ok $count - $2"
	else
		echo "not ok $count - $2"
		sed 's/^/# /' "$work/out"
	fi
}

good_tree() {
	rm -rf "$tree"
	mkdir -p "$tree/src" "$tree/po"
	cp "$top/po/Makevars" "$tree/po"
	cat >"$tree/src/one.c" <<'EOF'
const char *a = _("one thing");
const char *b = N_("two things");
void c(void) { say(_("%zu things\nand no more"), n); }
EOF
	echo src/one.c >"$tree/po/POTFILES.in"
	echo sv >"$tree/po/LINGUAS"
	cat >"$tree/po/sv.po" <<'EOF'
msgid ""
msgstr ""
"Project-Id-Version: weir\n"
"PO-Revision-Date: 2026-01-01 00:00+0000\n"
"Last-Translator: nobody\n"
"Language-Team: Swedish\n"
"Language: sv\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"

msgid "one thing"
msgstr "en sak"

msgid "two things"
msgstr "två saker"

#, c-format
msgid ""
"%zu things\n"
"and no more"
msgstr ""
"%zu saker\n"
"och inte fler"
EOF
}

expect() { # NAME FINDING
	"$top/scripts/check-po" "$tree" >"$work/out" 2>&1
	status=$?
	[ $status = 1 ] && [ "$(wc -l <"$work/out")" = 1 ] && grep -qF -- "$2" "$work/out"
	result $? "$1"
}

good_tree
"$top/scripts/check-po" "$tree" >"$work/out" 2>&1 && grep -q '3 messages' "$work/out"
result $? 'whole translations have no findings'

cp -r "$tree" "$work/before" && "$top/scripts/check-po" "$tree" >"$work/out" 2>&1
diff -r "$work/before" "$tree" >>"$work/out"
result $? 'nothing is written in the tree'

good_tree
echo 'const char *d = _("at %" G_GSIZE_FORMAT " bytes");' >>"$tree/src/one.c"
printf '\nmsgid "at %%"\nmsgstr "vid %%"\n' >>"$tree/po/sv.po"
expect 'a message that ends in %: a macro followed that xgettext does not know' ': cut: '

good_tree
echo 'const char *d = _("another");' >>"$tree/src/one.c"
expect 'a message without a translation' 'po/sv.po:1: untranslated: another'

good_tree
sed -i 's/and no more/and that is all/' "$tree/src/one.c"
expect 'a message of two lines without a translation' 'po/sv.po:1: untranslated: %zu things\nand that is all'

good_tree
sed -i 's/^msgid "one thing"/#, fuzzy\n&/' "$tree/po/sv.po"
expect 'a fuzzy translation' 'po/sv.po:1: fuzzy: one thing'

good_tree
sed -i 's/%zu saker/%s saker/' "$tree/po/sv.po"
expect 'a translation with another format' ': format: '

good_tree
echo de >>"$tree/po/LINGUAS"
expect 'a language without a file' 'po/LINGUAS:1: missing: po/de.po'

good_tree
echo src/two.c >>"$tree/po/POTFILES.in"
"$top/scripts/check-po" "$tree" >"$work/out" 2>&1
[ $? = 1 ] && grep -q '^po/POTFILES.in:1: messages: .*src/two.c' "$work/out"
result $? 'a listed file that is not there'

echo "1..$count"
