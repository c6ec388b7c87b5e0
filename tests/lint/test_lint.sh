#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Proves that every rule of scripts/lint finds what it is there for, and nothing in a tree that keeps them.
# Each case is a small good tree with one thing wrong: the finding that is expected must come, and it alone.
# Words that lint looks for are put together from halves here, so that this file passes it.
set -u
top=$(CDPATH= cd -- "$(dirname -- "$0")/../.." && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/weir-lint.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
count=0
licence='SPDX-License-Identifier: GPL-3.0-or-later'

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
	rm -rf "$work/tree"
	mkdir -p "$work/tree/src/base" "$work/tree/src/model" "$work/tree/src/client" "$work/tree/src/report" \
		"$work/tree/src/cli" "$work/tree/tests" "$work/tree/po"
	cd "$work/tree" || exit 1
	printf '/* %s */\n#pragma once\nint base_one(void);\n' "$licence" >src/base/one.h
	printf '/* %s */\n#pragma once\n' "$licence" | tee src/client/one.h >src/report/one.h
	printf '/* %s */\n#include "base/one.h"\n\nint base_one(void)\n{\n\treturn 1;\n}\n' "$licence" >src/model/one.c
	printf '/* %s */\n#include "cli/one.h"\n\nint main(void)\n{\n\tputs(_("hello, sleep(1)")); /* exit(1) */\n\texit(0);\n}\n' \
		"$licence" >src/main.c
	printf '/* %s */\n#pragma once\n' "$licence" >src/cli/one.h
	printf '# %s\nmain.c base/one.h model/one.c client/one.h report/one.h cli/one.h\n' "$licence" >src/files.am
	echo 'src/main.c' >po/POTFILES.in
}

run_lint() {
	"$top/scripts/lint" "$work/tree" >"$work/out" 2>&1
}

# wrong NAME FINDING: the tree that stands now must give FINDING (the start of its line), and no other.
wrong() {
	run_lint
	status=$?
	findings=$(grep -c '^[^ ]*:[0-9]*: ' "$work/out")
	[ $status = 1 ] && [ "$findings" = 1 ] && grep -Fq -- "$2" "$work/out"
	result $? "$1"
}

# A C file with these lines after the licence, listed as the others are.
source_file() { # PATH, lines on stdin
	mkdir -p "$(dirname "$1")"
	{
		echo "/* $licence */"
		cat
	} >"$1"
	echo "${1#src/}" >>src/files.am
}

calls() { # PATH CALL
	printf 'void f(void)\n{\n\t%s;\n}\n' "$2" | source_file "$1"
}

good_tree
run_lint
result $? 'a good tree passes'
grep -Eq '^  main\.c +-> cli$' "$work/out" && grep -Eq '^  model +-> base$' "$work/out"
result $? 'the graph is printed'

good_tree
echo '#include "model/two.h"' | source_file src/base/two.c
printf '#pragma once\n' | source_file src/model/two.h
wrong 'an include from above' 'src/base/two.c:2: layer: base/ includes "model/two.h": it stands above'

good_tree
echo '#include "report/one.h"' | source_file src/client/two.c
wrong 'an include from the side' 'src/client/two.c:2: layer: client/ includes "report/one.h": they stand side by side'

good_tree
echo '#  include "base/gone.h"' | source_file src/model/two.c
wrong 'an include of nothing' 'src/model/two.c:2: layer: "base/gone.h" does not exist'

good_tree
echo '#include "one.h"' | source_file src/base/two.c
wrong 'an include without its folder' 'src/base/two.c:2: layer: "one.h" is not FOLDER/FILE'

good_tree
echo 'int x;' | source_file src/attic/two.c
wrong 'a folder that is no layer' 'src/attic/two.c:1: layer: src/attic is no layer'

good_tree
yes '' | head -n 500 | source_file src/base/two.c
wrong 'a file of 501 lines' 'src/base/two.c:1: file-size: 501 lines'

good_tree
yes '' | head -n 499 | source_file src/base/two.c
run_lint
result $? 'a file of 500 lines passes'

long_function() { # LINES
	echo 'static int long_one(int a,'
	echo '		    int b)'
	echo '{'
	yes '	a += b;' | head -n $(($1 - 4))
	echo '}'
}
good_tree
long_function 81 | source_file src/base/two.c
wrong 'a function of 81 lines' 'src/base/two.c:2: function-size: long_one() has 81 lines'

good_tree
long_function 80 | source_file src/base/two.c
run_lint
result $? 'a function of 80 lines passes'

for call in 'strcpy(a, b)' 'strcat (a, b)' 'sprintf(a, b)' 'vsprintf(a, b, c)' 'gets(a)' 'system(a)' 'popen(a, b)' \
	'sleep(1)' 'g_usleep(1)' 'alloca(1)' 'g_newa(int, 1)' 'strtok(a, b)' 'x = atoi(a)' 'if (!atol(a)) b()' \
	'select(a)' 'poll(a, b, c)' 'g_main_loop_run(a)' 'g_main_context_iteration(a, b)' 'fork()' 'execvp(a, b)' \
	'g_spawn_sync(a)' 'printf(a)' 'fprintf(stderr, a)' 'puts(a)' 'g_printerr(a)' 'exit(1)' '_exit(1)' 'abort()' \
	'g_error(a)' 'g_assert(a)' 'json_loads(a, b, c)' 'json_loadb(a)' 'getenv(a)'; do
	good_tree
	calls src/model/two.c "$call"
	wrong "banned: $call" 'src/model/two.c:4: banned:'
done

good_tree
printf 'void f(void)\n{\n\tmy_exit(a->exit(1), g_strdup_printf(a), b.poll(2), "sleep(1)"); // popen(a)\n}\n' |
	source_file src/model/two.c
run_lint
result $? 'other names, members, strings and comments are no calls'

good_tree
calls src/cli/two.c 'printf(a), exit(1), g_main_loop_run(a)'
run_lint
result $? 'cli may print, exit and run the loop'

good_tree
printf 'int x;\n' >src/base/two.h
echo base/two.h >>src/files.am
printf '#pragma once\n' >>src/base/two.h
wrong 'a source without its licence' 'src/base/two.h:1: licence:'

good_tree
printf '#!/bin/sh\nexit 0\n' >run
chmod +x run
wrong 'a script without its licence' 'run:1: licence:'

good_tree
printf '#!/bin/sh\n# %s\nif\n' "$licence" >run
chmod +x run
wrong 'a script that does not parse' 'run:1: script: sh -n: it does not parse'

good_tree
printf '#!/bin/sh\n# %s\n' "$licence" >run
wrong 'a script that cannot be run' 'run:1: script: not executable'

good_tree
echo 'int x;' | source_file src/base/two.h
wrong 'a header that can be read twice' 'src/base/two.h:1: header:'

good_tree
printf 'int x; \n' | source_file src/base/two.c
wrong 'space at the end of a line' 'src/base/two.c:2: trailing-space:'

good_tree
printf 'int x;' | source_file src/base/two.c
wrong 'a last line without an end' 'src/base/two.c:2: newline:'

for word in TOD O FIXM E XX X HAC K; do
	if [ ${#word} -gt 1 ]; then
		half=$word
		continue
	fi
	good_tree
	printf 'int x; /* %s%s: later */\n' "$half" "$word" | source_file src/base/two.c
	wrong "unfinished work: $half$word" 'src/base/two.c:2: unfinished:'
done

good_tree
printf 'Get it from http://%s.%s.org/debian\n' deb debian >README.md
wrong 'a registry by name' 'README.md:1: registry:'

for path in /wor''k/x.c /roo''t/.weir /hom''e/ann/x; do
	good_tree
	printf 'See %s for more.\n' "$path" >README.md
	wrong "a path of a machine: $path" 'README.md:1: machine-path:'
done

good_tree
printf 'Written to ~/.config, https://desk.example.com/work, $HOME/work/x and ./root/y.\n' >README.md
run_lint
result $? 'other paths pass'

good_tree
printf 'const char *x = N_("hello");\n' | source_file src/base/two.c
wrong 'messages of a file that is not listed' 'po/POTFILES.in:1: potfiles: src/base/two.c has messages'

good_tree
echo src/model/one.c >>po/POTFILES.in
wrong 'a listed file without messages' 'po/POTFILES.in:2: potfiles: src/model/one.c has no messages'

good_tree
echo src/gone.c >>po/POTFILES.in
wrong 'a listed file that is gone' 'po/POTFILES.in:2: potfiles: src/gone.c does not exist'

good_tree
printf '/* %s */\n' "$licence" >src/base/stray.c
wrong 'a source that is not built' 'src/base/stray.c:1: build-list:'

if { clang-format --version || clang-format-14 --version; } 2>/dev/null | grep -q 'version 14\.'; then
	good_tree
	cp "$top/.clang-format" .
	printf 'int  x ;\n' | source_file src/base/two.c
	wrong 'another layout' 'src/base/two.c:1: format:'
else
	count=$((count + 1))
	echo "ok $count - another layout # SKIP there is no clang-format 14"
fi

echo "1..$count"
