/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files schema*.c share: the compiled form, a run of the validator, and small helpers.
 *
 * A document is compiled without recursion: every subschema is a Node, found again by its JSON object, so
 * that cycles end.  A run counts its work and its depth; when either is used up the verdict is
 * SCHEMA_UNKNOWN. Nothing here outlives its Schema; the document must not change while the Schema lives. */
#pragma once

#include "base/json.h"
#include "model/schema.h"

#include <stdint.h>

#define SCHEMA_DEPTH 1000               /* nested subschemas of one run */
#define SCHEMA_HOPS 64                  /* $refs that schema_resolve() follows */
#define SCHEMA_ERRORS 64                /* errors of one run, and of one branch of it */
#define SCHEMA_CONTEXTS 1000            /* errors of branches in one run */
#define SCHEMA_TEXT (4 * 1024 * 1024)   /* bytes of messages of one run; the values are quoted in full */
#define SCHEMA_NOTES 256                /* notes of one compilation */
#define SCHEMA_WORK 10000000            /* steps of one run */
#define SCHEMA_MATCH_WORK 1000000       /* of these, steps of one match of a pattern */
#define SCHEMA_PATTERN_BYTES (64 << 20) /* of all compiled patterns of a schema */
#define SCHEMA_META_URI "https://json-schema.org/draft/2020-12/schema"

enum {
	SCHEMA_NULL = 1 << 0,
	SCHEMA_BOOLEAN = 1 << 1,
	SCHEMA_INTEGER = 1 << 2,
	SCHEMA_NUMBER = 1 << 3,
	SCHEMA_STRING = 1 << 4,
	SCHEMA_ARRAY = 1 << 5,
	SCHEMA_OBJECT = 1 << 6,
	SCHEMA_ANY = (1 << 7) - 1,
};

typedef struct SchemaPattern SchemaPattern;
typedef struct SchemaMatcher SchemaMatcher;
typedef struct Node Node;
typedef struct Run Run;

/* A schema with a URI of its own: the document's root, and each subschema with an $id. */
typedef struct Resource {
	char *uri; /* without a fragment; "" if none */
	json_t *json;
	char *where; /* JSON Pointer of it */
	const struct Scope *scope;
	GHashTable *anchors;  /* name -> Position *: $anchor and $dynamicAnchor */
	GHashTable *dynamics; /* the names of these that are dynamic */
} Resource;

/* An enclosing object that has $defs: a model that was pasted into another document keeps its own. */
typedef struct Scope {
	const struct Scope *up;
	json_t *json;
	Resource *resource;
	char *where;
} Scope;

/* Where a schema stands.  `where` is owned by whoever holds the Position. */
typedef struct {
	json_t *json;
	Resource *resource;
	const Scope *scope;
	char *where;
} Position;

/* What a keyword's value must be, which subschemas are in it, and how it is judged. */
typedef enum {
	EXPECT_ANY,
	EXPECT_SCHEMA,
	EXPECT_SCHEMAS,
	EXPECT_SCHEMA_MAP,
	EXPECT_STRING,
	EXPECT_NUMBER,
	EXPECT_POSITIVE,
	EXPECT_COUNT,
	EXPECT_BOOLEAN,
	EXPECT_ARRAY,
	EXPECT_NAMES,
	EXPECT_NAMES_MAP,
	EXPECT_TYPES,
} SchemaExpect;

typedef struct Keyword {
	const struct Rule *rule;
	json_t *value;
	gboolean broken;          /* noted at compile time: what reaches it is unknown */
	guint count;              /* of nodes, or of patterns where there are no nodes */
	Node **nodes;             /* in the order of the value; NULL for a missing then or else of if */
	SchemaPattern **patterns; /* of patternProperties and pattern */
	unsigned types;           /* of type */
	const char *dynamic;      /* $dynamicRef: the name to look for in the dynamic scope */
} Keyword;

/* One keyword judging one instance. */
typedef struct Place {
	const struct Place *up;
	const char *member; /* NULL: `index` counts */
	size_t index;
} Place;

/* Members and items that some keyword has evaluated, for unevaluatedProperties and unevaluatedItems. */
typedef struct {
	gboolean unsure; /* an unknown branch might have added some */
	size_t items;    /* so many from the start */
	GHashTable *members, *picked;
} Seen;

typedef struct {
	const Node *node;
	const Keyword *keyword;
	const char *name; /* of the keyword, in errors */
	json_t *instance;
	const Place *place;
	Seen *seen; /* NULL where nobody asks */
} Site;

typedef SchemaVerdict (*SchemaCheck)(Run *run, const Site *site);

typedef struct Rule {
	const char *name;
	SchemaExpect expect;
	SchemaCheck check; /* NULL: only a place where schemas stand */
	unsigned types;    /* of instances that it judges */
	void (*prepare)(Schema *schema, Node *node, Keyword *keyword);
	gboolean last; /* after all other keywords of the schema */
} Rule;

struct Node {
	json_t *json;
	Resource *resource;
	const Scope *scope;
	const Node *parent;  /* lexical; NULL where a $ref led here, and then `where` is set */
	const char *keyword; /* of the parent */
	const char *member;
	size_t index;
	char *where;
	gboolean broken; /* neither an object nor a boolean */
	gboolean last;   /* has a keyword that looks at what others evaluated */
	guint count;
	Keyword *keywords;
	const Node *target; /* where a chain of bare $refs ends; NULL if this is none */
	int mark;           /* of the search for such chains */
};

struct Schema {
	json_t *json, *root, *meta;
	GPtrArray *notes;
	GHashTable *nodes;     /* json_t * -> Node *, objects only */
	GPtrArray *all;        /* Node *, owned, in the order of discovery */
	GHashTable *resources; /* json_t * -> Resource *, owned */
	GHashTable *uris;      /* char * -> Resource * */
	GHashTable *scopes;    /* json_t * -> Scope *, owned */
	const Scope *outer;    /* around `json` in `root` */
	Resource *main;
	Node *start;
	gboolean indexed, placed;
	gboolean only_document; /* the metaschema is not at hand */
	gint64 pattern_bytes;   /* left */
};

typedef struct Frame {
	const struct Frame *up;
	const Resource *resource;
} Frame;

struct Run {
	const Schema *schema;
	gboolean formats;
	gint64 work; /* steps left; below 0: used up */
	gsize text;  /* bytes of messages left */
	int depth;
	int contexts;      /* errors of branches that may still be kept */
	GPtrArray *errors; /* NULL: only the verdict is wanted */
	const Frame *frame;
	SchemaMatcher *matcher;
};

/* jansson's iterators take no const, though they change nothing. */
static inline json_t *schema_plain(const json_t *value)
{
	union {
		const json_t *in;
		json_t *out;
	} both = { .in = value };
	return both.out;
}

/* GHashTable takes keys without const. */
static inline char *schema_plain_text(const char *text)
{
	union {
		const char *in;
		char *out;
	} both = { .in = text };
	return both.out;
}

static inline gboolean schema_spend(Run *run, gint64 steps)
{
	run->work -= steps;
	return run->work >= 0;
}

static inline SchemaVerdict schema_both(SchemaVerdict one, SchemaVerdict other)
{
	if (one == SCHEMA_INVALID || other == SCHEMA_INVALID)
		return SCHEMA_INVALID;
	return one == SCHEMA_UNKNOWN ? one : other;
}

/* TRUE once another error would tell nobody anything. */
static inline gboolean schema_enough(const Run *run, SchemaVerdict verdict)
{
	return run->work < 0 ||
	       (verdict == SCHEMA_INVALID && (run->errors == NULL || run->errors->len >= SCHEMA_ERRORS));
}

/* schema_rules.c */
const Rule *schema_rule(const char *name);
const char *schema_expected(const Rule *rule, json_t *value); /* NULL, or what the value should be */

/* schema_prepare.c: what a keyword needs beside its subschemas. */
void schema_prepare_ref(Schema *schema, Node *node, Keyword *keyword);
void schema_prepare_dynamic_ref(Schema *schema, Node *node, Keyword *keyword);
void schema_prepare_contains(Schema *schema, Node *node, Keyword *keyword);
void schema_prepare_if(Schema *schema, Node *node, Keyword *keyword);
void schema_prepare_pattern(Schema *schema, Node *node, Keyword *keyword);
void schema_prepare_patterns(Schema *schema, Node *node, Keyword *keyword);
void schema_prepare_type(Schema *schema, Node *node, Keyword *keyword);

/* schema_compile.c */
Node *schema_node_at(Schema *schema, const Position *position); /* where a reference leads */
Node *schema_node_below(Schema *schema, const Node *parent, const char *keyword, const char *member,
			size_t index, json_t *json);
void schema_compile(Schema *schema);
void schema_node_free(gpointer data);
void schema_note(Schema *schema, const Node *node, const char *keyword, const char *format, ...)
	G_GNUC_PRINTF(4, 5);
char *schema_where(const Node *node, const char *keyword); /* JSON Pointer */
const Keyword *schema_keyword(const Node *node, SchemaCheck check);

/* schema_locate.c: references, $id, anchors. */
void schema_locate_start(Schema *schema);
gboolean schema_is_place(json_t *json);
void schema_enter(Schema *schema, Position *position);
gboolean schema_locate(Schema *schema, const Position *from, const char *reference, Position *found);
void schema_index(Schema *schema);
const Position *schema_anchor(const Resource *resource, const char *name);
void schema_resource_free(gpointer data);
void schema_scope_free(gpointer data);
void schema_locate_free(Schema *schema);

/* schema_meta.c: the 2020-12 metaschema, as far as this validator knows it. New reference. */
json_t *schema_meta(void);

/* schema_validate.c */
SchemaVerdict schema_check(Run *run, const Node *node, json_t *instance, const Place *place, Seen *seen);
unsigned schema_types(const json_t *value);
unsigned schema_type_named(const char *name); /* 0 if there is none */
SchemaVerdict schema_check_ref(Run *run, const Site *site);
SchemaVerdict schema_check_dynamic_ref(Run *run, const Site *site);
SchemaVerdict schema_check_all_of(Run *run, const Site *site);
SchemaVerdict schema_check_any_of(Run *run, const Site *site);
SchemaVerdict schema_check_one_of(Run *run, const Site *site);
SchemaVerdict schema_check_not(Run *run, const Site *site);
SchemaVerdict schema_check_if(Run *run, const Site *site);

/* schema_seen.c */
void schema_seen_member(Seen *seen, const char *name);
void schema_seen_item(Seen *seen, size_t index);
void schema_seen_items(Seen *seen, size_t count);
gboolean schema_seen_has_member(const Seen *seen, const char *name);
gboolean schema_seen_has_item(const Seen *seen, size_t index);
void schema_seen_merge(Run *run, Seen *into, const Seen *from);
void schema_seen_clear(Seen *seen);

/* schema_object.c */
SchemaVerdict schema_check_properties(Run *run, const Site *site);
SchemaVerdict schema_check_pattern_properties(Run *run, const Site *site);
SchemaVerdict schema_check_additional_properties(Run *run, const Site *site);
SchemaVerdict schema_check_unevaluated_properties(Run *run, const Site *site);
SchemaVerdict schema_check_property_names(Run *run, const Site *site);
SchemaVerdict schema_check_required(Run *run, const Site *site);
SchemaVerdict schema_check_dependent_required(Run *run, const Site *site);
SchemaVerdict schema_check_dependent_schemas(Run *run, const Site *site);
SchemaVerdict schema_check_min_properties(Run *run, const Site *site);
SchemaVerdict schema_check_max_properties(Run *run, const Site *site);

/* schema_array.c */
SchemaVerdict schema_check_prefix_items(Run *run, const Site *site);
SchemaVerdict schema_check_items(Run *run, const Site *site);
SchemaVerdict schema_check_contains(Run *run, const Site *site);
SchemaVerdict schema_check_unevaluated_items(Run *run, const Site *site);
SchemaVerdict schema_check_unique_items(Run *run, const Site *site);
SchemaVerdict schema_check_min_items(Run *run, const Site *site);
SchemaVerdict schema_check_max_items(Run *run, const Site *site);

/* schema_scalar.c */
SchemaVerdict schema_check_type(Run *run, const Site *site);
SchemaVerdict schema_check_enum(Run *run, const Site *site);
SchemaVerdict schema_check_const(Run *run, const Site *site);
SchemaVerdict schema_check_minimum(Run *run, const Site *site);
SchemaVerdict schema_check_maximum(Run *run, const Site *site);
SchemaVerdict schema_check_exclusive_minimum(Run *run, const Site *site);
SchemaVerdict schema_check_exclusive_maximum(Run *run, const Site *site);
SchemaVerdict schema_check_multiple_of(Run *run, const Site *site);
SchemaVerdict schema_check_min_length(Run *run, const Site *site);
SchemaVerdict schema_check_max_length(Run *run, const Site *site);
SchemaVerdict schema_check_pattern(Run *run, const Site *site);
SchemaVerdict schema_check_format(Run *run, const Site *site);

/* schema_number.c: numbers compared as the decimals that were written. */
gboolean schema_is_whole(const json_t *value); /* an integer, or a real without a fraction */
int schema_number_compare(const json_t *one, const json_t *other);
gboolean schema_number_multiple(const json_t *value, const json_t *of);
size_t schema_count(const json_t *value); /* of a count; SIZE_MAX where it is more */
/* The fewest digits that read back as the same double: value = digits * 10^exponent, sign aside. */
guint64 schema_number_digits(double value, int *exponent);

/* schema_equal.c: 1 equals 1.0, false does not equal 0; members in any order. FALSE once work is used up. */
gboolean schema_equal(Run *run, json_t *one, json_t *other);
guint32 schema_hash(Run *run, json_t *value);
gboolean schema_all_different(Run *run, json_t *array);
size_t schema_characters(const char *text, size_t length);

/* schema_print.c: values as Python writes them, since the servers that weir meets answer so.  %v is a
 * json_t *, %q a char * quoted, %s a char * as it is, %z a size_t. */
void schema_repr(GString *out, json_t *value, gsize limit);
char *schema_quote(const char *text);
SchemaVerdict schema_fail(Run *run, const Site *site, const char *format, ...);
SchemaVerdict schema_fail_with(Run *run, const Site *site, GPtrArray *context, const char *format, ...);
char *schema_place(const Place *place);

/* schema_pattern.c and schema_translate.c: ECMA-262 patterns, and those of Python. */
SchemaPattern *schema_pattern_new(const char *text, size_t length, gsize *size, GError **error);
void schema_pattern_free(SchemaPattern *pattern);
SchemaVerdict schema_pattern_match(Run *run, const SchemaPattern *pattern, const char *text, size_t length);
void schema_matcher_free(SchemaMatcher *matcher);
/* The same pattern for PCRE2; NULL with an error where it is no pattern. */
GString *schema_translate(const char *text, size_t length, GError **error);

/* schema_format.c; SCHEMA_VALID for a format that is not known. */
SchemaVerdict schema_format_check(Run *run, const char *format, const char *text, size_t length);
