/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "keyring/calls.h"

#include <check.h>
#include <string.h>

#include "base/error.h"
#include "keyring/private_keyring.h"
#include "secrets/reference.h"

void got_clear(Got *got)
{
	g_clear_pointer(&got->items, g_ptr_array_unref);
	g_clear_pointer(&got->item, keyring_item_free);
	g_clear_pointer(&got->value, g_free);
	g_clear_pointer(&got->name, g_free);
	g_clear_error(&got->error);
	got->done = 0;
}

static void take_error(Got *got, const GError *error)
{
	got->done++;
	got->error = error != NULL ? g_error_copy(error) : NULL;
	if (error != NULL)
		ck_assert_ptr_null(strstr(error->message, "tok-"));
}

static void on_items(GPtrArray *items, const GError *error, gpointer data)
{
	Got *got = data;
	take_error(got, error);
	got->items = items != NULL ? g_ptr_array_ref(items) : NULL;
}

static void take_value(Got *got, SecBuf *value)
{
	if (value == NULL)
		return;
	got->value = g_memdup2(secbuf_bytes(value), secbuf_length(value) + 1);
	got->length = secbuf_length(value);
	got->name = g_strdup(secbuf_name(value));
}

void on_value(const KeyringItem *item, SecBuf *value, const GError *error, gpointer data)
{
	Got *got = data;
	take_error(got, error);
	got->item = item != NULL ? keyring_item_copy(item) : NULL;
	take_value(got, value);
}

void on_reference(SecBuf *value, const GError *error, gpointer data)
{
	take_error(data, error);
	take_value(data, value);
}

void on_written(const KeyringItem *item, const GError *error, gpointer data)
{
	Got *got = data;
	take_error(got, error);
	got->item = item != NULL ? keyring_item_copy(item) : NULL;
}

static void on_probed(const GPtrArray *notes, const GError *error, gpointer data)
{
	Got *got = data;
	take_error(got, error);
	got->notes = notes->len;
}

void got_wait(const Got *got)
{
	while (got->done == 0)
		g_main_context_iteration(NULL, TRUE);
}

const char *got_message(const Got *got)
{
	return got->error != NULL ? got->error->message : "";
}

void assert_error(const Got *got, int code)
{
	ck_assert_msg(g_error_matches(got->error, WEIR_ERROR, code), "%d instead of %d: %s",
		      got->error != NULL ? got->error->code : -1, code, got_message(got));
}

Got store_bytes(const char *server, const char *name, guint64 version, SecretStage stage, const char *bytes,
		gsize length)
{
	Got got = { 0 };
	g_autoptr(KeyringItem) item = keyring_item_new(server, NULL, name, SECRET_KIND_GENERIC);
	g_autoptr(SecBuf) value = secbuf_new("given", bytes, length, NULL);
	item->version = version;
	item->stage = stage;
	keyring_store(item, value, NULL, on_written, &got);
	ck_assert_uint_eq(got.done, 0);
	got_wait(&got);
	return got;
}

Got store(const char *server, const char *name, guint64 version, SecretStage stage, const char *value)
{
	return store_bytes(server, name, version, stage, value, strlen(value));
}

void stored(const char *server, const char *name, const char *value)
{
	g_auto(Got) got = store(server, name, 0, SECRET_STAGE_CURRENT, value);
	ck_assert_str_eq(got_message(&got), "");
}

Got load(const char *server, const char *name)
{
	Got got = { 0 };
	const KeyringKey key = { .server = server, .name = name, .stage = SECRET_STAGE_CURRENT };
	keyring_load(&key, NULL, on_value, &got);
	got_wait(&got);
	return got;
}

Got search(void)
{
	Got got = { 0 };
	keyring_search(NULL, on_items, &got);
	got_wait(&got);
	return got;
}

Got resolve(const char *reference, const char *server)
{
	Got got = { 0 };
	reference_resolve_for(reference, server, NULL, on_reference, &got);
	got_wait(&got);
	return got;
}

Got probe(void)
{
	Got got = { 0 };
	keyring_probe(NULL, on_probed, &got);
	got_wait(&got);
	return got;
}

void started(void)
{
	private_bus_start();
	private_keyring_start(TRUE);
}
