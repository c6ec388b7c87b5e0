/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all the schemas that apply to one value say together. */
#include "model/sample_private.h"

#define NODES 256 /* schemas that apply to one value; more are left to the validator */

void sample_facts_init(Facts *facts)
{
	*facts = (Facts){
		.nodes = g_ptr_array_new(),
		.unions = g_ptr_array_new(),
		.patterns = g_ptr_array_new(),
		.choices = g_ptr_array_new(),
		.wishes = g_ptr_array_new(),
		.types = SCHEMA_ANY,
		.most_length = SIZE_MAX,
		.most_items = SIZE_MAX,
		.most_members = SIZE_MAX,
	};
}

void sample_facts_clear(Facts *facts)
{
	g_ptr_array_unref(facts->nodes);
	g_ptr_array_unref(facts->unions);
	g_ptr_array_unref(facts->patterns);
	g_ptr_array_unref(facts->choices);
	g_ptr_array_unref(facts->wishes);
}

static void keep_higher(json_t **bound, json_t *value)
{
	if (*bound == NULL || schema_number_compare(value, *bound) > 0)
		*bound = value;
}

static void keep_lower(json_t **bound, json_t *value)
{
	if (*bound == NULL || schema_number_compare(value, *bound) < 0)
		*bound = value;
}

static void fold_minimum(Facts *facts, const Keyword *keyword)
{
	keep_higher(&facts->low, keyword->value);
}

static void fold_maximum(Facts *facts, const Keyword *keyword)
{
	keep_lower(&facts->high, keyword->value);
}

static void fold_above(Facts *facts, const Keyword *keyword)
{
	keep_higher(&facts->above, keyword->value);
}

static void fold_below(Facts *facts, const Keyword *keyword)
{
	keep_lower(&facts->below, keyword->value);
}

static guint64 greatest_divisor(guint64 a, guint64 b)
{
	while (b != 0) {
		guint64 rest = a % b;
		a = b;
		b = rest;
	}
	return a;
}

static gboolean scale(guint64 *step, int *exponent, int to)
{
	for (; *exponent > to; --*exponent) {
		if (*step > G_MAXUINT64 / 10)
			return FALSE;
		*step *= 10;
	}
	return TRUE;
}

gboolean sample_step_join(Facts *facts, guint64 step, int exponent)
{
	if (!facts->stepped) {
		facts->stepped = TRUE;
		facts->step = step;
		facts->exponent = exponent;
		return TRUE;
	}
	guint64 other = facts->step;
	int other_exponent = facts->exponent, common = MIN(exponent, other_exponent);
	if (!scale(&step, &exponent, common) || !scale(&other, &other_exponent, common))
		return FALSE;
	guint64 times = step / greatest_divisor(step, other);
	if (times > G_MAXUINT64 / other)
		return FALSE;
	facts->step = times * other;
	facts->exponent = common;
	return TRUE;
}

static void fold_step(Facts *facts, const Keyword *keyword)
{
	int exponent = 0;
	guint64 step = json_is_integer(keyword->value)
			       ? (guint64)json_integer_value(keyword->value)
			       : schema_number_digits(json_real_value(keyword->value), &exponent);
	sample_step_join(facts, step, exponent);
}

static void fold_min_length(Facts *facts, const Keyword *keyword)
{
	facts->least_length = MAX(facts->least_length, schema_count(keyword->value));
}

static void fold_max_length(Facts *facts, const Keyword *keyword)
{
	facts->most_length = MIN(facts->most_length, schema_count(keyword->value));
}

static void fold_min_items(Facts *facts, const Keyword *keyword)
{
	facts->least_items = MAX(facts->least_items, schema_count(keyword->value));
}

static void fold_max_items(Facts *facts, const Keyword *keyword)
{
	facts->most_items = MIN(facts->most_items, schema_count(keyword->value));
}

static void fold_min_members(Facts *facts, const Keyword *keyword)
{
	facts->least_members = MAX(facts->least_members, schema_count(keyword->value));
}

static void fold_max_members(Facts *facts, const Keyword *keyword)
{
	facts->most_members = MIN(facts->most_members, schema_count(keyword->value));
}

static void fold_unique(Facts *facts, const Keyword *keyword)
{
	facts->unique = facts->unique || json_is_true(keyword->value);
}

static void fold_format(Facts *facts, const Keyword *keyword)
{
	if (facts->format == NULL)
		facts->format = json_string_value(keyword->value);
}

static void fold_pattern(Facts *facts, const Keyword *keyword)
{
	g_ptr_array_add(facts->patterns, schema_plain_text(json_string_value(keyword->value)));
}

static void fold_const(Facts *facts, const Keyword *keyword)
{
	g_ptr_array_add(facts->choices, keyword->value);
}

static void fold_enum(Facts *facts, const Keyword *keyword)
{
	for (size_t i = 0; i < json_array_size(keyword->value); i++)
		g_ptr_array_add(facts->choices, json_array_get(keyword->value, i));
	facts->nothing = facts->nothing || json_array_size(keyword->value) == 0;
}

/* Whole numbers are numbers, too. */
static unsigned widened(unsigned types)
{
	return (types & SCHEMA_NUMBER) != 0 ? types | SCHEMA_INTEGER : types;
}

static void fold_type(Facts *facts, const Keyword *keyword)
{
	facts->types &= widened(keyword->types);
	facts->nothing = facts->nothing || facts->types == 0;
}

/* Of what must not be, only a bare type says what may; the rest is left to the validator. */
static void fold_not(Facts *facts, const Keyword *keyword)
{
	const Node *node = keyword->nodes[0];
	if (json_is_true(node->json))
		facts->nothing = TRUE;
	if (node->count == 1 && node->keywords[0].rule->check == schema_check_type)
		facts->types &= ~widened(node->keywords[0].types);
	for (guint i = 0; i < node->count; i++)
		if (node->keywords[i].rule->types != SCHEMA_ANY)
			facts->hints |= node->keywords[i].rule->types;
}

static void fold_union(Facts *facts, const Keyword *keyword)
{
	union {
		const Keyword *in;
		Keyword *out;
	} both = { .in = keyword };
	g_ptr_array_add(facts->unions, both.out);
}

static void fold_all(Facts *facts, const Keyword *keyword)
{
	for (guint i = 0; i < keyword->count; i++)
		sample_facts_add(facts, keyword->nodes[i]);
}

static const struct {
	SchemaCheck check;
	void (*fold)(Facts *facts, const Keyword *keyword);
} folds[] = {
	{ schema_check_ref, fold_all },
	{ schema_check_dynamic_ref, fold_all },
	{ schema_check_all_of, fold_all },
	{ schema_check_any_of, fold_union },
	{ schema_check_one_of, fold_union },
	{ schema_check_if, fold_union },
	{ schema_check_not, fold_not },
	{ schema_check_type, fold_type },
	{ schema_check_const, fold_const },
	{ schema_check_enum, fold_enum },
	{ schema_check_minimum, fold_minimum },
	{ schema_check_maximum, fold_maximum },
	{ schema_check_exclusive_minimum, fold_above },
	{ schema_check_exclusive_maximum, fold_below },
	{ schema_check_multiple_of, fold_step },
	{ schema_check_min_length, fold_min_length },
	{ schema_check_max_length, fold_max_length },
	{ schema_check_pattern, fold_pattern },
	{ schema_check_format, fold_format },
	{ schema_check_min_items, fold_min_items },
	{ schema_check_max_items, fold_max_items },
	{ schema_check_unique_items, fold_unique },
	{ schema_check_min_properties, fold_min_members },
	{ schema_check_max_properties, fold_max_members },
};

static void fold_keyword(Facts *facts, const Keyword *keyword)
{
	if (keyword->broken)
		return;
	if (keyword->rule->types != SCHEMA_ANY)
		facts->hints |= keyword->rule->types;
	for (guint i = 0; i < G_N_ELEMENTS(folds); i++)
		if (folds[i].check == keyword->rule->check)
			folds[i].fold(facts, keyword);
}

/* A default of null is no wish: it says that the member may be left out. */
static void add_wishes(Facts *facts, const Node *node)
{
	json_t *examples = json_object_get(node->json, "examples");
	json_t *example = json_object_get(node->json, "example");
	json_t *otherwise = json_object_get(node->json, "default");
	for (size_t i = 0; i < json_array_size(examples); i++)
		g_ptr_array_add(facts->wishes, json_array_get(examples, i));
	if (example != NULL)
		g_ptr_array_add(facts->wishes, example);
	if (otherwise != NULL && !json_is_null(otherwise))
		g_ptr_array_add(facts->wishes, otherwise);
}

void sample_facts_add(Facts *facts, Node *node)
{
	if (facts->nodes->len >= NODES || g_ptr_array_find(facts->nodes, node, NULL))
		return;
	g_ptr_array_add(facts->nodes, node);
	facts->nothing = facts->nothing || json_is_false(node->json);
	add_wishes(facts, node);
	for (guint i = 0; i < node->count; i++)
		fold_keyword(facts, &node->keywords[i]);
}

/* The types that a branch speaks of, as far as can be seen at once. */
static unsigned types_of(const Node *node)
{
	for (int hops = 0; hops < 8; hops++) {
		const Keyword *type = schema_keyword(node, schema_check_type);
		const Keyword *reference = schema_keyword(node, schema_check_ref);
		if (type != NULL && !type->broken)
			return widened(type->types);
		if (reference == NULL || reference->broken)
			break;
		node = reference->nodes[0];
	}
	return SCHEMA_ANY;
}

static gboolean is_viable(const Sampler *sampler, const Facts *facts, const Node *node)
{
	return sample_height(sampler, node) < SAMPLE_ENDLESS && (types_of(node) & facts->types) != 0;
}

static Node *flattest(const Sampler *sampler, const Keyword *keyword)
{
	Node *best = keyword->nodes[0];
	for (guint i = 1; i < keyword->count; i++)
		if (sample_height(sampler, keyword->nodes[i]) < sample_height(sampler, best))
			best = keyword->nodes[i];
	return best;
}

/* The first that is more than null; by chance, any; deep down, the one that ends soonest. */
static Node *choose_branch(Sampler *sampler, const Facts *facts, const Keyword *keyword, int depth,
			   int attempt)
{
	g_autoptr(GPtrArray) viable = g_ptr_array_new();
	for (guint i = 0; i < keyword->count; i++)
		if (is_viable(sampler, facts, keyword->nodes[i]))
			g_ptr_array_add(viable, keyword->nodes[i]);
	if (viable->len == 0 || depth > SAMPLE_SOFT_DEPTH)
		return flattest(sampler, keyword);
	if (sample_varies(sampler, attempt))
		return g_ptr_array_index(viable, sample_below(sampler, viable->len));
	for (guint i = 0; i < viable->len; i++)
		if (types_of(g_ptr_array_index(viable, i)) != SCHEMA_NULL)
			return g_ptr_array_index(viable, i);
	return g_ptr_array_index(viable, 0);
}

static void choose_condition(Sampler *sampler, Facts *facts, const Keyword *keyword, int attempt)
{
	Node *then = keyword->nodes[1], *otherwise = keyword->nodes[2];
	gboolean holds = sample_varies(sampler, attempt) ? sample_below(sampler, 2) == 0 : then != NULL;
	if (holds)
		sample_facts_add(facts, keyword->nodes[0]);
	if (holds && then != NULL)
		sample_facts_add(facts, then);
	if (!holds && otherwise != NULL)
		sample_facts_add(facts, otherwise);
}

void sample_facts_choose(Sampler *sampler, Facts *facts, int depth, int attempt)
{
	for (guint i = 0; i < facts->unions->len; i++) {
		const Keyword *keyword = g_ptr_array_index(facts->unions, i);
		if (keyword->rule->check == schema_check_if)
			choose_condition(sampler, facts, keyword, attempt);
		else
			sample_facts_add(facts, choose_branch(sampler, facts, keyword, depth, attempt));
	}
	g_ptr_array_set_size(facts->unions, 0);
}
