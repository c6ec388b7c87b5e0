/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keyring as the steps use it: one call after the other, each with a point for tests before and after it.
 * A call that fails ends the step; what it did all the same is found by the next one. */
#include "base/error.h"
#include "base/point.h"
#include "rotate/job_private.h"

#include <string.h>

/* A call under way. */
typedef struct {
	RotateJob *job;
	KeyringItem **item; /* that is brought up to date; NULL */
	GPtrArray *items;
	const char *name;
	RotateNext next;
} Call;

static Call *call_new(RotateJob *job, KeyringItem **item, const char *name, RotateNext next)
{
	Call *call = g_new0(Call, 1);
	*call = (Call){ .job = job, .item = item, .name = name, .next = next };
	point_pass(POINT_BEFORE, name);
	return call;
}

static void call_free(Call *call)
{
	g_clear_pointer(&call->items, g_ptr_array_unref);
	g_free(call);
}

/* Before a step was begun there is none that could fail. */
static void fail(RotateJob *job, const GError *error)
{
	if (job->began && job->row->stepped && job->row->step_state == STEP_INTENDED)
		job_step_failed(job, g_error_copy(error));
	else
		job_fail(job, g_error_copy(error));
}

static void call_end(Call *call, const GError *error)
{
	RotateJob *job = call->job;
	RotateNext next = call->next;
	point_pass(POINT_AFTER, call->name);
	call_free(call);
	if (error != NULL)
		fail(job, error);
	else if (!job_stopped(job))
		next(job);
}

/* ---- finding ---- */

static const KeyringItem *of_version(const GPtrArray *items, const Rotation *row, guint64 version)
{
	for (guint i = 0; i < items->len; i++) {
		const KeyringItem *item = items->pdata[i];
		if (item->version == version && strcmp(item->server, row->server) == 0 &&
		    strcmp(item->connection, row->connection) == 0 && strcmp(item->name, row->name) == 0)
			return item;
	}
	return NULL;
}

static void take(KeyringItem **to, const KeyringItem *item)
{
	g_clear_pointer(to, keyring_item_free);
	*to = item != NULL ? keyring_item_copy(item) : NULL;
}

static void choose(RotateJob *job, const GPtrArray *items)
{
	Rotation *row = job->row;
	const KeyringKey key = { row->server, row->connection, row->name, SECRET_STAGE_CURRENT, 0 };
	const KeyringItem *current = keyring_find(items, &key);
	job->current = current != NULL ? current->version : 0;
	if (row->id == 0) {
		take(&job->old, current);
		row->old_version = job->old != NULL ? job->old->version : 0;
		row->new_version = keyring_highest(items, row->server, row->connection, row->name) + 1;
		return;
	}
	take(&job->old, of_version(items, row, row->old_version));
	take(&job->new, of_version(items, row, row->new_version));
}

static void keep(SecBuf **to, SecBuf *value)
{
	g_clear_pointer(to, secbuf_unref);
	*to = value != NULL ? secbuf_ref(value) : NULL;
}

static void loaded(const GPtrArray *values, const GError *error, gpointer data)
{
	Call *call = data;
	RotateJob *job = call->job;
	guint at = 0;
	if (error == NULL && job->old != NULL)
		keep(&job->old_value, values->pdata[at++]);
	if (error == NULL && job->new != NULL)
		keep(&job->new_value, values->pdata[at]);
	call_end(call, error);
}

static void searched(GPtrArray *items, const GError *error, gpointer data)
{
	Call *call = data;
	RotateJob *job = call->job;
	if (error != NULL) {
		call_end(call, error);
		return;
	}
	choose(job, items);
	point_pass(POINT_AFTER, call->name);
	call->name = "keyring load";
	call->items = g_ptr_array_new();
	if (job->old != NULL)
		g_ptr_array_add(call->items, job->old);
	if (job->new != NULL)
		g_ptr_array_add(call->items, job->new);
	point_pass(POINT_BEFORE, call->name);
	if (call->items->len == 0)
		call_end(call, NULL);
	else
		keyring_load_items(call->items, job->cancellable, loaded, call);
}

void keys_find(RotateJob *job, RotateNext next)
{
	keyring_search(job->cancellable, searched, call_new(job, NULL, "keyring search", next));
}

/* ---- changing ---- */

static void written(const KeyringItem *item, const GError *error, gpointer data)
{
	Call *call = data;
	if (error == NULL && call->item != NULL)
		take(call->item, item);
	call_end(call, error);
}

static void deleted(const KeyringItem *item, const GError *error, gpointer data)
{
	Call *call = data;
	gboolean gone = error == NULL || g_error_matches(error, WEIR_ERROR, WEIR_ERROR_NOT_FOUND);
	if (gone)
		g_clear_pointer(call->item, keyring_item_free);
	call_end(call, gone ? NULL : error);
}

static void probed(const GPtrArray *notes, const GError *error, gpointer data)
{
	call_end(data, error);
}

void keys_probe(RotateJob *job, RotateNext next)
{
	keyring_probe(job->cancellable, probed, call_new(job, NULL, "keyring probe", next));
}

void keys_store(RotateJob *job, SecBuf *value, RotateNext next)
{
	const Rotation *row = job->row;
	SecretKind kind = SECRET_KIND_GENERIC;
	secret_kind_find(row->kind, &kind);
	g_autoptr(KeyringItem) item = keyring_item_new(row->server, row->connection, row->name, kind);
	item->stage = SECRET_STAGE_PENDING;
	item->version = row->new_version;
	keyring_store(item, value, job->cancellable, written,
		      call_new(job, &job->new, "keyring store", next));
}

void keys_stage(RotateJob *job, KeyringItem **item, SecretStage stage, RotateNext next)
{
	keyring_set_stage(*item, stage, job->cancellable, written,
			  call_new(job, item, "keyring stage", next));
}

void keys_mark(RotateJob *job, KeyringItem **item, gint64 since, RotateNext next)
{
	keyring_set_compromised(*item, since, job->cancellable, written,
				call_new(job, item, "keyring mark", next));
}

void keys_delete(RotateJob *job, KeyringItem **item, RotateNext next)
{
	keyring_delete(*item, job->cancellable, deleted, call_new(job, item, "keyring delete", next));
}
