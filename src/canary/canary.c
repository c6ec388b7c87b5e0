/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "canary/canary.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "canary/canary_bodies.h"
#include "canary/canary_values.h"

enum { TENANTS_MOST = 8 };

typedef enum { TENANT_NONE, TENANT_ASKED, TENANT_THERE } TenantState;

typedef struct {
	Canaries *canaries;
	TenantState state;
	char *connection;
	gint64 row;
} Tenant;

typedef struct {
	Canaries *canaries;
	CanaryWish wish;
	json_t *options; /* of the wish, a reference */
	CanarySubscription *made;
} Order;

struct Canaries {
	Client *client;
	const Server *server;
	Store *store;
	const Callbacks *callbacks;
	Tenant tenants[TENANTS_MOST];
	GPtrArray *subscriptions; /* CanarySubscription * */
	GPtrArray *orders;        /* Order * */
	GPtrArray *secrets;       /* SecBuf * */
	guint waiting;
	GCancellable *cancellable;
	GError *error;
	CanariesMade done;
	CanariesRemoved removed;
	gpointer data;
};

static void free_subscription(gpointer data)
{
	CanarySubscription *subscription = data;
	g_free(subscription->mark);
	g_free(subscription->connection);
	g_free(subscription->id);
	secbuf_unref(subscription->signing);
	g_free(subscription);
}

static void free_secret(gpointer secret)
{
	secbuf_unref(secret);
}

static void free_order(gpointer data)
{
	Order *order = data;
	json_decref(order->options);
	g_free(order);
}

Canaries *canaries_new(Client *client, const Server *server, Store *store, const Callbacks *callbacks)
{
	Canaries *canaries = g_new0(Canaries, 1);
	canaries->client = client_ref(client);
	canaries->server = server;
	canaries->store = store;
	canaries->callbacks = callbacks;
	canaries->subscriptions = g_ptr_array_new_with_free_func(free_subscription);
	canaries->orders = g_ptr_array_new_with_free_func(free_order);
	canaries->secrets = g_ptr_array_new_with_free_func(free_secret);
	return canaries;
}

void canaries_free(Canaries *canaries)
{
	if (canaries == NULL)
		return;
	for (guint i = 0; i < TENANTS_MOST; i++)
		g_free(canaries->tenants[i].connection);
	g_ptr_array_unref(canaries->orders);
	g_ptr_array_unref(canaries->subscriptions);
	g_ptr_array_unref(canaries->secrets);
	g_clear_object(&canaries->cancellable);
	g_clear_error(&canaries->error);
	client_unref(canaries->client);
	g_free(canaries);
}

gboolean canary_may_be_made(const Trigger *trigger, GError **error)
{
	if (trigger->route.path != NULL && !trigger->route.shared && trigger->route.parameter != NULL)
		return TRUE;
	g_set_error(
		error, WEIR_ERROR, WEIR_ERROR_USAGE,
		trigger->route.path == NULL
			? _("%s: its route is not known, so no canary is made for it: set `route` in [server "
			    "NAME trigger %s]")
			: _("%s: its route is shared with others, so that a real tenant's event would "
			    "reach a canary: none is made; name a subscription of your own"),
		trigger->name, trigger->name);
	return FALSE;
}

const char *canary_signing_secret(const Trigger *trigger)
{
	static const char *const words[] = { "sign", "hmac", "hook", "verif", "shared" };
	const GPtrArray *secrets = trigger->secrets;
	for (gsize w = 0; w < G_N_ELEMENTS(words); w++)
		for (guint i = 0; secrets != NULL && i < secrets->len; i++) {
			const Argument *argument = secrets->pdata[i];
			g_autofree char *lower = g_ascii_strdown(argument->name, -1);
			if (strstr(lower, words[w]) != NULL)
				return argument->name;
		}
	return secrets != NULL && secrets->len == 1 ? ((const Argument *)secrets->pdata[0])->name : NULL;
}

static void note_error(Canaries *canaries, const GError *error)
{
	if (error != NULL && canaries->error == NULL)
		canaries->error = g_error_copy(error);
}

static gint64 plan_row(Canaries *canaries, LedgerKind kind, const char *mark, const char *trigger,
		       const char *connection)
{
	g_autoptr(GError) error = NULL;
	gint64 id = canary_plan_row(canaries->store, client_target(canaries->client), kind, mark, trigger,
				    connection, &error);
	note_error(canaries, error);
	return id;
}

/* Kept for as long as the canaries are: redaction knows what lives. */
static void keep_secrets(Canaries *canaries, const CanaryBody *body)
{
	for (guint i = 0; i < body->secrets->len; i++)
		g_ptr_array_add(canaries->secrets, secbuf_ref(body->secrets->pdata[i]));
}

static void mark_row(Canaries *canaries, gint64 id, LedgerState state, const char *remote)
{
	g_autoptr(GError) error = NULL;
	ledger_mark(canaries->store, id, state, remote, &error);
	note_error(canaries, error);
}

static void next(Canaries *canaries);

static gboolean finish_later(gpointer data)
{
	next(data);
	return G_SOURCE_REMOVE;
}

static void one_less(Canaries *canaries)
{
	if (--canaries->waiting == 0)
		next(canaries);
}

/* ---- connections ---- */

static void connection_made(json_t *json, Exchange *exchange, const GError *error, gpointer data)
{
	Tenant *tenant = data;
	Canaries *canaries = tenant->canaries;
	const char *id = error == NULL ? weir_json_text(json, "id") : NULL;
	note_error(canaries, error);
	if (error == NULL && id == NULL)
		g_set_error(canaries->error == NULL ? &canaries->error : NULL, WEIR_ERROR,
			    WEIR_ERROR_PROTOCOL, _("%s: it made a connection and did not tell its id"),
			    target_name(client_target(canaries->client)));
	mark_row(canaries, tenant->row, id != NULL ? LEDGER_MADE : canary_state_after(exchange), id);
	if (id != NULL) {
		/* An audit that uses it again wants to know. */
		g_autoptr(GError) problem = NULL;
		ledger_note(canaries->store, tenant->row, canary_echoes(json) ? CANARY_ECHOES : CANARY_SILENT,
			    &problem);
		note_error(canaries, problem);
		tenant->connection = g_strdup(id);
		tenant->state = TENANT_THERE;
	}
	one_less(canaries);
}

static void make_connection(Tenant *tenant)
{
	Canaries *canaries = tenant->canaries;
	g_autoptr(GError) error = NULL;
	g_autofree char *mark = canary_mark();
	g_auto(CanaryBody) body = { 0 };
	if (canary_connection_body(canaries->server, mark, &body, &error))
		tenant->row = plan_row(canaries, LEDGER_CONNECTION, mark, NULL, NULL);
	note_error(canaries, error);
	if (body.json == NULL || tenant->row == 0) {
		one_less(canaries);
		return;
	}
	keep_secrets(canaries, &body);
	client_call(canaries->client, ROUTE_CONNECTION_CREATE, (const char *const[]){ NULL }, NULL, body.json,
		    canaries->cancellable, connection_made, tenant);
}

static void connection_asked(json_t *json, Exchange *exchange, const GError *error, gpointer data)
{
	Tenant *tenant = data;
	Canaries *canaries = tenant->canaries;
	if (error == NULL) {
		tenant->state = TENANT_THERE;
		one_less(canaries);
	} else if (g_error_matches(error, WEIR_ERROR, WEIR_ERROR_NOT_FOUND)) {
		mark_row(canaries, tenant->row, LEDGER_REMOVED, NULL);
		g_clear_pointer(&tenant->connection, g_free);
		make_connection(tenant);
	} else {
		note_error(canaries, error);
		one_less(canaries);
	}
}

/* Those that are in the ledger are used again: they cannot be deleted. */
static void find_connections(Canaries *canaries, guint n)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) rows =
		ledger_open_rows(canaries->store, client_target(canaries->client)->url, &error);
	guint tenant = 0;
	note_error(canaries, error);
	for (guint i = 0; rows != NULL && i < rows->len && tenant < n; i++) {
		const LedgerRow *row = rows->pdata[i];
		if (!canary_is_tenant(row))
			continue;
		while (tenant < n && canaries->tenants[tenant].state != TENANT_NONE)
			tenant++;
		if (tenant < n && canaries->tenants[tenant].connection == NULL) {
			canaries->tenants[tenant].connection = g_strdup(row->remote);
			canaries->tenants[tenant++].row = row->id;
		}
	}
}

static void ask_connections(Canaries *canaries, guint n)
{
	find_connections(canaries, n);
	for (guint i = 0; canaries->error == NULL && i < n; i++) {
		Tenant *tenant = &canaries->tenants[i];
		if (tenant->state != TENANT_NONE)
			continue;
		tenant->canaries = canaries;
		tenant->state = TENANT_ASKED;
		canaries->waiting++;
		if (tenant->connection == NULL)
			make_connection(tenant);
		else
			client_call(canaries->client, ROUTE_CONNECTION,
				    (const char *const[]){ tenant->connection, NULL }, NULL, NULL,
				    canaries->cancellable, connection_asked, tenant);
	}
}

/* ---- subscriptions ---- */

static void subscription_made(json_t *json, Exchange *exchange, const GError *error, gpointer data)
{
	Order *order = data;
	Canaries *canaries = order->canaries;
	const char *id = error == NULL ? weir_json_text(json, "id") : NULL;
	note_error(canaries, error);
	if (error == NULL && id == NULL)
		g_set_error(canaries->error == NULL ? &canaries->error : NULL, WEIR_ERROR,
			    WEIR_ERROR_PROTOCOL, _("%s: it made a subscription and did not tell its id"),
			    target_name(client_target(canaries->client)));
	mark_row(canaries, order->made->row, id != NULL ? LEDGER_MADE : canary_state_after(exchange), id);
	order->made->id = g_strdup(id);
	one_less(canaries);
}

static void make_subscription(Canaries *canaries, Order *order)
{
	g_autoptr(GError) error = NULL;
	CanarySubscription *made = g_new0(CanarySubscription, 1);
	order->made = made;
	made->mark = canary_mark();
	made->trigger = order->wish.trigger;
	made->connection = g_strdup(canaries->tenants[order->wish.tenant].connection);
	g_ptr_array_add(canaries->subscriptions, made);
	g_auto(CanaryBody) body = { 0 };
	g_autofree char *url = callbacks_url(canaries->callbacks, made->mark);
	if (canary_may_be_made(made->trigger, &error) &&
	    canary_subscription_body(canaries->server, made->trigger, order->wish.form, order->wish.options,
				     url, &body, &error))
		made->row = plan_row(canaries, LEDGER_SUBSCRIPTION, made->mark, made->trigger->name,
				     made->connection);
	note_error(canaries, error);
	if (made->row == 0)
		return;
	made->signing = body.signing != NULL ? secbuf_ref(body.signing) : NULL;
	keep_secrets(canaries, &body);
	canaries->waiting++;
	client_call(canaries->client, ROUTE_SUBSCRIPTION_CREATE,
		    (const char *const[]){ made->connection, made->trigger->name, NULL }, NULL, body.json,
		    canaries->cancellable, subscription_made, order);
}

/* Connections are there, or subscriptions are, or it failed. */
static void next(Canaries *canaries)
{
	for (guint i = 0; canaries->error == NULL && i < canaries->orders->len; i++) {
		Order *order = canaries->orders->pdata[i];
		if (order->made == NULL)
			make_subscription(canaries, order);
	}
	if (canaries->waiting > 0)
		return;
	CanariesMade done = canaries->done;
	canaries->done = NULL;
	done(canaries->subscriptions, canaries->error, canaries->data);
}

void canaries_make(Canaries *canaries, const CanaryWish *wishes, guint n, GCancellable *cancellable,
		   CanariesMade done, gpointer data)
{
	guint tenants = 0;
	canaries->done = done;
	canaries->data = data;
	g_set_object(&canaries->cancellable, cancellable);
	for (guint i = 0; i < n; i++) {
		Order *order = g_new0(Order, 1);
		order->canaries = canaries;
		order->wish = wishes[i];
		order->wish.tenant = MIN(wishes[i].tenant, TENANTS_MOST - 1);
		order->options = json_incref((json_t *)(guintptr)wishes[i].options);
		tenants = MAX(tenants, order->wish.tenant + 1);
		g_ptr_array_add(canaries->orders, order);
	}
	for (guint i = 0; i < n && canaries->error == NULL; i++)
		canary_may_be_made(wishes[i].trigger, &canaries->error);
	/* One more, so that nothing is over before all were asked. */
	canaries->waiting = 1;
	if (canaries->error == NULL)
		ask_connections(canaries, tenants);
	if (--canaries->waiting == 0)
		g_idle_add_full(G_PRIORITY_DEFAULT, finish_later, canaries, NULL);
}

/* ---- away again ---- */

typedef struct {
	Canaries *canaries;
	CanarySubscription *subscription;
} Removal;

static void finish_removing(Canaries *canaries)
{
	g_autoptr(GError) error = g_steal_pointer(&canaries->error);
	CanariesRemoved removed = canaries->removed;
	canaries->removed = NULL;
	removed(error, canaries->data);
}

static gboolean removed_later(gpointer data)
{
	finish_removing(data);
	return G_SOURCE_REMOVE;
}

static void subscription_removed(json_t *json, Exchange *exchange, const GError *error, gpointer data)
{
	Removal *removal = data;
	Canaries *canaries = removal->canaries;
	gboolean gone = error == NULL || g_error_matches(error, WEIR_ERROR, WEIR_ERROR_NOT_FOUND);
	if (gone)
		mark_row(canaries, removal->subscription->row, LEDGER_REMOVED, NULL);
	else
		note_error(canaries, error);
	g_free(removal);
	if (--canaries->waiting == 0)
		finish_removing(canaries);
}

void canaries_remove(Canaries *canaries, CanariesRemoved done, gpointer data)
{
	g_clear_error(&canaries->error);
	canaries->removed = done;
	canaries->data = data;
	canaries->waiting = 1;
	for (guint i = 0; i < canaries->subscriptions->len; i++) {
		CanarySubscription *subscription = canaries->subscriptions->pdata[i];
		if (subscription->id == NULL)
			continue;
		Removal *removal = g_new0(Removal, 1);
		*removal = (Removal){ canaries, subscription };
		canaries->waiting++;
		/* Not cancellable: who stops weir does not mean that it shall leave things behind. */
		client_call(canaries->client, ROUTE_SUBSCRIPTION_DELETE,
			    (const char *const[]){ subscription->connection, subscription->id, NULL }, NULL,
			    NULL, NULL, subscription_removed, removal);
	}
	if (--canaries->waiting == 0)
		g_idle_add_full(G_PRIORITY_DEFAULT, removed_later, canaries, NULL);
}
