/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files sample*.c share.
 *
 * A value is made for a list of nodes that must all accept it.  They are unfolded into Facts (references,
 * allOf, one branch of each union), something is built from these, and the validator judges it; what fails is
 * made anew with other choices.  Tries, size and depth are limited. */
#pragma once

#include "model/sample.h"
#include "model/schema_private.h"

#define SAMPLE_TRIES 12     /* for one value */
#define SAMPLE_BUILDS 4000  /* values built in one attempt, failures among them */
#define SAMPLE_WORK 2500000 /* steps of the validator in one attempt */
#define SAMPLE_SOFT_DEPTH 5 /* below this only what must be */
#define SAMPLE_HARD_DEPTH 48
#define SAMPLE_BYTES (1 << 20) /* of all strings */
#define SAMPLE_ITEMS 10000     /* of one array, members of one object */
#define SAMPLE_ENDLESS 1000    /* height of what has no finite instance */

typedef struct {
	const Schema *schema;
	SampleOptions options;
	guint64 state;       /* of the generator */
	int builds;          /* left */
	gint64 bytes;        /* left */
	Run run;             /* judges what was built */
	GHashTable *heights; /* Node * -> int */
	GHashTable *indexes; /* nodes of a `properties` -> name -> Node * */
	char *failed;        /* JSON Pointer of the place where the first try of this attempt failed */
} Sampler;

typedef struct {
	GPtrArray *nodes;  /* Node *: all that apply to this very value */
	GPtrArray *unions; /* Keyword *: anyOf, oneOf, if: of which a branch is still to be taken */
	gboolean nothing;  /* one of them is false */
	unsigned types, hints;
	json_t *low, *high, *above, *below; /* borrowed */
	gboolean stepped;
	guint64 step; /* the value is a multiple of step * 10^exponent */
	int exponent;
	size_t least_length, most_length, least_items, most_items, least_members, most_members;
	gboolean unique;
	const char *format;
	GPtrArray *patterns; /* const char * */
	GPtrArray *choices;  /* json_t *: const and the values of enum */
	GPtrArray *wishes;   /* json_t *: examples and defaults */
} Facts;

/* sample.c */
guint64 sample_random(Sampler *sampler); /* splitmix64 */
guint64 sample_below(Sampler *sampler, guint64 count);
/* TRUE where choices should be made by chance: when asked for, and once the first try has failed. */
gboolean sample_varies(const Sampler *sampler, int attempt);
/* A new reference; NULL if nothing was found. */
json_t *sample_value(Sampler *sampler, const GPtrArray *nodes, const Place *place, int depth);
gboolean sample_fits(Sampler *sampler, const GPtrArray *nodes, json_t *value);

/* sample_facts.c */
void sample_facts_init(Facts *facts);
void sample_facts_clear(Facts *facts);
/* Unfolds a node, its references and its allOf into the facts. */
void sample_facts_add(Facts *facts, Node *node);
/* Takes a branch of each union that was met, until none is left. */
void sample_facts_choose(Sampler *sampler, Facts *facts, int depth, int attempt);
/* Makes the value a multiple of step * 10^exponent, too; FALSE, and nothing changed, where that overflows. */
gboolean sample_step_join(Facts *facts, guint64 step, int exponent);

/* sample_height.c: how deep the flattest instance of a node is; for the way out of recursion. */
GHashTable *sample_heights(const Schema *schema);
int sample_height(const Sampler *sampler, const Node *node);

/* Builders: NULL where nothing fits.  What they build may still be refused by the validator. */
json_t *sample_number(Sampler *sampler, const Facts *facts, gboolean whole, int attempt);
json_t *sample_text(Sampler *sampler, const Facts *facts, int attempt);
json_t *sample_array(Sampler *sampler, const Facts *facts, const Place *place, int depth, int attempt);
json_t *sample_object(Sampler *sampler, Facts *facts, const Place *place, int depth, int attempt);

/* sample_format.c: a text of the format of about these lengths; FALSE where the format is not known. */
gboolean sample_format(Sampler *sampler, const char *format, size_t least, size_t most, GString *out);
void sample_letters(Sampler *sampler, GString *out, size_t count);

/* sample_pattern.c: a text that the pattern (ECMA-262) should match; NULL where it is beyond this generator.
 * `spread` is how often more than necessary a repeat is taken. */
char *sample_pattern(Sampler *sampler, const char *pattern, size_t spread, gboolean vary);
