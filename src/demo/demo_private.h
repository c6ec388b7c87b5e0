/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of the demo server share; nobody else includes this.  Main thread only.
 *
 * A DemoServer listens and holds what its nodes have in common: flaws, actions, triggers and the three
 * documents built from them.  A DemoNode is one workflow server of the fleet with its own token, engine,
 * store and desks.  A DemoCall is one request on its way through routes, checks and handler to its answer;
 * the handler answers once, now or later. */
#pragma once

#include "base/json.h"
#include "demo/demo_flaws.h"
#include "demo/demo_store.h"
#include "model/schema.h"
#include "net/http.h"
#include "net/listener.h"

#include <sys/types.h>
#include <time.h>

typedef struct DemoNode DemoNode;
typedef struct DemoCall DemoCall;
typedef struct DemoRun DemoRun;
typedef struct DemoDesk DemoDesk;

typedef void (*DemoHandler)(DemoCall *call);

/* One member of arguments, options or a payload, as pydantic would describe it (demo_fields.c). */
typedef enum { FIELD_TEXT, FIELD_INTEGER, FIELD_TRUTH, FIELD_OBJECT, FIELD_TEXTS, FIELD_MODEL } FieldKind;

typedef struct DemoField DemoField;
struct DemoField {
	const char *name;
	FieldKind kind;
	gint64 least, most;            /* of a number, of a text's or list's length; both 0: no bounds */
	const char *pattern, *choices; /* "low|normal|high" */
	const char *doc, *more;        /* description, and argumentDocs */
	gboolean optional;             /* with null as default */
	const DemoField *members;      /* of FIELD_MODEL */
	gboolean loose;                /* loses its bounds with actions.bounded */
	json_int_t initial;            /* default of an optional number */
	int only_with, not_with;       /* ONLY_WITH(FLAW), NOT_WITH(FLAW); 0: always there */
};
#define ONLY_WITH(flaw) .only_with = (flaw) + 1
#define NOT_WITH(flaw) .not_with = (flaw) + 1
static inline gboolean flaws_allow(const DemoFlaws *flaws, int only_with, int not_with)
{
	return (only_with == 0 || flaws_have(flaws, only_with - 1)) &&
	       (not_with == 0 || !flaws_have(flaws, not_with - 1));
}

/* How an optional member is written. */
typedef enum {
	STYLE_ARGUMENTS, /* left out of `required` */
	STYLE_MANIFEST,  /* with a default of null */
	STYLE_MODEL,     /* or null: OpenAPI, and what is checked */
} FieldStyle;

/* An object schema of a list that ends with a NULL name, titled as pydantic does. */
json_t *fields_schema(const DemoField *fields, const char *title, const DemoFlaws *flaws, gboolean closed,
		      FieldStyle style);

/* The desk's actions (demo_actions.c): the table, and what the flaws make of it. */
typedef void (*DemoAct)(DemoRun *run);
typedef json_t *(*DemoForm)(DemoNode *node, const DemoConnection *connection, const json_t *selected);

typedef struct {
	const char *name, *display, *description, *docs;
	const char *env, *secrets; /* one name each; NULL: none is needed */
	const DemoField *arguments, *result;
	const char *title, *result_title;
	gboolean errors;  /* may answer with a desk error */
	const char *chat; /* a chat argument: then it is no action of a connection */
	DemoAct act;
	DemoForm form;
	int only_with; /* as of a field */
} DemoActionRow;

typedef struct {
	const DemoActionRow *row; /* NULL for one that --actions made up */
	char *name;
	const char *display, *description, *docs, *env, *secrets;
	json_t *parameters, *result, *errors, *docs_of_arguments;
	Schema *schema;
	DemoAct act;
} DemoAction;

/* The triggers (demo_triggers.c). */
typedef enum { GUARD_NOTHING, GUARD_TOKEN, GUARD_SIGNATURE } DemoGuard;

typedef struct {
	const char *name, *description, *operation, *summary;
	const char *route, *other_route, *shared_route; /* patterns; which one is decided by flaws */
	const DemoField *payload, *loose_payload, *options;
	const char *title;
	gboolean always_signed, has_secret;
	gboolean typed;       /* the body is declared, unless it is signed */
	gboolean registers;   /* on_created asks the desk for a webhook */
	gboolean hasty;       /* unless it is signed, says 200 before it knows whose event it is */
	int other_route_with; /* as of a field */
} DemoTriggerRow;

typedef struct {
	const DemoTriggerRow *row;
	const char *name, *route; /* "/hooks/ticket-changed/{subscriptionId}" */
	const char *description, *docs, *install;
	gboolean shared;
	DemoGuard guard;
	json_t *payload, *options, *secrets;   /* as published */
	json_t *payload_check, *options_check; /* as checked */
} DemoTrigger;

struct DemoServer {
	int references;
	gboolean stopped;
	DemoMode mode;
	DemoFlaws flaws;
	int latency_ms;
	Listener *listener;
	HttpClient *http;
	char *certificate, *key;
	char *authority;       /* "127.0.0.1:8101" */
	char *origin;          /* "http://127.0.0.1:8101" */
	char *credential;      /* what looks like a stranger's credential, made up at start */
	GPtrArray *nodes;      /* DemoNode * */
	GPtrArray *actions;    /* DemoAction * */
	GHashTable *by_action; /* name -> DemoAction * */
	GPtrArray *triggers;   /* DemoTrigger * */
	GBytes *manifest, *components, *openapi;
	GQueue delayed;           /* Delayed *: answers that wait for the latency */
	char *secrets;            /* file that they are read from; NULL: none */
	guint64 dispatched, runs; /* events sent on; actions run */
	gint64 started;           /* monotonic */
};

struct DemoNode {
	DemoServer *server; /* borrowed: a node lives as long as its server */
	char *prefix;       /* "" or "/s1" */
	char *url, *engine_url;
	char *token; /* NULL: none */
	char *engine_key;
	json_t *signing;              /* array: what may sign all events besides a subscription's own; NULL */
	ino_t secrets_inode;          /* of the file that they were read from last, */
	off_t secrets_size;           /* its size, */
	struct timespec secrets_time; /* and when it was changed */
	char *wf_server_id;
	DemoStore *store;
	GHashTable *desks;      /* connection id -> DemoDesk * */
	GHashTable *deliveries; /* delivery ids that were taken */
	DemoEngine engine_state;
	gint64 wrong_since; /* monotonic; the window of the throttle */
	guint wrong;
	int locked;         /* requests for which a development database stays locked */
	char **connections; /* the first ids, NULL-terminated */
};

#define DEMO_SEGMENTS 8
struct DemoCall {
	ListenerRequest *request;
	DemoServer *server; /* a reference */
	DemoNode *node;
	char *path;        /* decoded, without the node's prefix */
	const char *query; /* as sent; NULL: none */
	char *storage;     /* of the segments */
	char *segments[DEMO_SEGMENTS];
	int n_segments;
	const char *connection, *subscription; /* ids out of the path; NULL */
	const DemoAction *action;
	const DemoTrigger *trigger;
	json_t *body;
	gboolean body_read;
	gboolean refused; /* it has no token, and is told so only after its body has been looked at */
	guint delay_ms;   /* beyond the latency */
};

/* An action under way: ends with one demo_run_... call. */
struct DemoRun {
	DemoCall *call;
	const DemoAction *action;
	const DemoConnection *connection; /* NULL: called through /call */
	DemoDesk *desk;
	json_t *arguments;
	json_t *env, *secrets; /* borrowed objects: the connection's, or the caller's */
	gboolean wrapped;      /* the answer is {"result", "actions"} */
};
void demo_run_result(DemoRun *run, json_t *result);                   /* takes it; 200 */
void demo_run_actions(DemoRun *run, json_t *result, json_t *actions); /* of a chat tool; takes both */
void demo_run_problem(DemoRun *run, guint status, json_t *detail);    /* an HTTP error; takes it */
void demo_run_crash(DemoRun *run, const char *why);                   /* an exception: 500 */

static inline gboolean demo_has(const DemoServer *server, DemoFlaw flaw)
{
	return flaws_have(&server->flaws, flaw);
}

/* demo.c */
DemoServer *demo_server_ref(DemoServer *server);
void demo_server_unref(DemoServer *server);
char *demo_random(gsize bytes); /* that many random bytes as lower-case hex */

/* demo_tls.c */
gboolean demo_make_certificate(const DemoFlaws *flaws, char **certificate, char **key, GError **error);

/* demo_serve.c: from the listener to a handler */
gboolean demo_wants_body(ListenerRequest *request, gpointer server);
void demo_serve(ListenerRequest *request, gpointer server);
/* demo_secrets.c: what the file of secrets says now */
void demo_read_secrets(DemoNode *node);
/* demo_auth.c */
gboolean demo_authorised(const DemoCall *call);
gboolean demo_throttled(DemoCall *call); /* TRUE: answered with 429 */
/* demo_routes.c */
void demo_route(DemoCall *call);
gboolean demo_is_signed_webhook(DemoCall *call);

/* demo_answer.c: each ends the call, which is freed */
void demo_call_free(DemoCall *call);
void demo_answer(DemoCall *call, guint status, const char *type, GBytes *body); /* takes the body */
void demo_answer_json(DemoCall *call, guint status, json_t *json);              /* takes it */
void demo_answer_text(DemoCall *call, guint status, char *json_text);           /* takes it */
void demo_answer_detail(DemoCall *call, guint status, const char *detail);
void demo_answer_method(DemoCall *call, const char *allow);
void demo_answer_redirect(DemoCall *call, const char *path);
void demo_answer_crash(DemoCall *call, const char *why); /* 500 as of an exception nobody caught */
void demo_answer_throttled(DemoCall *call, const char *seconds);
void demo_answer_unauthorized(DemoCall *call);
void demo_delayed_end(DemoServer *server);

/* demo_body.c: the body as FastAPI reads it.  FALSE: answered already. An empty body leaves call->body NULL.
 */
gboolean demo_read_body(DemoCall *call);
void demo_refuse_missing_body(DemoCall *call);

/* demo_model.c: a value against a schema, in pydantic's words.  `errors` is an array that grows. */
void model_check(const json_t *schema, const json_t *root, const json_t *value, json_t *location,
		 json_t *errors);
json_t *model_error(const char *type, const json_t *location, const char *message, const json_t *input);
json_t *model_location(const char *first, ...) G_GNUC_NULL_TERMINATED;
/* Answers 422 with `errors` (taken), less what was sent where it is not to be repeated. TRUE if there were
 * any. */
gboolean demo_refused(DemoCall *call, json_t *errors);
/* Reads the body, checks it against `schema`, answers 422.  FALSE: answered. */
gboolean demo_typed_body(DemoCall *call, const json_t *schema);
/* Only the members that `schema` knows, those left out as null where that is their default. */
json_t *model_kept(const json_t *schema, const json_t *value);

/* demo_engine.c: the storage service, over HTTP and as the SDK's client sees it */
typedef enum {
	ENGINE_NOTHING,
	ENGINE_CONNECTIONS,
	ENGINE_CONNECTION,
	ENGINE_CONNECTION_SUBSCRIPTIONS,
	ENGINE_CONNECTION_SUBSCRIPTION,
	ENGINE_SUBSCRIPTIONS,
	ENGINE_SUBSCRIPTION,
	ENGINE_CALLBACK,
} EngineKind;

typedef struct {
	EngineKind kind;
	char *connection, *subscription;
} EngineResource;
void engine_resource_clear(EngineResource *resource);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(EngineResource, engine_resource_clear)
/* What the SDK reaches when it puts ids into the engine's URL: as they are, where the flaws say so. */
EngineResource engine_reach(const DemoNode *node, EngineKind kind, const char *connection,
			    const char *subscription);
EngineResource engine_resource_of_path(const char *path); /* of a request to the engine itself */
void demo_engine_serve(DemoCall *call);
/* FALSE: the storage is out of reach, 500 was answered. */
gboolean demo_engine_there(DemoCall *call);

/* demo_query.c */
char *demo_unescape(const char *text, gssize length, gboolean plus);
char *demo_query_value(const char *query, const char *name); /* decoded; NULL */
gboolean demo_page_query(DemoCall *call, DemoPage *page);    /* FALSE: answered with 422 */

/* handlers */
void demo_liveness(DemoCall *call);
void demo_readiness(DemoCall *call);
void demo_manifest(DemoCall *call);
void demo_components(DemoCall *call);
void demo_openapi(DemoCall *call);
void demo_docs_page(DemoCall *call);
void demo_hidden_page(DemoCall *call);
void demo_connection_create(DemoCall *call);
void demo_connection_get(DemoCall *call);
void demo_action_call(DemoCall *call);
void demo_tool_call(DemoCall *call);
void demo_form_get(DemoCall *call);
void demo_form_post(DemoCall *call);
void demo_subscription_create(DemoCall *call);
void demo_subscription_list(DemoCall *call);
void demo_subscription_get(DemoCall *call);
void demo_subscription_delete(DemoCall *call);
void demo_webhook(DemoCall *call);

/* The connection of the call; answers 404 (or 500) and gives NULL where there is none. */
const DemoConnection *demo_find_connection(DemoCall *call);
gboolean demo_database_locked(DemoCall *call); /* TRUE: answered with 500, later */
void demo_lock_database(DemoNode *node);
const char *demo_wf_server_id(DemoNode *node); /* of the next connection */
const DemoTrigger *demo_trigger(const DemoServer *server, const char *name);
char *demo_instructions(const DemoNode *node, const DemoTrigger *trigger, const DemoSubscription *row);

/* demo_actions.c, demo_triggers.c, demo_docs.c, demo_openapi.c */
void demo_build_actions(DemoServer *server, int extra);
void demo_action_free(DemoAction *action);
void demo_build_triggers(DemoServer *server);
void demo_trigger_free(DemoTrigger *trigger);
json_t *demo_connection_part(const DemoServer *server, gboolean secrets, FieldStyle style);
json_t *demo_subscription_schema(const DemoTrigger *trigger, gboolean check);
json_t *demo_tool_call_schema(void);
json_t *demo_shared_schema(const DemoServer *server);
void demo_build_documents(DemoServer *server);
json_t *demo_build_openapi(const DemoServer *server);

/* demo_desk.c: tickets and customers of one connection */
DemoDesk *demo_desk(DemoNode *node, const DemoConnection *connection);
void demo_desk_free(DemoDesk *desk);

/* demo_dispatch.c */
/* POSTs the event to the callback of each row (DemoSubscription *), then calls `done` with their number;
 * answers itself where a callback refuses or cannot be reached.  Takes payload and metadata. */
typedef void (*DemoDispatched)(DemoCall *call, guint n);
void demo_dispatch(DemoCall *call, const GPtrArray *rows, json_t *payload, json_t *metadata,
		   DemoDispatched done);

/* demo_seed.c */
void demo_seed(DemoNode *node, int connections, int subscriptions);
