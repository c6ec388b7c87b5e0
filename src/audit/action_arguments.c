/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit/action_arguments.h"

#include <string.h>

#include "base/json.h"
#include "model/sample.h"
#include "model/schema.h"

/* Schemas are of strangers, and all of a server's actions are asked in one turn of the loop: steps of the
 * sampler and of the validator, objects looked at for one action, and members that are tried as wrong.  What
 * is remembered keeps documents alive, which may be large: ROOTS at most, and of one schema variants of
 * MOST_KEPT values. */
enum {
	SEED = 1,
	DEEPEST = 12,
	WORK = 100000,
	FIND_STEPS = 500,
	TRIED = 32,
	REMEMBERED = 512,
	ROOTS = 32,
	MOST_KEPT = 256
};

static void variant_free(gpointer memory)
{
	ActionVariant *variant = memory;
	g_free(variant->subject);
	json_decref(variant->arguments);
	g_clear_pointer(&variant->body, g_bytes_unref);
	g_free(variant);
}

static GPtrArray *no_variants(void)
{
	return g_ptr_array_new_with_free_func(variant_free);
}

static void add(GPtrArray *variants, const Action *action, const char *special, json_t *arguments)
{
	ActionVariant *variant = g_new0(ActionVariant, 1);
	variant->subject =
		special[0] == '\0' ? g_strdup(action->name) : g_strdup_printf("%s %s", action->name, special);
	variant->arguments = arguments;
	g_ptr_array_add(variants, variant);
}

/* As in client/client_path.c: what a server decodes, and then takes for another route. */
gboolean action_can_be_asked(const Action *action)
{
	const char *name = action->name;
	if (!action->callable || strspn(name, ".") == strlen(name))
		return FALSE;
	for (const char *c = name; *c != '\0'; c++)
		if ((guchar)*c <= ' ' || *c == 0x7f || strchr("/\\?#%", *c) != NULL)
			return FALSE;
	return TRUE;
}

char *action_of_subject(const char *subject, const char **special)
{
	const char *space = strchr(subject, ' ');
	if (special != NULL)
		*special = space != NULL ? space + 1 : "";
	return space != NULL ? g_strndup(subject, (gsize)(space - subject)) : g_strdup(subject);
}

/* ---- valid ---- */

static json_t *sample(json_t *schema, json_t *root)
{
	SampleOptions options = { .seed = SEED, .optional = TRUE, .work = WORK };
	json_t *value = sample_make(schema, root, &options, NULL);
	if (value == NULL) {
		options.optional = FALSE;
		value = sample_make(schema, root, &options, NULL);
	}
	return value;
}

static json_t *sample_arguments(const Action *action)
{
	json_t *value =
		action->parameters != NULL ? sample(action->parameters, action->parameters_root) : NULL;
	if (json_is_object(value))
		return value;
	json_decref(value);
	return NULL;
}

static SchemaVerdict judge(const Schema *schema, const json_t *arguments)
{
	const SchemaOptions options = { .work = WORK };
	return schema != NULL ? schema_validate(schema, arguments, &options, NULL) : SCHEMA_UNKNOWN;
}

/* ---- objects inside ---- */

/* An object in the arguments that an unexpected member can be put into. */
typedef struct {
	char *pointer;      /* into the arguments */
	char *special;      /* the pointer, with "#1" for another branch */
	json_t *arguments;  /* valid ones that hold it */
	gboolean is_branch; /* these are not the usual ones */
} Spot;

typedef struct {
	const Action *action;
	const Schema *schema;
	json_t *usual;
	GPtrArray *spots;
	guint branches; /* sampled so far */
	guint steps;    /* schemas looked at, branches among them */
} Finder;

static void spot_free(gpointer memory)
{
	Spot *spot = memory;
	g_free(spot->pointer);
	g_free(spot->special);
	json_decref(spot->arguments);
	g_free(spot);
}

static void add_spot(Finder *finder, const char *pointer, int branch, json_t *arguments)
{
	g_autofree char *special =
		branch >= 0 ? g_strdup_printf("%s#%d", pointer, branch) : g_strdup(pointer);
	for (guint i = 0; i < finder->spots->len; i++)
		if (strcmp(((Spot *)finder->spots->pdata[i])->special, special) == 0)
			return;
	Spot *spot = g_new0(Spot, 1);
	spot->pointer = g_strdup(pointer);
	spot->special = g_steal_pointer(&special);
	spot->arguments = json_incref(arguments);
	spot->is_branch = branch >= 0;
	g_ptr_array_add(finder->spots, spot);
}

static gboolean is_full(const Finder *finder)
{
	return finder->spots->len >= ACTION_PLACES || finder->steps >= FIND_STEPS;
}

/* A map takes members of any name: there is no unexpected one. */
static gboolean is_model(const json_t *schema)
{
	const json_t *more = json_object_get(schema, "additionalProperties");
	return json_object_size(json_object_get(schema, "properties")) > 0 && json_object_size(more) == 0 &&
	       json_object_get(schema, "patternProperties") == NULL;
}

static char *inside(const char *pointer, const char *token)
{
	g_autoptr(GString) longer = g_string_new(pointer);
	weir_json_pointer_push(longer, token);
	return g_string_free(g_steal_pointer(&longer), FALSE);
}

/* A copy of the usual arguments with another value at a place; NULL. */
static json_t *with_value(json_t *usual, const char *pointer, json_t *value)
{
	if (pointer[0] == '\0')
		return json_incref(value);
	g_autoptr(json_t) copy = json_deep_copy(usual);
	const char *slash = strrchr(pointer, '/');
	g_autofree char *outer = g_strndup(pointer, (gsize)(slash - pointer));
	json_t *parent = weir_json_pointer(copy, outer);
	if (json_is_array(parent))
		return json_array_set(parent, 0, value) == 0 ? g_steal_pointer(&copy) : NULL;
	g_auto(GStrv) slashes = g_strsplit(slash + 1, "~1", -1);
	g_autofree char *half = g_strjoinv("/", slashes);
	g_auto(GStrv) tildes = g_strsplit(half, "~0", -1);
	g_autofree char *token = g_strjoinv("~", tildes);
	return json_object_set(parent, token, value) == 0 ? g_steal_pointer(&copy) : NULL;
}

static void find(Finder *finder, json_t *schema, json_t *value, const char *pointer, int depth);

static void find_in_members(Finder *finder, json_t *schema, json_t *value, const char *pointer, int depth)
{
	json_t *properties = weir_json_object(schema, "properties"), *member;
	const char *name;
	if (is_model(schema) && pointer[0] != '\0')
		add_spot(finder, pointer, -1, finder->usual);
	json_object_foreach (properties, name, member) {
		json_t *held = json_object_get(value, name);
		if (held == NULL || is_full(finder))
			continue;
		g_autofree char *at = inside(pointer, name);
		find(finder, member, held, at, depth + 1);
	}
}

static void try_branch(Finder *finder, json_t *branch, const char *pointer, int index)
{
	g_autoptr(json_t) other = sample(branch, finder->action->parameters_root);
	g_autoptr(json_t) arguments = other != NULL ? with_value(finder->usual, pointer, other) : NULL;
	finder->branches++;
	if (json_is_object(arguments) && judge(finder->schema, arguments) == SCHEMA_VALID)
		add_spot(finder, pointer, index, arguments);
}

/* The branch that the value is of is looked into; each other that is a model makes arguments of its own. */
static void find_in_branches(Finder *finder, const json_t *rows, json_t *value, const char *pointer,
			     int depth)
{
	for (size_t i = 0; i < json_array_size(rows) && !is_full(finder); i++) {
		json_t *branch = schema_resolve(json_array_get(rows, i), finder->action->parameters_root);
		finder->steps++;
		if (!json_is_object(branch))
			continue;
		g_autoptr(Schema) schema = schema_new(branch, finder->action->parameters_root, NULL);
		if (judge(schema, value) == SCHEMA_VALID)
			find(finder, branch, value, pointer, depth + 1);
		else if (is_model(branch) && finder->branches < ACTION_PLACES)
			try_branch(finder, branch, pointer, (int)i);
	}
}

static void find(Finder *finder, json_t *schema, json_t *value, const char *pointer, int depth)
{
	schema = schema_resolve(schema, finder->action->parameters_root);
	if (!json_is_object(schema) || depth > DEEPEST || is_full(finder))
		return;
	finder->steps++;
	if (json_is_object(value))
		find_in_members(finder, schema, value, pointer, depth);
	json_t *items = weir_json_object(schema, "items");
	if (items != NULL && json_array_size(value) > 0) {
		g_autofree char *at = inside(pointer, "0");
		find(finder, items, json_array_get(value, 0), at, depth + 1);
	}
	const json_t *all = weir_json_array(schema, "allOf");
	for (size_t i = 0; i < json_array_size(all); i++)
		find(finder, json_array_get(all, i), value, pointer, depth + 1);
	find_in_branches(finder, weir_json_array(schema, "anyOf"), value, pointer, depth);
	find_in_branches(finder, weir_json_array(schema, "oneOf"), value, pointer, depth);
}

/* ---- what is remembered ---- */

typedef enum { VALID, INVALID, EXTRA, KINDS } Kind;

/* Of one schema of arguments.  The references keep its address from being another's. */
typedef struct {
	json_t *parameters, *root;
	json_t *usual; /* NULL: no valid ones could be made; then there is no more */
	Schema *schema;
	GPtrArray *spots;           /* the objects in them; NULL until find_spots() */
	char *name;                 /* of the action that these are of: a schema may be several actions' */
	GPtrArray *variants[KINDS]; /* NULL until they are asked for */
	gsize weight;               /* of these */
} Made;

static GHashTable *made_of;    /* parameters -> Made */
static GQueue made_order;      /* Made *, oldest first */
static GHashTable *made_roots; /* root -> how many of them have it; without those that are their own */

static void drop_variants(Made *made)
{
	g_clear_pointer(&made->name, g_free);
	made->weight = 0;
	for (gsize i = 0; i < KINDS; i++)
		g_clear_pointer(&made->variants[i], g_ptr_array_unref);
}

static void made_free(gpointer memory)
{
	Made *made = memory;
	drop_variants(made);
	json_decref(made->parameters);
	json_decref(made->root);
	json_decref(made->usual);
	schema_free(made->schema);
	g_clear_pointer(&made->spots, g_ptr_array_unref);
	g_free(made);
}

/* One more, or less, that holds a whole document beside its schema. */
static void count_root(const Made *made, int more)
{
	int count = GPOINTER_TO_INT(g_hash_table_lookup(made_roots, made->root)) + more;
	if (made->root == made->parameters)
		return;
	if (count > 0)
		g_hash_table_insert(made_roots, made->root, GINT_TO_POINTER(count));
	else
		g_hash_table_remove(made_roots, made->root);
}

static void forget(Made *made)
{
	count_root(made, -1);
	g_queue_remove(&made_order, made);
	g_hash_table_remove(made_of, made->parameters);
}

static void remember(Made *made)
{
	count_root(made, 1);
	g_queue_push_tail(&made_order, made);
	g_hash_table_insert(made_of, made->parameters, made);
	while (made_order.length > REMEMBERED || g_hash_table_size(made_roots) > ROOTS)
		forget(g_queue_peek_head(&made_order));
}

static Made *made_new(const Action *action)
{
	Made *made = g_new0(Made, 1);
	made->parameters = json_incref(action->parameters);
	made->root = json_incref(action->parameters_root);
	made->usual = sample_arguments(action);
	if (made->usual != NULL)
		made->schema = schema_new(action->parameters, action->parameters_root, NULL);
	return made;
}

/* NULL where no valid arguments could be made; borrowed until the next call. */
static Made *made_for(const Action *action)
{
	if (action->parameters == NULL)
		return NULL;
	if (made_of == NULL) {
		made_of = g_hash_table_new_full(NULL, NULL, NULL, made_free);
		made_roots = g_hash_table_new(NULL, NULL);
	}
	Made *made = g_hash_table_lookup(made_of, action->parameters);
	if (made != NULL && made->root != action->parameters_root) {
		forget(made);
		made = NULL;
	}
	if (made == NULL) {
		made = made_new(action);
		remember(made);
	}
	return made->usual != NULL ? made : NULL;
}

/* NULL where no valid arguments could be made. */
static const GPtrArray *find_spots(const Action *action)
{
	Made *made = made_for(action);
	if (made == NULL || made->spots != NULL)
		return made != NULL ? made->spots : NULL;
	made->spots = g_ptr_array_new_with_free_func(spot_free);
	Finder finder = { action, made->schema, made->usual, made->spots, 0 };
	add_spot(&finder, "", -1, made->usual);
	find(&finder, action->parameters, made->usual, "", 0);
	return made->spots;
}

static GPtrArray *make_valid(const Action *action)
{
	GPtrArray *variants = no_variants();
	const GPtrArray *spots = find_spots(action);
	for (guint i = 0; spots != NULL && i < spots->len; i++) {
		const Spot *spot = spots->pdata[i];
		if (i == 0 || spot->is_branch)
			add(variants, action, spot->special, json_incref(spot->arguments));
	}
	return variants;
}

static GPtrArray *make_extra(const Action *action)
{
	GPtrArray *variants = no_variants();
	const GPtrArray *spots = find_spots(action);
	for (guint i = 0; spots != NULL && i < spots->len; i++) {
		const Spot *spot = spots->pdata[i];
		g_autoptr(json_t) arguments = json_deep_copy(spot->arguments);
		json_t *object = weir_json_pointer(arguments, spot->pointer);
		if (json_is_object(object)) {
			json_object_set_new(object, ACTION_UNEXPECTED, json_true());
			add(variants, action, spot->special, g_steal_pointer(&arguments));
		}
	}
	return variants;
}

/* ---- invalid ---- */

static void add_without(GPtrArray *variants, const Action *action, const Schema *schema, const json_t *usual)
{
	guint tried = 0;
	for (guint i = 0; i < action->arguments->len && tried < TRIED; i++) {
		const Argument *argument = action->arguments->pdata[i];
		if (!argument->required || json_object_get(usual, argument->name) == NULL)
			continue;
		g_autoptr(json_t) less = json_copy((json_t *)usual);
		tried++;
		json_object_del(less, argument->name);
		if (judge(schema, less) != SCHEMA_INVALID)
			continue;
		g_autofree char *special = g_strdup_printf("without %s", argument->name);
		add(variants, action, special, g_steal_pointer(&less));
		return;
	}
}

static gboolean add_mistyped(GPtrArray *variants, const Action *action, const Schema *schema,
			     const json_t *usual, const char *name)
{
	json_t *const wrong[] = { json_pack("[s]", "weir"), json_pack("{s:b}", "weir", 1),
				  json_string("weir"), json_true(), json_null() };
	gboolean added = FALSE;
	for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
		g_autoptr(json_t) mistyped = json_copy((json_t *)usual);
		json_object_set_new(mistyped, name, wrong[i]);
		if (added || judge(schema, mistyped) != SCHEMA_INVALID)
			continue;
		g_autofree char *special = g_strdup_printf("mistyped %s", name);
		add(variants, action, special, g_steal_pointer(&mistyped));
		added = TRUE;
	}
	return added;
}

static GPtrArray *make_invalid(const Action *action)
{
	GPtrArray *variants = no_variants();
	const Made *made = made_for(action);
	if (made == NULL)
		return variants;
	const json_t *usual = made->usual;
	add_without(variants, action, made->schema, usual);
	guint tried = 0;
	for (guint i = 0; i < action->arguments->len && tried < TRIED; i++) {
		const char *name = ((Argument *)action->arguments->pdata[i])->name;
		if (json_object_get(usual, name) == NULL)
			continue;
		if (add_mistyped(variants, action, made->schema, usual, name))
			break;
		tried++;
	}
	return variants;
}

/* ---- what is lent ---- */

static void keep(Made *made, Kind kind, GPtrArray *variants)
{
	gsize all = made->weight;
	for (guint i = 0; i < variants->len && all <= MOST_KEPT; i++)
		all += weir_json_weight(((const ActionVariant *)variants->pdata[i])->arguments);
	if (all > MOST_KEPT)
		return;
	made->weight = all;
	made->variants[kind] = g_ptr_array_ref(variants);
}

static GPtrArray *variants_of(const Action *action, Kind kind)
{
	static GPtrArray *(*const make[])(const Action *action) = {
		[VALID] = make_valid, [INVALID] = make_invalid, [EXTRA] = make_extra
	};
	Made *made = made_for(action);
	if (made == NULL)
		return no_variants();
	if (g_strcmp0(made->name, action->name) != 0) {
		drop_variants(made);
		made->name = g_strdup(action->name);
	}
	if (made->variants[kind] != NULL)
		return g_ptr_array_ref(made->variants[kind]);
	GPtrArray *variants = make[kind](action);
	keep(made, kind, variants);
	return variants;
}

GPtrArray *action_valid(const Action *action)
{
	return variants_of(action, VALID);
}

GPtrArray *action_invalid(const Action *action)
{
	return variants_of(action, INVALID);
}

GPtrArray *action_extra(const Action *action)
{
	return variants_of(action, EXTRA);
}

gboolean action_takes_anything(const Action *action)
{
	const Made *made = made_for(action);
	if (made == NULL)
		return FALSE;
	g_autoptr(json_t) more = json_copy(made->usual);
	json_object_set_new(more, ACTION_UNEXPECTED, json_true());
	return judge(made->schema, more) == SCHEMA_VALID;
}
