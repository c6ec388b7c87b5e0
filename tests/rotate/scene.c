/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rotate/scene.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/json.h"
#include "keyring/private_keyring.h"
#include "secrets/keyring.h"

static struct {
	char *url, *folder, *secrets, *connection, *subscription, *callback;
	const char *settle, *more, *point;
	GSubprocess *demo;
} scene = { .settle = "5s" };

void held_free(gpointer data)
{
	Held *held = data;
	g_free(held->value);
	g_free(held);
}

const char *scene_database(void)
{
	static char *path;
	g_free(path);
	path = g_build_filename(program_home_path(), "state", "weir", "weir.db", NULL);
	return path;
}

const char *scene_hook_look(void)
{
	static char *path;
	g_free(path);
	path = g_strconcat(scene.secrets, ".look", NULL);
	return path;
}

void scene_configure_more(const char *text)
{
	scene.more = text;
}

void scene_point(const char *point)
{
	scene.point = point;
}

void scene_settle(const char *duration)
{
	scene.settle = duration;
}

/* ---- HTTP without weir ---- */

/* The whole answer to a whole request. */
static GString *exchange(const char *request, gsize length)
{
	g_autoptr(GSocketClient) client = g_socket_client_new();
	g_autoptr(GError) error = NULL;
	g_autoptr(GSocketConnection) connection =
		g_socket_client_connect_to_uri(client, scene.url, 80, NULL, &error);
	g_assert_no_error(error);
	GOutputStream *out = g_io_stream_get_output_stream(G_IO_STREAM(connection));
	GInputStream *in = g_io_stream_get_input_stream(G_IO_STREAM(connection));
	GString *answer = g_string_new(NULL);
	char buffer[4096];
	gssize n;
	g_output_stream_write_all(out, request, length, NULL, NULL, NULL);
	while ((n = g_input_stream_read(in, buffer, sizeof buffer, NULL, NULL)) > 0)
		g_string_append_len(answer, buffer, n);
	return answer;
}

static int ask(const char *method, const char *path, const char *bearer, const char *headers,
	       const char *body, json_t **json)
{
	g_autofree char *request = g_strdup_printf(
		"%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nAuthorization: Bearer %s\r\n"
		"Content-Type: application/json\r\n%sContent-Length: %zu\r\n\r\n%s",
		method, path, bearer, headers, strlen(body), body);
	g_autoptr(GString) answer = exchange(request, strlen(request));
	const char *end = strstr(answer->str, "\r\n\r\n");
	if (json != NULL)
		*json = end != NULL ? weir_json_read(end + 4, strlen(end + 4), NULL, NULL, NULL) : NULL;
	return answer->len > 12 ? (int)g_ascii_strtoll(answer->str + strlen("HTTP/1.1 "), NULL, 10) : 0;
}

/* The connection ends with the answer, and the path leads to the engine. */
char *scene_forward(const char *head, const char *body, gsize length)
{
	g_autoptr(GString) request = g_string_new(head);
	g_string_replace(request, " /", " /engine/", 1);
	g_string_replace(request, "\r\n", "\r\nConnection: close\r\n", 1);
	g_string_append_len(request, body, (gssize)length);
	GString *answer = exchange(request->str, request->len);
	return g_string_free(answer, FALSE);
}

static json_t *engine(const char *method, const char *path, const char *body)
{
	json_t *json = NULL;
	g_autofree char *whole = g_strconcat("/engine", path, NULL);
	int status = ask(method, whole, KEY, "", body, &json);
	g_assert_cmpint(status / 100, ==, 2);
	return json;
}

/* ---- the server ---- */

static void die_with_parent(gpointer data)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
}

static void write_secrets(const Way *way)
{
	gboolean token = strcmp(way->driver, "bearer") == 0 || strcmp(way->driver, "exec") == 0;
	const char *key = strcmp(way->driver, "engine-key") == 0 ? OLD : KEY;
	g_autofree char *text = g_strdup_printf(
		"{\"token\":\"%s\",\"engine_key\":\"%s\",\"server_engine_key\":\"%s\",\"signing\":[%s]}\n",
		token ? OLD : TOKEN, key, key, strcmp(way->driver, "signing") == 0 ? "\"" OLD "\"" : "");
	g_autofree char *fixed = g_strconcat(scene.secrets, ".fixed", NULL);
	g_assert_true(g_file_set_contents(scene.secrets, text, -1, NULL));
	g_assert_true(g_file_set_contents(fixed, TOKEN "\n" KEY "\n", -1, NULL));
}

/* It does not count wrong tokens: a hundred rotations try a hundred old ones. */
void scene_serve(int latency)
{
	if (scene.demo != NULL)
		g_subprocess_force_exit(scene.demo);
	g_clear_object(&scene.demo);
	g_autofree char *latency_text = g_strdup_printf("%d", latency);
	const char *const words[] = { BUILDDIR "/src/weir", "demo",      "--serve",     "--flaws",
				      "auth.throttle",      "--secrets", scene.secrets, "--latency",
				      latency_text,         NULL };
	g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new(G_SUBPROCESS_FLAGS_STDOUT_PIPE);
	g_subprocess_launcher_set_child_setup(launcher, die_with_parent, NULL, NULL);
	g_autoptr(GError) error = NULL;
	scene.demo = g_subprocess_launcher_spawnv(launcher, words, &error);
	g_assert_no_error(error);
	g_autoptr(GDataInputStream) out = g_data_input_stream_new(g_subprocess_get_stdout_pipe(scene.demo));
	g_autofree char *line = g_data_input_stream_read_line(out, NULL, NULL, NULL);
	g_assert_nonnull(line);
	g_autoptr(json_t) described = weir_json_read(line, strlen(line), NULL, NULL, NULL);
	g_free(scene.url);
	scene.url = g_strdup(weir_json_text(described, "url"));
}

/* Not in weir's home, where its values are looked for. */
void scene_start(void)
{
	private_bus_start();
	private_keyring_start(TRUE);
	program_home("");
	scene.folder = g_build_filename(private_keyring_home(), "served", NULL);
	scene.secrets = g_build_filename(scene.folder, "secrets.json", NULL);
	g_mkdir(scene.folder, 0700);
	write_secrets(&ways[0]);
	scene_serve(0);
}

/* A connection and a subscription that no run before has touched. */
static void make_place(const Way *way)
{
	static int number = 1000; /* the demo has some of its own */
	g_free(scene.connection);
	g_free(scene.subscription);
	g_free(scene.callback);
	scene.connection = scene.subscription = NULL;
	scene.callback = g_strdup_printf("%s/engine/callbacks/%d", scene.url, ++number);
	if (strcmp(way->driver, "engine-key") == 0)
		return;
	g_autoptr(json_t) connection =
		engine("POST", "/connections",
		       "{\"options\":{\"baseUrl\":\"https://"
		       "a.desk.example\",\"region\":\"eu\"},\"secrets\":{\"apiKey\":\"" OLD "\"}}");
	scene.connection = g_strdup(weir_json_text(connection, "id"));
	g_autofree char *path = g_strdup_printf("/connections/%s/subscriptions", scene.connection);
	g_autofree char *body =
		g_strdup_printf("{\"name\":\"ticket_changed\",\"callback\":{\"type\":\"http\","
				"\"method\":\"post\",\"url\":\"%s\"},\"options\":{},"
				"\"secrets\":{\"signingSecret\":\"%s\"}}",
				scene.callback, OLD);
	g_autoptr(json_t) subscription = engine("POST", path, body);
	scene.subscription = g_strdup(weir_json_text(subscription, "id"));
}

/* ---- the keyring ---- */

typedef struct {
	gboolean done;
	GPtrArray *items, *held;
	GError *error;
} Answer;

static void wait_for(Answer *answer)
{
	while (!answer->done)
		g_main_context_iteration(NULL, TRUE);
	g_assert_no_error(answer->error);
	answer->done = FALSE;
}

static void on_items(GPtrArray *items, const GError *error, gpointer data)
{
	Answer *answer = data;
	answer->done = TRUE;
	answer->error = error != NULL ? g_error_copy(error) : NULL;
	answer->items = items != NULL ? g_ptr_array_ref(items) : NULL;
}

static void on_written(const KeyringItem *item, const GError *error, gpointer data)
{
	Answer *answer = data;
	answer->done = TRUE;
	answer->error = error != NULL ? g_error_copy(error) : NULL;
}

static void on_values(const GPtrArray *values, const GError *error, gpointer data)
{
	Answer *answer = data;
	answer->done = TRUE;
	answer->error = error != NULL ? g_error_copy(error) : NULL;
	for (guint i = 0; error == NULL && i < values->len; i++) {
		const KeyringItem *item = answer->items->pdata[i];
		Held *held = g_new0(Held, 1);
		held->stage = item->stage;
		held->version = item->version;
		held->value = g_strdup(values->pdata[i] != NULL ? secbuf_bytes(values->pdata[i]) : "");
		g_ptr_array_add(answer->held, held);
	}
}

GPtrArray *scene_held(void)
{
	Answer answer = { .held = g_ptr_array_new_with_free_func(held_free) };
	keyring_search(NULL, on_items, &answer);
	wait_for(&answer);
	if (answer.items->len > 0) {
		keyring_load_items(answer.items, NULL, on_values, &answer);
		wait_for(&answer);
	}
	g_ptr_array_unref(answer.items);
	return answer.held;
}

static void fill_keyring(const Way *way)
{
	Answer answer = { 0 };
	keyring_search(NULL, on_items, &answer);
	wait_for(&answer);
	for (guint i = 0; i < answer.items->len; i++) {
		keyring_delete(answer.items->pdata[i], NULL, on_written, &answer);
		wait_for(&answer);
	}
	g_ptr_array_unref(answer.items);
	g_autoptr(KeyringItem) item =
		keyring_item_new("desk", way->connection ? scene.connection : "", way->name, way->kind);
	g_autoptr(SecBuf) value = secbuf_new("given", OLD, strlen(OLD), NULL);
	item->stage = SECRET_STAGE_CURRENT;
	item->version = 1;
	keyring_store(item, value, NULL, on_written, &answer);
	wait_for(&answer);
}

/* ---- before each run ---- */

void scene_remove_database(void)
{
	static const char *const ends[] = { "", "-wal", "-shm", "-journal", "-rotations" };
	for (gsize i = 0; i < G_N_ELEMENTS(ends); i++) {
		g_autofree char *path = g_strconcat(scene_database(), ends[i], NULL);
		g_unlink(path);
	}
}

void scene_configure(const Way *way, const char *url, const char *engine_url)
{
	g_autofree char *folder = g_build_filename(program_home_path(), "config", "weir", NULL);
	g_autofree char *path = g_build_filename(folder, "weir.conf", NULL);
	g_autofree char *usual = g_strconcat(scene.url, "/engine", NULL);
	g_autofree char *engine_lines =
		way->engine ? g_strdup_printf("engine = %s\nengine-token = env:ENGINE_KEY\n",
					      engine_url != NULL ? engine_url : usual)
			    : g_strdup("");
	g_autofree char *text = g_strdup_printf(
		"[server desk]\nurl = %s\ntoken = env:DESK_TOKEN\nenv = test\ntimeout = 2000\n%s\n"
		"[server desk trigger ticket_changed]\nscheme = desk\nsecret = keyring:signing\n\n"
		"[scheme desk]\nalgorithm = hmac-sha256\nsigned = {timestamp}.{body}\n"
		"signature = X-Signature: v1={signature|hex}\ntimestamp = X-Timestamp: {timestamp}\n"
		"timestamp-unit = s\ntolerance = 5m\ndelivery-id = X-Delivery-Id: {id}\n%s",
		url != NULL ? url : scene.url, engine_lines, scene.more != NULL ? scene.more : "");
	g_mkdir_with_parents(folder, 0700);
	g_assert_true(g_file_set_contents(path, text, -1, NULL));
}

void scene_reset(const Way *way)
{
	write_secrets(way);
	make_place(way);
	fill_keyring(way);
	scene_remove_database();
	scene_configure(way, NULL, NULL);
}

/* ---- weir ---- */

static void set_variables(const char *point)
{
	const char *const pairs[][2] = {
		{ "DBUS_SESSION_BUS_ADDRESS", g_getenv("DBUS_SESSION_BUS_ADDRESS") },
		{ "HOOK_FILE", scene.secrets },
		{ "DESK_TOKEN", TOKEN },
		{ "ENGINE_KEY", KEY },
		{ "WEIR_TEST_POINT", point },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(pairs); i++)
		program_setenv(pairs[i][0], pairs[i][1]);
}

ProgramResult *scene_run(const char *point, const char *const *words)
{
	set_variables(point);
	return program_run(words, NULL, NULL);
}

static GPtrArray *rotate_words(const Way *way)
{
	GPtrArray *words = g_ptr_array_new();
	const char *const all[] = { "secrets",   "rotate",   "desk",       way->name, "--driver",
				    way->driver, "--settle", scene.settle, "--yes" };
	const char *const pairs[][2] = {
		{ "--exec", way->program ? SRCDIR "/rotate/hook.sh" : NULL },
		{ "--connection", way->connection ? scene.connection : NULL },
		{ "--subscription", way->subscription ? scene.subscription : NULL },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(all); i++)
		g_ptr_array_add(words, (gpointer)(guintptr)all[i]);
	for (gsize i = 0; i < G_N_ELEMENTS(pairs); i++)
		for (gsize j = 0; pairs[i][1] != NULL && j < 2; j++)
			g_ptr_array_add(words, (gpointer)(guintptr)pairs[i][j]);
	g_ptr_array_add(words, NULL);
	return words;
}

ProgramResult *scene_rotate(const Way *way, const char *point)
{
	g_autoptr(GPtrArray) words = rotate_words(way);
	return scene_run(point, (const char *const *)words->pdata);
}

GSubprocess *scene_spawn(const Way *way, const char *point)
{
	g_autoptr(GPtrArray) words = rotate_words(way);
	set_variables(point);
	return program_spawn((const char *const *)words->pdata);
}

ProgramResult *scene_rotate_limited(const Way *way, guint blocks)
{
	program_limit_files(512 * (gsize)blocks);
	ProgramResult *result = scene_rotate(way, NULL);
	program_limit_files(0);
	return result;
}

ProgramResult *scene_command_with(const Way *way, const char *command, const char *input,
				  const char *const *more)
{
	g_autoptr(GPtrArray) words = g_ptr_array_new();
	const char *const all[] = { "secrets", command, "desk", way->name };
	for (gsize i = 0; i < G_N_ELEMENTS(all); i++)
		g_ptr_array_add(words, (gpointer)(guintptr)all[i]);
	if (way->connection) {
		g_ptr_array_add(words, (gpointer)(guintptr) "--connection");
		g_ptr_array_add(words, scene.connection);
	}
	for (gsize i = 0; more[i] != NULL; i++)
		g_ptr_array_add(words, (gpointer)(guintptr)more[i]);
	g_ptr_array_add(words, NULL);
	set_variables(scene.point);
	return program_run((const char *const *)words->pdata, input, NULL);
}

ProgramResult *scene_command(const Way *way, const char *command)
{
	return scene_command_with(way, command, NULL, (const char *const[]){ NULL });
}

/* ---- what is taken ---- */

static gboolean takes_signature(const char *subscription, const char *value)
{
	static const char body[] = "\"no event\"";
	g_autofree char *time = g_strdup_printf("%" G_GINT64_FORMAT, g_get_real_time() / G_USEC_PER_SEC);
	g_autofree char *text = g_strdup_printf("%s.%s", time, body);
	g_autofree char *mac = g_compute_hmac_for_data(G_CHECKSUM_SHA256, (const guchar *)value,
						       strlen(value), (const guchar *)text, strlen(text));
	g_autofree char *headers =
		g_strdup_printf("X-Timestamp: %s\r\nX-Signature: v1=%s\r\nX-Delivery-Id: %08x\r\n", time, mac,
				g_random_int());
	g_autofree char *path = g_strdup_printf("/hooks/ticket-changed/%s", subscription);
	return ask("POST", path, TOKEN, headers, body, NULL) == 422;
}

/* By a subscription of the test's own, the old one or one that came in its place. */
static gboolean any_subscription(const Way *way, const char *value)
{
	g_autoptr(json_t) list = engine("GET", "/subscriptions?limit=1000", "");
	const json_t *data = weir_json_array(list, "data");
	for (size_t i = 0; i < json_array_size(data); i++) {
		const json_t *one = json_array_get(data, i);
		const char *url = weir_json_text(weir_json_object(one, "callback"), "url");
		if (g_strcmp0(url, scene.callback) != 0)
			continue;
		if (strcmp(way->driver, "connection") != 0) {
			if (takes_signature(weir_json_text(one, "id"), value))
				return TRUE;
			continue;
		}
		g_autofree char *path =
			g_strconcat("/connections/", weir_json_text(one, "connectionId"), NULL);
		g_autoptr(json_t) connection = engine("GET", path, "");
		if (g_strcmp0(weir_json_text(weir_json_object(connection, "secrets"), "apiKey"), value) == 0)
			return TRUE;
	}
	return FALSE;
}

void scene_set_token(const char *token)
{
	g_autofree char *text = g_strdup_printf("{\"token\":\"%s\",\"engine_key\":\"" KEY "\"}\n", token);
	g_assert_true(g_file_set_contents(scene.secrets, text, -1, NULL));
}

guint scene_subscriptions(void)
{
	g_autoptr(json_t) list = engine("GET", "/subscriptions?limit=1000", "");
	const json_t *data = weir_json_array(list, "data");
	guint n = 0;
	for (size_t i = 0; i < json_array_size(data); i++)
		n += g_strcmp0(weir_json_text(weir_json_object(json_array_get(data, i), "callback"), "url"),
			       scene.callback) == 0;
	return n;
}

gboolean scene_takes(const Way *way, const char *value)
{
	if (way->by_hand)
		return *value != '\0';
	if (strcmp(way->driver, "engine-key") == 0)
		return ask("GET", "/engine/subscriptions?limit=1", value, "", "", NULL) == 200;
	if (strcmp(way->driver, "signing") == 0)
		return takes_signature(scene.subscription, value);
	if (way->connection)
		return any_subscription(way, value);
	return ask("GET", "/manifest", value, "", "", NULL) == 200;
}

static gboolean tree_has(const char *path, const char *value)
{
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	const char *name;
	g_autofree char *text = NULL;
	gsize length = 0;
	if (dir == NULL)
		return g_file_test(path, G_FILE_TEST_IS_REGULAR) &&
		       g_file_get_contents(path, &text, &length, NULL) &&
		       memmem(text, length, value, strlen(value)) != NULL;
	while ((name = g_dir_read_name(dir)) != NULL) {
		g_autofree char *child = g_build_filename(path, name, NULL);
		if (strcmp(child, scene.folder) != 0 && tree_has(child, value))
			return TRUE;
	}
	return FALSE;
}

gboolean scene_wrote(const char *value)
{
	return program_wrote(value) || tree_has(private_keyring_home(), value);
}
