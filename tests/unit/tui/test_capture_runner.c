/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Captures on the screen, without a screen: rows, arrivals, what is done with several. */
#include "tui/capture_runner.h"

#include <glib/gstdio.h>
#include <string.h>

#include "base/error.h"
#include "base/redact.h"
#include "leak/scan.h"
#include "replay/capture_har.h"
#include "replay/place.h"
#include "suite.h"
#include "tui/list_private.h"
#include "tui/list_shelf.h"

static char *home, *folder;
static VerbContext context;

struct seen {
	CaptureRunner *runner;
	unsigned what; /* all bits so far */
	guint n_more;
	GString *told;
	List *list; /* NULL: none */
	struct listing listing;
};

/* What the view does with what it is told. */
static void on_changed(unsigned what, gpointer data)
{
	struct seen *seen = data;
	CaptureShelf *shelf = capture_runner_shelf(seen->runner);
	seen->what |= what;
	seen->n_more += (what & SHELF_MORE) != 0;
	if (seen->list == NULL)
		return;
	if ((what & SHELF_LEAVES) != 0)
		list_keep(seen->list);
	if ((what & (SHELF_ROWS | SHELF_MORE)) != 0)
		seen->listing.n_rows = capture_shelf_count(shelf);
	if ((what & SHELF_ROWS) != 0)
		list_set(seen->list, &seen->listing);
	else if ((what & SHELF_MORE) != 0)
		list_grew(seen->list, TRUE);
}

static void on_told(Tone tone, const char *sentence, gpointer data)
{
	struct seen *seen = data;
	g_string_append_printf(seen->told, "%s\n", sentence);
}

static struct seen *start(void)
{
	struct seen *seen = g_new0(struct seen, 1);
	const CaptureWatch watch = { .changed = on_changed, .told = on_told, .data = seen };
	home = g_dir_make_tmp("weir-runner-XXXXXX", NULL);
	g_setenv("XDG_STATE_HOME", home, TRUE);
	g_setenv("XDG_CONFIG_HOME", home, TRUE);
	folder = g_build_filename(home, "weir", "captures", NULL);
	context =
		(VerbContext){ .config_path = g_build_filename(home, "weir.conf", NULL), .on_screen = TRUE };
	client_set_up();
	seen->told = g_string_new(NULL);
	seen->runner = capture_runner_new(&context, &watch);
	return seen;
}

static void remove_all(const char *path)
{
	GDir *dir = g_dir_open(path, 0, NULL);
	for (const char *name; dir != NULL && (name = g_dir_read_name(dir)) != NULL;) {
		g_autofree char *file = g_build_filename(path, name, NULL);
		if (g_file_test(file, G_FILE_TEST_IS_DIR))
			remove_all(file);
		else
			g_remove(file);
	}
	g_clear_pointer(&dir, g_dir_close);
	g_rmdir(path);
}

static void stop(struct seen *seen)
{
	capture_runner_free(seen->runner);
	list_free(seen->list);
	g_string_free(seen->told, TRUE);
	g_free(seen);
	verb_context_clear(&context);
	http_client_free(client);
	remove_all(home);
	g_clear_pointer(&home, g_free);
	g_clear_pointer(&folder, g_free);
}

static Capture *made(const char *target, const char *body, gsize length)
{
	Capture *capture = capture_new();
	g_free(capture->method);
	g_free(capture->target);
	capture->method = g_strdup("POST");
	capture->target = g_strdup(target);
	capture->time = g_get_real_time() - 5 * G_USEC_PER_SEC;
	capture->status = 200;
	g_bytes_unref(capture->body);
	capture->body = g_bytes_new(body, length);
	return capture;
}

static void append(guint n)
{
	g_autoptr(CaptureLog) log = capture_log_write(folder, NULL);
	for (guint i = 0; i < n; i++) {
		g_autofree char *target = g_strdup_printf("/hook/%u", i + 1);
		g_autoptr(Capture) capture = made(target, "{\"id\":7}", 8);
		capture_add_header(capture, "Content-Type", "application/json");
		ck_assert(capture_log_append(log, capture, NULL));
	}
}

static gboolean rows_are_there(gconstpointer data)
{
	return (((const struct seen *)data)->what & SHELF_ROWS) != 0;
}

static void read_folder(struct seen *seen)
{
	seen->what = 0;
	capture_shelf_read(capture_runner_shelf(seen->runner));
	wait_for(rows_are_there, seen);
}

static gboolean listens(gconstpointer data)
{
	const struct seen *seen = data;
	return capture_runner_state(seen->runner) == LISTENER_ON && rows_are_there(seen) &&
	       !capture_shelf_reading(capture_runner_shelf(seen->runner));
}

static void listen(struct seen *seen, const char *options)
{
	g_autoptr(GError) error = NULL;
	seen->what = 0;
	ck_assert_msg(capture_runner_listen(seen->runner, options, &error), "%s",
		      error != NULL ? error->message : "");
	wait_for(listens, seen);
}

static gboolean is_off(gconstpointer data)
{
	return capture_runner_state(((const struct seen *)data)->runner) == LISTENER_OFF;
}

static gboolean was_told(gconstpointer data)
{
	return ((const struct seen *)data)->told->len > 0;
}

static void check_told(struct seen *seen, const char *part)
{
	wait_for(was_told, seen);
	ck_assert_msg(strstr(seen->told->str, part) != NULL, "'%s' is not in: %s", part, seen->told->str);
	g_string_truncate(seen->told, 0);
}

static char *cell_of(CaptureShelf *shelf, guint row, guint column)
{
	GString *out = g_string_new(NULL);
	const struct listing listing = { .kind = &listing_shelf,
					 .data = shelf,
					 .n_rows = capture_shelf_count(shelf) };
	listing_shelf.cell(&listing, row, column, LOOK_CODES, out);
	return g_string_free(out, FALSE);
}

static void check_cell(CaptureShelf *shelf, guint row, guint column, const char *expected)
{
	g_autofree char *got = cell_of(shelf, row, column);
	ck_assert_str_eq(got, expected);
}

START_TEST(rows_of_a_folder)
{
	struct seen *seen = start();
	CaptureShelf *shelf = capture_runner_shelf(seen->runner);
	guint row;
	/* No folder yet is no error. */
	read_folder(seen);
	ck_assert(capture_shelf_known(shelf));
	ck_assert_ptr_null(capture_shelf_problem(shelf));
	ck_assert_uint_eq(capture_shelf_count(shelf), 0);
	append(300);
	read_folder(seen);
	ck_assert_uint_eq(capture_shelf_count(shelf), 300);
	check_cell(shelf, 0, CAPTURE_NUMBER, "1");
	check_cell(shelf, 299, CAPTURE_TARGET, "/hook/300");
	check_cell(shelf, 299, CAPTURE_METHOD, "POST");
	check_cell(shelf, 299, CAPTURE_TYPE, "application/json");
	check_cell(shelf, 299, CAPTURE_BYTES, "8");
	check_cell(shelf, 299, CAPTURE_STATUS, "200");
	g_autofree char *time = cell_of(shelf, 299, CAPTURE_TIME);
	ck_assert_ptr_nonnull(strstr(time, "s ago"));
	ck_assert(capture_shelf_find(shelf, 17, &row));
	ck_assert_uint_eq(row, 16);
	ck_assert(!capture_shelf_find(shelf, 301, &row));
	stop(seen);
}
END_TEST

/* A record that is damaged is a row that says so, and no other suffers. */
START_TEST(damaged)
{
	struct seen *seen = start();
	CaptureShelf *shelf = capture_runner_shelf(seen->runner);
	g_autoptr(GError) error = NULL;
	gsize length;
	append(3);
	g_autofree char *log = g_build_filename(folder, "000001.log", NULL), *bytes = NULL;
	ck_assert(g_file_get_contents(log, &bytes, &length, NULL));
	char *first = memmem(bytes, length, "REC1", 4);
	ck_assert_ptr_nonnull(first);
	char *second = memmem(first + 4, length - (gsize)(first + 4 - bytes), "REC1", 4);
	ck_assert_ptr_nonnull(second);
	*second = 'x';
	ck_assert(g_file_set_contents(log, bytes, (gssize)length, NULL));
	read_folder(seen);
	ck_assert_uint_eq(capture_shelf_count(shelf), 3);
	g_autofree char *target = cell_of(shelf, 1, CAPTURE_TARGET);
	ck_assert_ptr_nonnull(strstr(target, "damaged"));
	check_cell(shelf, 2, CAPTURE_TARGET, "/hook/3");
	gboolean waits = FALSE;
	ck_assert_ptr_null(capture_shelf_whole(shelf, 1, &waits, &error));
	ck_assert_ptr_nonnull(strstr(error->message, "capture 2 is damaged"));
	ck_assert_ptr_nonnull(capture_shelf_whole(shelf, 2, &waits, NULL));
	stop(seen);
}
END_TEST

static void show_list(struct seen *seen)
{
	static const struct list_ops ops = {
		.id_column = "number", .sort_key = shelf_sort_key, .find = shelf_find_id, .sample = 100
	};
	screen_resize(24, 80, TRUE);
	seen->list = list_new(&listing_shelf, &ops);
	seen->listing =
		(struct listing){ .kind = &listing_shelf, .data = capture_runner_shelf(seen->runner) };
	read_folder(seen);
	list_draw(seen->list, (Rect){ 0, 0, 11, 80 }, TRUE);
}

static void check_row(struct seen *seen, const char *id, guint top)
{
	guint row;
	list_draw(seen->list, (Rect){ 0, 0, 11, 80 }, TRUE);
	ck_assert(list_current(seen->list, &row));
	g_autofree char *got = list_id(seen->list, row);
	ck_assert_str_eq(got, id);
	ck_assert_uint_eq(seen->list->top, top);
}

static gboolean ten_more(gconstpointer data)
{
	const struct seen *seen = data;
	return seen->listing.n_rows >= 40;
}

START_TEST(arrivals_keep_the_cursor)
{
	struct seen *seen = start();
	Answer answer = { 0 };
	append(30);
	show_list(seen);
	list_act(seen->list, ACT_LAST);
	list_act(seen->list, ACT_UP);
	check_row(seen, "29", 20);
	ck_assert_uint_eq(list_below(seen->list), 0);
	listen(seen, "--status 202");
	check_row(seen, "29", 20);
	g_autoptr(HttpHost) host = host_of(capture_runner_port(seen->runner), "");
	for (guint i = 0; i < 10; i++) {
		post(host, "/new", "{}", NULL, &answer);
		ck_assert_int_eq(answer.status, 202);
	}
	answer_clear(&answer);
	wait_for(ten_more, seen);
	check_row(seen, "29", 20);
	ck_assert_uint_eq(list_below(seen->list), 10);
	ck_assert_uint_eq(capture_runner_came(seen->runner), 10);
	ck_assert_uint_eq(capture_runner_refused(seen->runner), 0);
	check_cell(capture_runner_shelf(seen->runner), 39, CAPTURE_TARGET, "/new");
	check_cell(capture_runner_shelf(seen->runner), 39, CAPTURE_NUMBER, "40");
	/* With a filter, too. */
	gboolean dirty;
	list_set_filter(seen->list, "target:hook");
	while (list_work(seen->list, &dirty))
		;
	check_row(seen, "29", 20);
	post(host, "/new", "{}", NULL, &answer);
	answer_clear(&answer);
	while (list_work(seen->list, &dirty))
		;
	check_row(seen, "29", 20);
	capture_runner_stop(seen->runner);
	wait_for(is_off, seen);
	check_told(seen, "the listener has stopped: 11 captures came");
	stop(seen);
}
END_TEST

START_TEST(signatures_are_verified)
{
	static const char *const wrong[] = { "X-Hub-Signature-256: sha256=00", NULL };
	struct seen *seen = start();
	Answer answer = { 0 };
	g_autofree char *secret = g_build_filename(home, "secret", NULL);
	ck_assert(g_file_set_contents(secret, "a-secret-for-the-test\n", -1, NULL));
	g_autofree char *options =
		g_strdup_printf("--scheme github-sha256 --secret file:'%s' --url http://h/x", secret);
	listen(seen, options);
	ck_assert_str_eq(capture_runner_scheme(seen->runner), "github-sha256");
	ck_assert_ptr_null(capture_runner_forward(seen->runner));
	g_autoptr(HttpHost) host = host_of(capture_runner_port(seen->runner), "");
	post(host, "/x", "{}", wrong, &answer);
	ck_assert_int_eq(answer.status, 401);
	post(host, "/x", "{}", NULL, &answer);
	ck_assert_int_eq(answer.status, 401);
	ck_assert_uint_eq(capture_runner_came(seen->runner), 2);
	ck_assert_uint_eq(capture_runner_refused(seen->runner), 2);
	g_autofree char *hmac =
		g_compute_hmac_for_string(G_CHECKSUM_SHA256, (const guchar *)"a-secret-for-the-test",
					  strlen("a-secret-for-the-test"), "{}", 2);
	g_autofree char *header = g_strconcat("X-Hub-Signature-256: sha256=", hmac, NULL);
	const char *const headers[] = { header, NULL };
	post(host, "/x", "{}", headers, &answer);
	ck_assert_int_eq(answer.status, 200);
	answer_clear(&answer);
	ck_assert_uint_eq(capture_runner_refused(seen->runner), 2);
	stop(seen);
}
END_TEST

/* What is wrong with a line of options is said before anything is opened. */
START_TEST(options_that_are_no_use)
{
	static const struct {
		const char *options, *says;
	} rows[] = {
		{ "--nonsense", "--nonsense" },
		{ "--port 99999", "99999" },
		{ "--save x", "--save is for :listen" },
		{ "--no-save", "--no-save is for :listen" },
		{ "--format json", "--format is for :listen" },
		{ "--help", "options of weir listen belong here" },
		{ "--secret env:NOT_SET", "--secret without --scheme" },
		{ "--scheme githib-sha256", "did you mean" },
		{ "--port '1", "cannot be read" },
		{ "something", "something" },
	};
	struct seen *seen = start();
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		ck_assert_msg(!capture_runner_listen(seen->runner, rows[i].options, &error), "%s",
			      rows[i].options);
		ck_assert_msg(strstr(error->message, rows[i].says) != NULL, "%s: %s", rows[i].options,
			      error->message);
		ck_assert_int_eq(capture_runner_state(seen->runner), LISTENER_OFF);
		/* To be mended, not typed again. */
		ck_assert_str_eq(capture_runner_options(seen->runner), rows[i].options);
	}
	g_autoptr(GPtrArray) all = capture_runner_complete(&context, "--port 1 --");
	for (guint i = 0; i < all->len; i++) {
		ck_assert_str_ne(all->pdata[i], "--save");
		ck_assert_str_ne(all->pdata[i], "--format");
	}
	ck_assert_uint_gt(all->len, 4);
	stop(seen);
}
END_TEST

static void fails_to_listen(struct seen *seen, const char *options, const char *says)
{
	ck_assert(capture_runner_listen(seen->runner, options, NULL));
	wait_for(is_off, seen);
	check_told(seen, says);
}

START_TEST(what_fails_while_it_starts)
{
	struct seen *seen = start();
	const ReceiverOptions other = { .port = 0 };
	g_autoptr(Receiver) receiver = receiver_new(&other, NULL);
	g_autofree char *taken = g_strdup_printf("--port %d", receiver_port(receiver));
	g_autofree char *port = g_strdup_printf("%d", receiver_port(receiver));
	fails_to_listen(seen, taken, port);
	fails_to_listen(seen, "--scheme github-sha256 --secret env:WEIR_NOT_SET", "WEIR_NOT_SET");
	g_autoptr(CaptureLog) log = capture_log_write(folder, NULL);
	fails_to_listen(seen, "", "another weir writes captures there");
	g_clear_pointer(&log, capture_log_close);
	listen(seen, "");
	g_autoptr(GError) error = NULL;
	ck_assert(!capture_runner_listen(seen->runner, "", &error));
	ck_assert_ptr_nonnull(strstr(error->message, "it listens already"));
	stop(seen);
}
END_TEST

/* Nobody waits for a reference that takes its time, and nothing is told of it afterwards. */
START_TEST(left_while_it_starts)
{
	struct seen *seen = start();
	ck_assert(capture_runner_listen(seen->runner, "--scheme github-sha256 --secret 'cmd:exec sleep 20'",
					NULL));
	ck_assert_int_eq(capture_runner_state(seen->runner), LISTENER_STARTING);
	capture_runner_stop(seen->runner);
	ck_assert_int_eq(capture_runner_state(seen->runner), LISTENER_OFF);
	ck_assert(capture_runner_listen(seen->runner, "--scheme github-sha256 --secret 'cmd:exec sleep 20'",
					NULL));
	stop(seen);
	for (int i = 0; i < 20; i++)
		g_main_context_iteration(NULL, FALSE);
}
END_TEST

static GArray *numbers_of(guint64 first, guint64 last)
{
	GArray *numbers = g_array_new(FALSE, FALSE, sizeof(guint64));
	for (guint64 i = first; i <= last; i++)
		g_array_append_val(numbers, i);
	return numbers;
}

START_TEST(exported)
{
	struct seen *seen = start();
	Answer answer = { 0 };
	static const char *const token[] = { "Authorization: Bearer tokens-are-not-for-files", NULL };
	g_autofree char *path = g_build_filename(home, "some.har", NULL), *text = NULL;
	gsize length;
	append(20);
	listen(seen, "");
	g_autoptr(HttpHost) host = host_of(capture_runner_port(seen->runner), "");
	post(host, "/secret?token=nor-this-one", "{\"id\":8}", token, &answer);
	answer_clear(&answer);
	/* The listener goes on meanwhile. */
	ck_assert(capture_runner_export(seen->runner, numbers_of(19, 25), path, NULL));
	g_autoptr(GError) error = NULL;
	g_autoptr(GString) progress = g_string_new(NULL);
	ck_assert(capture_runner_append_progress(seen->runner, progress));
	ck_assert_str_eq(progress->str, "writing 0 of 7");
	ck_assert(!capture_runner_export(seen->runner, numbers_of(1, 2), path, &error));
	ck_assert_ptr_nonnull(strstr(error->message, "still being written"));
	check_told(seen, "3 captures");
	ck_assert(!capture_runner_append_progress(seen->runner, progress));
	ck_assert(g_file_get_contents(path, &text, &length, NULL));
	ck_assert_ptr_null(strstr(text, "tokens-are-not-for-files"));
	ck_assert_ptr_null(strstr(text, "nor-this-one"));
	g_autoptr(CaptureHar) har = capture_har_read(text, length, NULL);
	ck_assert_uint_eq(har->captures->len, 3);
	const Capture *last = har->captures->pdata[2];
	ck_assert(g_str_has_prefix(last->target, "/secret?token="));
	ck_assert_uint_eq(g_bytes_get_size(last->body), 8);
	ck_assert(capture_runner_export(seen->runner, numbers_of(1, 1), "/dev/null/nowhere.har", NULL));
	check_told(seen, "/dev/null");
	stop(seen);
}
END_TEST

static GHashTable *these(const guint64 *numbers, gsize n)
{
	GHashTable *table = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	for (gsize i = 0; i < n; i++)
		g_hash_table_add(table, g_memdup2(&numbers[i], sizeof numbers[i]));
	return table;
}

START_TEST(deleted)
{
	static const guint64 numbers[] = { 3, 5, 99 };
	struct seen *seen = start();
	guint row;
	append(30);
	show_list(seen);
	list_go(seen->list, "20");
	check_row(seen, "20", 19);
	listen(seen, "");
	g_autoptr(GError) error = NULL;
	ck_assert(!capture_runner_delete(seen->runner, these(numbers, 3), &error));
	ck_assert_ptr_nonnull(strstr(error->message, "L stops it"));
	capture_runner_stop(seen->runner);
	wait_for(is_off, seen);
	g_string_truncate(seen->told, 0);
	seen->what = 0;
	ck_assert(capture_runner_delete(seen->runner, these(numbers, 3), NULL));
	ck_assert(!capture_runner_delete(seen->runner, these(numbers, 3), NULL));
	ck_assert(!capture_runner_listen(seen->runner, "", NULL));
	check_told(seen, "2 captures deleted");
	wait_for(rows_are_there, seen);
	ck_assert_uint_eq(capture_shelf_count(capture_runner_shelf(seen->runner)), 28);
	ck_assert(!capture_shelf_find(capture_runner_shelf(seen->runner), 5, &row));
	check_cell(capture_runner_shelf(seen->runner), 2, CAPTURE_NUMBER, "4");
	check_cell(capture_runner_shelf(seen->runner), 2, CAPTURE_TARGET, "/hook/4");
	/* The cursor is on its capture, wherever that is now. */
	check_row(seen, "20", 17);
	stop(seen);
}
END_TEST

static gboolean body_is_there(gconstpointer data)
{
	return (((const struct seen *)data)->what & SHELF_BODY) != 0;
}

START_TEST(long_bodies_come_later)
{
	enum { LONG = 16 * 1024 * 1024 };
	struct seen *seen = start();
	CaptureShelf *shelf = capture_runner_shelf(seen->runner);
	g_autofree char *body = g_strnfill(LONG, 'x');
	gboolean waits = FALSE;
	append(1);
	g_autoptr(CaptureLog) log = capture_log_write(folder, NULL);
	g_autoptr(Capture) capture = made("/long", body, LONG);
	ck_assert(capture_log_append(log, capture, NULL));
	g_clear_pointer(&log, capture_log_close);
	read_folder(seen);
	const Capture *got = capture_shelf_whole(shelf, 1, &waits, NULL);
	ck_assert(waits);
	ck_assert_str_eq(got->target, "/long");
	ck_assert_uint_eq(g_bytes_get_size(got->body), 0);
	wait_for(body_is_there, seen);
	got = capture_shelf_whole(shelf, 1, &waits, NULL);
	ck_assert(!waits);
	ck_assert(g_bytes_equal(got->body, capture->body));
	/* Another one is looked at, then the shelf goes, while a body is on its way. */
	got = capture_shelf_whole(shelf, 0, &waits, NULL);
	ck_assert(!waits);
	ck_assert_uint_eq(g_bytes_get_size(got->body), 8);
	capture_shelf_whole(shelf, 1, &waits, NULL);
	ck_assert(waits);
	capture_shelf_whole(shelf, 0, &waits, NULL);
	ck_assert(!waits);
	capture_shelf_whole(shelf, 1, &waits, NULL);
	stop(seen);
	for (int i = 0; i < 20; i++)
		g_main_context_iteration(NULL, FALSE);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { rows_of_a_folder,
				       damaged,
				       arrivals_keep_the_cursor,
				       signatures_are_verified,
				       options_that_are_no_use,
				       what_fails_while_it_starts,
				       left_while_it_starts,
				       exported,
				       deleted,
				       long_bodies_come_later,
				       NULL };
	redact_set_scanner(leak_redact);
	return suite_run("tui/capture_runner", tests);
}
