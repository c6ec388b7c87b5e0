/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/sample.h"

#include "base/error.h"
#include "base/json.h"
#include "model/sample_private.h"

#include <glib/gi18n.h>
#include <string.h>

guint64 sample_random(Sampler *sampler)
{
	guint64 mixed = sampler->state += G_GUINT64_CONSTANT(0x9e3779b97f4a7c15);
	mixed = (mixed ^ (mixed >> 30)) * G_GUINT64_CONSTANT(0xbf58476d1ce4e5b9);
	mixed = (mixed ^ (mixed >> 27)) * G_GUINT64_CONSTANT(0x94d049bb133111eb);
	return mixed ^ (mixed >> 31);
}

guint64 sample_below(Sampler *sampler, guint64 count)
{
	return count < 2 ? 0 : sample_random(sampler) % count;
}

gboolean sample_varies(const Sampler *sampler, int attempt)
{
	return sampler->options.vary || attempt > 0;
}

gboolean sample_fits(Sampler *sampler, const GPtrArray *nodes, json_t *value)
{
	for (guint i = 0; i < nodes->len; i++)
		if (schema_check(&sampler->run, g_ptr_array_index(nodes, i), value, NULL, NULL) ==
		    SCHEMA_INVALID)
			return FALSE;
	return TRUE;
}

/* One of the list that fits, from a place in it that depends on the seed. */
static json_t *pick(Sampler *sampler, const GPtrArray *nodes, const GPtrArray *values, gboolean vary)
{
	guint start = vary ? (guint)sample_below(sampler, values->len) : 0;
	for (guint i = 0; i < values->len; i++) {
		json_t *value = g_ptr_array_index(values, (start + i) % values->len);
		if (sample_fits(sampler, nodes, value))
			return json_incref(value);
	}
	return NULL;
}

static json_t *build_type(Sampler *sampler, Facts *facts, unsigned type, const Place *place, int depth,
			  int attempt)
{
	switch (type) {
	case SCHEMA_NULL:
		return json_null();
	case SCHEMA_BOOLEAN:
		return json_boolean(!sample_varies(sampler, attempt) || sample_below(sampler, 2));
	case SCHEMA_INTEGER:
		return sample_number(sampler, facts, TRUE, attempt);
	case SCHEMA_NUMBER:
		return sample_number(sampler, facts, FALSE, attempt);
	case SCHEMA_STRING:
		return sample_text(sampler, facts, attempt);
	case SCHEMA_ARRAY:
		return sample_array(sampler, facts, place, depth, attempt);
	case SCHEMA_OBJECT:
		return sample_object(sampler, facts, place, depth, attempt);
	default:
		return NULL;
	}
}

/* The types in the order in which they are tried: those that the keywords speak of, then the others. Where
 * anything may stand a text does; by chance, any type. */
static guint order_types(Sampler *sampler, const Facts *facts, int attempt, unsigned order[7])
{
	static const unsigned usual[] = { SCHEMA_OBJECT, SCHEMA_STRING,  SCHEMA_NUMBER, SCHEMA_INTEGER,
					  SCHEMA_ARRAY,  SCHEMA_BOOLEAN, SCHEMA_NULL };
	unsigned hints = facts->hints & facts->types;
	guint count = 0, first = 0;
	for (int round = 0; round < 2; round++)
		for (guint i = 0; i < G_N_ELEMENTS(usual); i++)
			if ((usual[i] & facts->types) != 0 && ((usual[i] & hints) != 0) == (round == 0))
				order[count++] = usual[i];
	if (sample_varies(sampler, attempt) && (hints == 0 || sample_below(sampler, 4) == 0))
		first = (guint)sample_below(sampler, count);
	else if (hints == 0 && facts->types == SCHEMA_ANY)
		first = 1;
	if (first < count) {
		unsigned type = order[first];
		order[first] = order[0];
		order[0] = type;
	}
	return count;
}

static json_t *build(Sampler *sampler, Facts *facts, const Place *place, int depth, int attempt)
{
	unsigned order[7];
	guint count = order_types(sampler, facts, attempt, order);
	json_t *value = NULL;
	for (guint i = 0; i < count && value == NULL; i++)
		value = build_type(sampler, facts, order[i], place, depth, attempt);
	return value;
}

static json_t *propose(Sampler *sampler, const GPtrArray *nodes, Facts *facts, const Place *place, int depth,
		       int attempt)
{
	gboolean last = attempt == SAMPLE_TRIES - 1;
	json_t *value = NULL;
	if (facts->nothing)
		return NULL;
	if (facts->wishes->len > 0 && (last || (attempt == 0 && !sampler->options.vary)))
		value = pick(sampler, nodes, facts->wishes, FALSE);
	if (value == NULL && facts->choices->len > 0)
		return pick(sampler, nodes, facts->choices,
			    sampler->options.vary || sampler->options.seed != 0);
	return value != NULL ? value : build(sampler, facts, place, depth, attempt);
}

/* Where nothing built will do (what `not` and oneOf leave over), some plain value may. */
static json_t *plain_value(Sampler *sampler, const GPtrArray *nodes)
{
	static const char *const plain[] = { "null",        "true", "false",          "0",    "1",
					     "-1",          "0.5",  "1000",           "\"\"", "\"a\"",
					     "\"abcd\"",    "[]",   "[null,0,\"a\"]", "[{}]", "{}",
					     "{\"a\":null}" };
	for (guint i = 0; i < G_N_ELEMENTS(plain); i++) {
		json_t *value = weir_json_read(plain[i], strlen(plain[i]), NULL, NULL, NULL);
		if (sample_fits(sampler, nodes, value))
			return value;
		json_decref(value);
	}
	return NULL;
}

json_t *sample_value(Sampler *sampler, const GPtrArray *nodes, const Place *place, int depth)
{
	for (int attempt = 0; attempt < SAMPLE_TRIES && depth < SAMPLE_HARD_DEPTH; attempt++) {
		if (sampler->builds-- <= 0)
			break;
		Facts facts;
		sample_facts_init(&facts);
		for (guint i = 0; i < nodes->len; i++)
			sample_facts_add(&facts, g_ptr_array_index(nodes, i));
		sample_facts_choose(sampler, &facts, depth, attempt);
		json_t *value = propose(sampler, nodes, &facts, place, depth, attempt);
		sample_facts_clear(&facts);
		if (value != NULL && sample_fits(sampler, nodes, value))
			return value;
		json_decref(value);
	}
	json_t *value = depth < SAMPLE_HARD_DEPTH ? plain_value(sampler, nodes) : NULL;
	if (value == NULL && sampler->failed == NULL)
		sampler->failed = schema_place(place);
	return value;
}

/* Judged afresh: what was spent on the way must not make everything unknown. */
static gboolean is_valid(const Schema *schema, json_t *value, gboolean formats, gint64 work)
{
	const SchemaOptions options = { .assert_formats = formats, .work = work };
	return schema_validate(schema, value, &options, NULL) != SCHEMA_INVALID;
}

static json_t *attempt(Sampler *sampler, guint number, gboolean formats)
{
	g_autoptr(GPtrArray) nodes = g_ptr_array_new();
	sampler->state = sampler->options.seed + number * G_GUINT64_CONSTANT(0xd1342543de82ef95);
	sampler->builds = SAMPLE_BUILDS;
	sampler->bytes = SAMPLE_BYTES;
	g_clear_pointer(&sampler->failed, g_free);
	sampler->run.formats = formats;
	sampler->run.work = sampler->options.work > 0 ? sampler->options.work : SAMPLE_WORK;
	g_ptr_array_add(nodes, sampler->schema->start);
	json_t *value = sample_value(sampler, nodes, NULL, 0);
	if (value != NULL && is_valid(sampler->schema, value, formats, sampler->options.work))
		return value;
	json_decref(value);
	return NULL;
}

json_t *sample_make(json_t *json, json_t *root, const SampleOptions *options, GError **error)
{
	g_autoptr(Schema) schema = schema_new(json, root, error);
	if (schema == NULL)
		return NULL;
	Sampler sampler = { .schema = schema, .run = { .schema = schema } };
	sampler.options = options == NULL ? (SampleOptions){ 0 } : *options;
	sampler.heights = sample_heights(schema);
	sampler.indexes = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_hash_table_unref);
	json_t *value = NULL;
	/* Formats are kept if they can be; without them only where nothing else is left. */
	for (guint i = 0; i < 4 && value == NULL; i++)
		value = attempt(&sampler, i, i < 3);
	if (value == NULL)
		g_set_error(
			error, WEIR_ERROR, WEIR_ERROR_PROTOCOL,
			_("No value that the schema allows was found for \"%s\"; an example in the schema "
			  "would help."),
			sampler.failed == NULL ? "" : sampler.failed);
	g_clear_pointer(&sampler.run.matcher, schema_matcher_free);
	g_hash_table_unref(sampler.heights);
	g_hash_table_unref(sampler.indexes);
	g_free(sampler.failed);
	return value;
}
