/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/order.h"

#include <string.h>

/* Rows or comparisons between two looks at the clock: a row may have to be read from a file. */
enum { BATCH = 32 };

enum phase { IDLE, FILTERING, KEYING, MERGING };

/* One rebuild. `keys` holds one NUL-terminated key a row, `starts` where each begins; `from` and `into` are
 * merged runs of `width` positions. */
struct rebuild {
	enum phase phase;
	guint next;     /* row of the listing, or position in `rows` */
	guint filtered; /* rows of the listing that were looked at */
	GArray *rows;
	GString *keys;
	GArray *starts;
	guint32 *from, *into;
	guint width, left, left_end, right, right_end, out;
};

struct Order {
	OrderKey key;
	const struct listing *listing;
	Filter *filter;
	int column;
	gboolean reverse;
	GArray *shown; /* guint32; NULL: every row in its own order */
	guint seen;    /* rows of the listing that `shown` knows of */
	gboolean shown_sorted;
	guint sorted;   /* rows of the listing when it was sorted */
	gboolean again; /* there were more when a rebuild was under way */
	struct rebuild work;
};

static void cell_key(const struct listing *listing, guint row, guint column, GString *out)
{
	listing->kind->cell(listing, row, column, LOOK_UTF8, out);
}

Order *order_new(OrderKey key)
{
	Order *order = g_new0(Order, 1);
	order->key = key != NULL ? key : cell_key;
	order->column = -1;
	return order;
}

static void stop(Order *order)
{
	struct rebuild *work = &order->work;
	g_clear_pointer(&work->rows, g_array_unref);
	g_clear_pointer(&work->starts, g_array_unref);
	g_clear_pointer(&work->from, g_free);
	g_clear_pointer(&work->into, g_free);
	if (work->keys != NULL)
		g_string_free(work->keys, TRUE);
	*work = (struct rebuild){ .phase = IDLE };
}

void order_free(Order *order)
{
	if (order == NULL)
		return;
	stop(order);
	filter_unref(order->filter);
	g_clear_pointer(&order->shown, g_array_unref);
	g_free(order);
}

static void start(Order *order)
{
	stop(order);
	if (order->listing == NULL || (order->filter == NULL && order->column < 0)) {
		g_clear_pointer(&order->shown, g_array_unref);
		return;
	}
	order->work.phase = FILTERING;
	order->work.rows = g_array_new(FALSE, FALSE, sizeof(guint32));
}

void order_set_listing(Order *order, const struct listing *listing)
{
	order->listing = listing;
	g_clear_pointer(&order->shown, g_array_unref);
	start(order);
}

void order_touch(Order *order)
{
	start(order);
}

void order_grew(Order *order, gboolean last)
{
	if (order->listing == NULL || order->column < 0)
		return; /* what is new is appended by and by */
	if (!last && order->listing->n_rows / 4 < order->sorted / 3)
		return;
	if (order->work.phase == IDLE)
		start(order);
	else
		order->again = last;
}

void order_set_filter(Order *order, Filter *filter)
{
	if (filter != NULL)
		filter_ref(filter);
	filter_unref(order->filter);
	order->filter = filter;
	start(order);
}

void order_set_sort(Order *order, int column, gboolean reverse)
{
	order->column = column;
	order->reverse = reverse;
	start(order);
}

Filter *order_filter(const Order *order)
{
	return order->filter;
}

int order_sort_column(const Order *order)
{
	return order->column;
}

gboolean order_sort_reverse(const Order *order)
{
	return order->reverse;
}

guint order_count(const Order *order)
{
	if (order->shown != NULL)
		return order->shown->len;
	return order->listing != NULL ? order->listing->n_rows : 0;
}

guint order_row(const Order *order, guint position)
{
	return order->shown != NULL ? g_array_index(order->shown, guint32, position) : position;
}

gboolean order_position(const Order *order, guint row, guint *position)
{
	guint count = order_count(order);
	if (order->shown == NULL) {
		*position = MIN(row, count);
		return row < count;
	}
	const guint32 *rows = (const guint32 *)(const void *)order->shown->data;
	if (order->shown_sorted) {
		for (guint i = 0; i < count; i++) {
			if (rows[i] == row) {
				*position = i;
				return TRUE;
			}
		}
		*position = 0;
		return FALSE;
	}
	guint low = 0, high = count;
	while (low < high) {
		guint middle = low + (high - low) / 2;
		if (rows[middle] < row)
			low = middle + 1;
		else
			high = middle;
	}
	*position = low;
	return low < count && rows[low] == row;
}

/* ---- comparing ---- */

/* Runs of digits by their value, the rest by its bytes. */
static int compare_natural(const char *a, const char *b)
{
	while (*a != '\0' && *b != '\0') {
		if (g_ascii_isdigit(*a) && g_ascii_isdigit(*b)) {
			a += strspn(a, "0");
			b += strspn(b, "0");
			gsize length_a = strspn(a, "0123456789"), length_b = strspn(b, "0123456789");
			if (length_a != length_b)
				return length_a < length_b ? -1 : 1;
			int by_digits = strncmp(a, b, length_a);
			if (by_digits != 0)
				return by_digits;
			a += length_a;
			b += length_b;
		} else if (*a != *b) {
			return (guchar)*a < (guchar)*b ? -1 : 1;
		} else {
			a++;
			b++;
		}
	}
	return (*a != '\0') - (*b != '\0');
}

/* Positions of `rows`.  Cells with nothing in them come last, whichever way round. */
static int compare_positions(const Order *order, guint32 a, guint32 b)
{
	const struct rebuild *work = &order->work;
	const char *key_a = work->keys->str + g_array_index(work->starts, gsize, a);
	const char *key_b = work->keys->str + g_array_index(work->starts, gsize, b);
	if (*key_a == '\0' || *key_b == '\0')
		return (*key_a == '\0') - (*key_b == '\0');
	int by_key = compare_natural(key_a, key_b);
	return order->reverse ? -by_key : by_key;
}

/* ---- the phases; each returns TRUE when it is through ---- */

static gboolean step_filtering(Order *order)
{
	struct rebuild *work = &order->work;
	guint end = MIN(work->next + BATCH, order->listing->n_rows);
	for (; work->next < end; work->next++)
		if (order->filter == NULL || filter_row(order->filter, order->listing, work->next))
			g_array_append_val(work->rows, work->next);
	return work->next >= order->listing->n_rows;
}

static gboolean step_keying(Order *order)
{
	struct rebuild *work = &order->work;
	guint end = MIN(work->next + BATCH, work->rows->len);
	for (; work->next < end; work->next++) {
		gsize begins = work->keys->len;
		g_array_append_val(work->starts, begins);
		order->key(order->listing, g_array_index(work->rows, guint32, work->next),
			   (guint)order->column, work->keys);
		for (gsize i = begins; i < work->keys->len; i++)
			work->keys->str[i] = g_ascii_tolower(work->keys->str[i]);
		g_string_append_c(work->keys, '\0');
	}
	return work->next >= work->rows->len;
}

static void take_pair(struct rebuild *work, guint count)
{
	work->left = work->out;
	work->left_end = work->right = MIN(work->out + work->width, count);
	work->right_end = MIN(work->right + work->width, count);
}

static void begin_merging(struct rebuild *work)
{
	guint count = work->rows->len;
	work->from = g_new(guint32, MAX(count, 1));
	work->into = g_new(guint32, MAX(count, 1));
	for (guint i = 0; i < count; i++)
		work->from[i] = i;
	work->width = 1;
	work->out = 0;
	take_pair(work, count);
}

/* A bottom-up merge sort that can stop after any comparison. */
static gboolean step_merging(Order *order)
{
	struct rebuild *work = &order->work;
	guint count = work->rows->len;
	for (guint steps = 0; work->width < count && steps < BATCH; steps++) {
		gboolean from_left =
			work->left < work->left_end &&
			(work->right >= work->right_end ||
			 compare_positions(order, work->from[work->left], work->from[work->right]) <= 0);
		work->into[work->out++] = work->from[from_left ? work->left++ : work->right++];
		if (work->out < work->right_end)
			continue;
		if (work->out >= count) {
			guint32 *merged = work->into;
			work->into = work->from;
			work->from = merged;
			work->width *= 2;
			work->out = 0;
		}
		take_pair(work, count);
	}
	return work->width >= count;
}

static void finish(Order *order)
{
	struct rebuild *work = &order->work;
	GArray *rows = work->rows;
	if (order->column >= 0) {
		rows = g_array_sized_new(FALSE, FALSE, sizeof(guint32), work->rows->len);
		for (guint i = 0; i < work->rows->len; i++)
			g_array_append_val(rows, g_array_index(work->rows, guint32, work->from[i]));
		g_array_unref(work->rows);
	}
	work->rows = NULL;
	g_clear_pointer(&order->shown, g_array_unref);
	order->shown = rows;
	order->shown_sorted = order->column >= 0;
	order->seen = order->sorted = work->filtered;
	stop(order);
	if (order->again)
		start(order);
	order->again = FALSE;
}

static void next_phase(Order *order, gboolean *swapped)
{
	struct rebuild *work = &order->work;
	if (work->phase == FILTERING)
		work->filtered = work->next;
	work->next = 0;
	if (work->phase == FILTERING && order->column >= 0) {
		work->phase = KEYING;
		work->keys = g_string_new(NULL);
		work->starts = g_array_sized_new(FALSE, FALSE, sizeof(gsize), work->rows->len);
	} else if (work->phase == KEYING) {
		work->phase = MERGING;
		begin_merging(work);
	} else {
		finish(order);
		*swapped = TRUE;
	}
}

/* Rows that came after the order was built, appended where they match. */
static gboolean append_new(Order *order, gboolean *swapped)
{
	guint end = MIN(order->seen + BATCH, order->listing->n_rows);
	for (; order->seen < end; order->seen++) {
		if (order->filter != NULL && !filter_row(order->filter, order->listing, order->seen))
			continue;
		g_array_append_val(order->shown, order->seen);
		*swapped = TRUE;
	}
	return order->seen >= order->listing->n_rows;
}

gboolean order_busy(const Order *order)
{
	return order->work.phase != IDLE ||
	       (order->shown != NULL && order->listing != NULL && order->seen < order->listing->n_rows);
}

gboolean order_step(Order *order, gint64 deadline, gboolean *swapped)
{
	gboolean ignored;
	swapped = swapped != NULL ? swapped : &ignored;
	*swapped = FALSE;
	static gboolean (*const steps[])(
		Order *) = { [FILTERING] = step_filtering, [KEYING] = step_keying, [MERGING] = step_merging };
	while (order_busy(order)) {
		if (order->work.phase == IDLE)
			append_new(order, swapped);
		else if (steps[order->work.phase](order))
			next_phase(order, swapped);
		if (g_get_monotonic_time() >= deadline)
			break;
	}
	return order_busy(order);
}

int order_percent(const Order *order)
{
	const struct rebuild *work = &order->work;
	guint rows = order->listing != NULL ? order->listing->n_rows : 0;
	guint picked = work->rows != NULL ? work->rows->len : 0;
	guint phases = order->column >= 0 ? 3 : 1;
	double done = 0;
	if (work->phase == FILTERING)
		done = rows > 0 ? (double)work->next / rows : 1;
	else if (work->phase == KEYING)
		done = 1 + (picked > 0 ? (double)work->next / picked : 1);
	else if (work->phase == MERGING)
		done = 2 + (picked > 0 ? (double)work->width / picked : 1);
	return (int)(100 * done / phases);
}
