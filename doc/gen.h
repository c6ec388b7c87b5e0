/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What doc/gen-doc writes, each from the tables of the program; in English, whatever the locale.  One output
 * is one file. */
#pragma once

#include "verb/verb.h"

void gen_man(GString *out);
void gen_commands(GString *out); /* the reference, Markdown */
void gen_checks(GString *out);   /* the catalogue of the audit, Markdown */
void gen_bash(GString *out);
void gen_zsh(GString *out);
void gen_fish(GString *out);

/* Every command that can be named: sub-commands with their parent, commands with sub-commands too (`sub`
 * NULL). `parent` is NULL for a command of its own. */
typedef void (*GenVisit)(const struct verb *parent, const struct verb *verb, GString *out);
void gen_each(GenVisit visit, GString *out);

/* "servers add", "actions", "" for the screen. */
char *gen_words(const struct verb *parent, const struct verb *verb);

/* Calls `visit` for every option that a command takes, its own first. */
typedef void (*GenOption)(const struct verb_option *option, GString *out);
void gen_options(const struct verb *verb, GenOption visit, GString *out);
