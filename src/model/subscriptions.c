/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/subscriptions.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "model/subscriptions_strings.h"

/* A row's flags share a word with a string's number, which leaves the two upper bits free. */
enum { UUID_BYTES = 16, UUID_TEXT = 36, FIRST_ROWS = 64, FIRST_SLOTS = 256 };
#define HAS_SECRETS (1u << 31)
#define TEXT_ID (1u << 30)

typedef struct {
	guint8 id[UUID_BYTES]; /* TEXT_ID: its first four bytes are a string's number */
	guint32 trigger, connection, callback, options;
} Row;

struct Subscriptions {
	gint references;
	Row *rows;
	guint n_rows, n_allocated;
	guint32 *slots; /* row index + 1 by id, open addressing; 0 is free */
	guint n_slots;
	guint64 seed;
	PackedStrings *strings;
	guint32 no_options; /* "{}" */
	char *buffer;       /* an entry's options while they are printed */
	gsize buffer_size;
	char *id_text; /* what subscriptions_row() lends */
};

Subscriptions *subscriptions_new(void)
{
	Subscriptions *rows = g_new0(Subscriptions, 1);
	rows->references = 1;
	rows->n_allocated = FIRST_ROWS;
	rows->rows = g_new(Row, rows->n_allocated);
	rows->n_slots = FIRST_SLOTS;
	rows->slots = g_new0(guint32, rows->n_slots);
	rows->seed = ((guint64)g_random_int() << 32) | g_random_int();
	rows->strings = packed_strings_new();
	packed_strings_add(rows->strings, "{}", 2, &rows->no_options);
	rows->buffer_size = 1024;
	rows->buffer = g_malloc(rows->buffer_size);
	rows->id_text = g_malloc(UUID_TEXT + 1);
	return rows;
}

Subscriptions *subscriptions_ref(Subscriptions *rows)
{
	g_atomic_int_inc(&rows->references);
	return rows;
}

void subscriptions_unref(Subscriptions *rows)
{
	if (rows == NULL || !g_atomic_int_dec_and_test(&rows->references))
		return;
	packed_strings_free(rows->strings);
	g_free(rows->rows);
	g_free(rows->slots);
	g_free(rows->buffer);
	g_free(rows->id_text);
	g_free(rows);
}

static int hex_digit(char digit)
{
	if (digit >= '0' && digit <= '9')
		return digit - '0';
	return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

/* Only the one spelling that format_uuid() gives back: an id has to leave as it came. */
static gboolean parse_uuid(const char *text, gsize length, guint8 id[UUID_BYTES])
{
	gsize n = 0;
	if (length != UUID_TEXT)
		return FALSE;
	for (gsize i = 0; i < UUID_TEXT; i++) {
		if (i == 8 || i == 13 || i == 18 || i == 23) {
			if (text[i] != '-')
				return FALSE;
			continue;
		}
		int high = hex_digit(text[i]), low = hex_digit(text[i + 1]);
		if (high < 0 || low < 0)
			return FALSE;
		id[n++] = (guint8)(high << 4 | low);
		i++;
	}
	return TRUE;
}

static void format_uuid(const guint8 id[UUID_BYTES], char *text)
{
	static const char DIGITS[] = "0123456789abcdef";
	for (gsize i = 0; i < UUID_BYTES; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			*text++ = '-';
		*text++ = DIGITS[id[i] >> 4];
		*text++ = DIGITS[id[i] & 15];
	}
	*text = '\0';
}

/* The slot of an id: that of the row that has it, or the free one where it belongs. */
static guint find_slot(const Subscriptions *rows, const guint8 id[UUID_BYTES], gboolean text_id)
{
	guint slot = (guint)packed_hash(id, UUID_BYTES, rows->seed) & (rows->n_slots - 1);
	for (; rows->slots[slot] != 0; slot = (slot + 1) & (rows->n_slots - 1)) {
		const Row *row = &rows->rows[rows->slots[slot] - 1];
		if (((row->trigger & TEXT_ID) != 0) == text_id && memcmp(row->id, id, UUID_BYTES) == 0)
			break;
	}
	return slot;
}

static void grow_slots(Subscriptions *rows)
{
	g_free(rows->slots);
	rows->n_slots *= 2;
	rows->slots = g_new0(guint32, rows->n_slots);
	for (guint i = 0; i < rows->n_rows; i++) {
		const Row *row = &rows->rows[i];
		rows->slots[find_slot(rows, row->id, (row->trigger & TEXT_ID) != 0)] = i + 1;
	}
}

static void append_row(Subscriptions *rows, const Row *row)
{
	if (rows->n_rows == rows->n_allocated) {
		rows->n_allocated += rows->n_allocated / 2;
		rows->rows = g_renew(Row, rows->rows, rows->n_allocated);
	}
	rows->rows[rows->n_rows++] = *row;
	if (rows->n_rows > rows->n_slots / 4 * 3)
		grow_slots(rows);
	else
		rows->slots[find_slot(rows, row->id, (row->trigger & TEXT_ID) != 0)] = rows->n_rows;
}

static gboolean read_id(Subscriptions *rows, const json_t *entry, Row *row)
{
	const json_t *id = json_object_get(entry, "id");
	char digits[32];
	const char *text = digits;
	gsize length;
	if (json_is_string(id)) {
		text = json_string_value(id);
		length = json_string_length(id);
	} else if (json_is_integer(id)) {
		length = (gsize)g_snprintf(digits, sizeof digits, "%" JSON_INTEGER_FORMAT,
					   json_integer_value(id));
	} else {
		return FALSE;
	}
	if (length == 0 || parse_uuid(text, length, row->id))
		return length > 0;
	guint32 number;
	if (!packed_strings_add(rows->strings, text, length, &number))
		return FALSE;
	memset(row->id, 0, sizeof row->id);
	memcpy(row->id, &number, sizeof number);
	row->trigger = TEXT_ID;
	return TRUE;
}

/* A missing or mistyped string is "". */
static gboolean read_text(Subscriptions *rows, const json_t *object, const char *member, guint32 *number)
{
	const json_t *value = json_object_get(object, member);
	if (!json_is_string(value))
		return packed_strings_add(rows->strings, "", 0, number);
	return packed_strings_add(rows->strings, json_string_value(value), json_string_length(value), number);
}

static gboolean is_filled(const json_t *value)
{
	if (json_is_object(value))
		return json_object_size(value) > 0;
	if (json_is_array(value))
		return json_array_size(value) > 0;
	if (json_is_string(value))
		return json_string_length(value) > 0;
	return json_is_number(value);
}

/* The server says `data.options` (and repeats them above), the engine `options`. */
static gboolean read_options(Subscriptions *rows, const json_t *entry, guint32 *number)
{
	const json_t *options = json_object_get(json_object_get(entry, "data"), "options");
	if (!json_is_object(options) || json_object_size(options) == 0)
		options = json_object_get(entry, "options");
	*number = rows->no_options;
	if (!json_is_object(options) || json_object_size(options) == 0)
		return TRUE;
	size_t flags = JSON_COMPACT | JSON_SORT_KEYS;
	size_t length = json_dumpb(options, rows->buffer, rows->buffer_size, flags);
	if (length > rows->buffer_size) {
		g_free(rows->buffer);
		rows->buffer_size = length;
		rows->buffer = g_malloc(rows->buffer_size);
		length = json_dumpb(options, rows->buffer, rows->buffer_size, flags);
	}
	return length > 0 && packed_strings_add(rows->strings, rows->buffer, length, number);
}

static void add_entry(Subscriptions *rows, const json_t *entry, SubscriptionsPage *did)
{
	Row row = { 0 };
	guint32 trigger;
	if (!json_is_object(entry) || !read_id(rows, entry, &row)) {
		did->unusable++;
		return;
	}
	if (rows->slots[find_slot(rows, row.id, row.trigger == TEXT_ID)] != 0) {
		did->repeated++;
		return;
	}
	if (!read_text(rows, entry, "name", &trigger) ||
	    !read_text(rows, entry, "connectionId", &row.connection) ||
	    !read_text(rows, json_object_get(entry, "callback"), "url", &row.callback) ||
	    !read_options(rows, entry, &row.options)) {
		did->unusable++;
		return;
	}
	row.trigger |= trigger;
	if (is_filled(json_object_get(entry, "secrets")) ||
	    is_filled(json_object_get(json_object_get(entry, "data"), "secrets")))
		row.trigger |= HAS_SECRETS;
	append_row(rows, &row);
	did->added++;
}

gboolean subscriptions_add_page(Subscriptions *rows, const json_t *page, SubscriptionsPage *did,
				GError **error)
{
	const json_t *entry, *data = json_object_get(page, "data");
	size_t i;
	*did = (SubscriptionsPage){ .total = -1 };
	if (!json_is_array(data)) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_PROTOCOL,
			    json_is_object(page) ? _("subscriptions: \"data\" is %s where a list belongs: is "
						     "this the server's or the engine's URL?")
						 : _("subscriptions: the answer is %s where an object "
						     "belongs: is this the server's or the engine's URL?"),
			    weir_json_type_name(json_is_object(page) ? data : page));
		return FALSE;
	}
	gint64 total = weir_json_integer(page, "total", -1);
	did->total = MAX(total, -1);
	did->rows = (guint)json_array_size(data);
	json_array_foreach (data, i, entry)
		add_entry(rows, entry, did);
	return TRUE;
}

guint subscriptions_count(const Subscriptions *rows)
{
	return rows->n_rows;
}

void subscriptions_row(const Subscriptions *rows, guint index, Subscription *row)
{
	const Row *packed = &rows->rows[index];
	if (packed->trigger & TEXT_ID) {
		guint32 number;
		memcpy(&number, packed->id, sizeof number);
		row->id = packed_strings_get(rows->strings, number);
	} else {
		format_uuid(packed->id, rows->id_text);
		row->id = rows->id_text;
	}
	row->trigger = packed_strings_get(rows->strings, packed->trigger & ~(HAS_SECRETS | TEXT_ID));
	row->connection = packed_strings_get(rows->strings, packed->connection);
	row->callback = packed_strings_get(rows->strings, packed->callback);
	row->options = packed_strings_get(rows->strings, packed->options);
	row->secrets_returned = (packed->trigger & HAS_SECRETS) != 0;
}

gsize subscriptions_memory(const Subscriptions *rows)
{
	return sizeof *rows + rows->n_allocated * sizeof *rows->rows + rows->n_slots * sizeof *rows->slots +
	       rows->buffer_size + UUID_TEXT + 1 + packed_strings_memory(rows->strings);
}
