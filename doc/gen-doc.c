/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prints the manual, the reference or the completions of a shell: gen-doc man|commands|checks|bash|zsh|fish.
 */
#include <stdio.h>
#include <string.h>

#include "gen.h"

static const struct {
	const char *name;
	void (*generate)(GString *out);
} outputs[] = {
	{ "man", gen_man }, { "commands", gen_commands }, { "bash", gen_bash },
	{ "zsh", gen_zsh }, { "fish", gen_fish },         { "checks", gen_checks },
};

char *gen_words(const struct verb *parent, const struct verb *verb)
{
	if (parent != NULL)
		return g_strdup_printf("%s %s", parent->name, verb->name);
	return g_strdup(verb->name != NULL ? verb->name : "");
}

void gen_each(GenVisit visit, GString *out)
{
	for (gsize i = 0; verbs[i] != NULL; i++) {
		if (verbs[i]->flags & VERB_HIDDEN)
			continue;
		visit(NULL, verbs[i], out);
		for (gsize j = 0; verbs[i]->subs != NULL && verbs[i]->subs[j] != NULL; j++)
			visit(verbs[i], verbs[i]->subs[j], out);
	}
}

void gen_options(const struct verb *verb, GenOption visit, GString *out)
{
	const struct verb_option *tables[VERB_TABLES];
	verb_option_tables(verb, tables);
	for (gsize i = 0; tables[i] != NULL; i++)
		for (const struct verb_option *option = tables[i]; option->name != NULL; option++)
			visit(option, out);
}

int main(int argc, char **argv)
{
	for (gsize i = 0; argc == 2 && i < G_N_ELEMENTS(outputs); i++) {
		if (strcmp(argv[1], outputs[i].name) != 0)
			continue;
		g_autoptr(GString) out = g_string_new(NULL);
		outputs[i].generate(out);
		return fwrite(out->str, 1, out->len, stdout) == out->len && fflush(stdout) == 0 ? 0 : 1;
	}
	fputs("usage: gen-doc man|commands|checks|bash|zsh|fish\n", stderr);
	return 2;
}
