/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/pins.h"

#include "base/json.h"
#include "base/secret.h"
#include "store_help.h"

static json_t *documents_of(const char *text)
{
	json_t *documents = json_loads(text, 0, NULL);
	ck_assert_ptr_nonnull(documents);
	return documents;
}

static gint64 set(Store *store, const char *target, const char *text, gint64 taken, const char *note)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(json_t) documents = documents_of(text);
	gint64 id = pin_set(store, target, documents, taken, note, &error);
	ck_assert_msg(id > 0, "%s", error != NULL ? error->message : "");
	return id;
}

START_TEST(several_are_kept)
{
	folder_make();
	Store *store = open_usual_test();
	gint64 first =
		set(store, "desk", "{\"manifest\":{\"b\":1,\"a\":2.5},\"openapi\":null}", 100, "first");
	gint64 second = set(store, "desk", "{\"components\":[]}", 200, NULL);
	gint64 other = set(store, "other", "{\"manifest\":{}}", 300, NULL);
	g_autoptr(Pin) latest = pin_get(store, "desk", 0, NULL);
	g_autoptr(Pin) old = pin_get(store, "desk", first, NULL);
	ck_assert_int_eq(latest->id, second);
	ck_assert(json_is_array(latest->components));
	ck_assert_ptr_null(latest->manifest);
	ck_assert_str_eq(latest->note, "");
	ck_assert_str_eq(old->note, "first");
	ck_assert_int_eq(old->taken, 100);
	ck_assert(old->has_manifest && !old->has_components && !old->has_openapi);
	g_autofree char *text = weir_json_print(old->manifest);
	ck_assert_str_eq(text, "{\"a\":2.5,\"b\":1}");
	ck_assert_uint_eq(old->bytes, strlen(text));
	/* The number of another target's pin is no pin of this one. */
	ck_assert_ptr_null(pin_get(store, "desk", other, NULL));
	g_autoptr(GPtrArray) pins = pin_list(store, "desk", NULL);
	ck_assert_uint_eq(pins->len, 2);
	ck_assert_int_eq(((Pin *)g_ptr_array_index(pins, 0))->id, second);
	ck_assert_ptr_null(((Pin *)g_ptr_array_index(pins, 1))->manifest);
	ck_assert(((Pin *)g_ptr_array_index(pins, 1))->has_manifest);
	store_close(store);
	folder_remove();
}
END_TEST

START_TEST(nothing_is_no_pin)
{
	folder_make();
	g_autoptr(GError) error = NULL;
	g_autoptr(json_t) documents = documents_of("{\"manifest\":null}");
	Store *store = open_usual_test();
	ck_assert_int_eq(pin_set(store, "desk", documents, 1, NULL, &error), 0);
	ck_assert(g_error_matches(error, WEIR_ERROR, WEIR_ERROR_USAGE));
	g_clear_error(&error);
	ck_assert_ptr_null(pin_get(store, "desk", 0, &error));
	ck_assert_ptr_null(error);
	store_close(store);
	folder_remove();
}
END_TEST

START_TEST(credentials_are_replaced)
{
	folder_make();
	static const char value[] = "hush\"hush\\hush";
	SecBuf *secret = secbuf_new("env:TOKEN", value, strlen(value), NULL);
	Store *store = open_usual_test();
	g_autoptr(json_t) manifest = json_pack("{s:s, s:{s:[s]}}", "docs", value, value, "a", value);
	g_autoptr(json_t) documents = json_pack("{s:O}", "manifest", manifest);
	ck_assert_int_gt(pin_set(store, "desk", documents, 1, value, NULL), 0);
	g_autoptr(Pin) pin = pin_get(store, "desk", 0, NULL);
	g_autofree char *kept = weir_json_print(pin->manifest);
	ck_assert_ptr_null(strstr(kept, "hush"));
	ck_assert_str_eq(weir_json_text(pin->manifest, "docs"), "«own:env:TOKEN»");
	ck_assert_ptr_null(strstr(pin->note, "hush"));
	/* What is asked is compared as it would be kept. */
	g_autoptr(json_t) clean = pin_clean(manifest, NULL);
	ck_assert(json_equal(clean, pin->manifest));
	ck_assert_ptr_null(pin_clean(NULL, NULL));
	secbuf_unref(secret);
	store_close(store);
	folder_remove();
}
END_TEST

/* A number cannot be replaced by a word: it is not kept at all. */
START_TEST(a_credential_that_is_a_number)
{
	folder_make();
	g_autoptr(GError) error = NULL;
	SecBuf *secret = secbuf_new("env:PIN", "12345678", 8, NULL);
	Store *store = open_usual_test();
	g_autoptr(json_t) documents = documents_of("{\"manifest\":{\"a\":12345678}}");
	ck_assert_int_eq(pin_set(store, "desk", documents, 1, NULL, &error), 0);
	ck_assert(g_error_matches(error, WEIR_ERROR, WEIR_ERROR_PROTOCOL));
	ck_assert_ptr_null(strstr(error->message, "12345678"));
	g_autoptr(GPtrArray) pins = pin_list(store, "desk", NULL);
	ck_assert_uint_eq(pins->len, 0);
	secbuf_unref(secret);
	store_close(store);
	folder_remove();
}
END_TEST

START_TEST(a_hundred_are_kept)
{
	folder_make();
	Store *store = open_usual_test();
	for (int i = 0; i < PIN_MOST + 3; i++)
		set(store, "desk", "{\"manifest\":{}}", i, NULL);
	g_autoptr(GPtrArray) pins = pin_list(store, "desk", NULL);
	ck_assert_uint_eq(pins->len, PIN_MOST);
	ck_assert_int_eq(((Pin *)g_ptr_array_index(pins, PIN_MOST - 1))->taken, 3);
	store_close(store);
	folder_remove();
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { several_are_kept,         nothing_is_no_pin,
				       credentials_are_replaced, a_credential_that_is_a_number,
				       a_hundred_are_kept,       NULL };
	return suite_run("store/pins", tests);
}
