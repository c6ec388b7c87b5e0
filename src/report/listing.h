/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A listing: rows and columns of model objects, told once for the text table, JSON, CSV and the screen.
 *
 * One kind of listing is one file (report/list_NAME.c) with one constant `struct listing_kind`; what its
 * `data` must be stands beside its declaration at the end.  A cell's text is already visible text
 * (base/text.h); its tone says how a screen may colour it, and every tone is also told by sign and word: the
 * sign is a column of its own, the first one, without a title.  Rows are made when asked for: nothing grows
 * with rows that are not shown.  Main thread. */
#pragma once

#include <glib.h>
#include <jansson.h>

#include "base/text.h"
#include "model/drift.h"
#include "model/exchange.h"
#include "model/finding.h"
#include "model/policy.h"
#include "model/scheme.h"
#include "model/server.h"
#include "model/subscriptions.h"

typedef enum {
	TONE_PLAIN,
	TONE_DIM, /* known and fine */
	TONE_GOOD,
	TONE_LOOK, /* yellow: look here */
	TONE_BAD,  /* red: broken or destructive */
	TONE_ACCENT,
	N_TONES,
} Tone;

/* Which characters a cell may use.  A gboolean "ascii" may be given where a ListingLook is wanted. */
typedef enum {
	LOOK_UTF8 = 0,
	LOOK_ASCII = 1,       /* signs and texts in ASCII: the locale has no UTF-8 */
	LOOK_ASCII_SIGNS = 2, /* signs in ASCII, texts as they are: tables that are piped */
	LOOK_CODES = 3,       /* as those, and words that stand for values are not translated: CSV */
} ListingLook;

struct column {
	const char *id;    /* name in CSV and in filters: /effect:delete; NULL: a sign, not in CSV */
	const char *title; /* N_(); "" for signs */
	TextAlign align;
	int minimum;     /* columns below which it is not squeezed */
	int weight;      /* share of spare width; 0: as wide as its content */
	gboolean is_id;  /* shortened in the middle, whole in CSV and details */
	gboolean hidden; /* in CSV and for filters; no column of a table or of the screen */
};

struct listing;

struct listing_kind {
	const char *name;   /* "actions": the member of the document, and in weir/actions/1 */
	const char *schema; /* where that is another word: "diff" for weir/diff/1; NULL usually */
	const struct column *columns;
	gsize n_columns;
	/* Appends the cell's visible text (whole, not shortened); returns its tone. */
	Tone (*cell)(const struct listing *listing, guint row, guint column, ListingLook look, GString *out);
	/* The row as JSON, a new reference. */
	json_t *(*json)(const struct listing *listing, guint row);
	/* Instead of json(), for listings of 100,000 rows: appends the row as compact JSON with sorted
	 * members; `server` (NULL: none) is a member too.  May be NULL. */
	void (*write_json)(const struct listing *listing, guint row, const char *server, GString *out);
	/* "12 actions · 3 delete · 2 assumed", appended. */
	void (*summary)(const struct listing *listing, ListingLook look, GString *out);
	/* The detail pane, as lines (DetailLine *); the screen and `weir show` use it.  May be NULL. */
	void (*detail)(const struct listing *listing, guint row, ListingLook look, GPtrArray *lines);
};

struct listing {
	const struct listing_kind *kind;
	const char *server; /* alias or URL, a member of the document; NULL: about no server */
	guint n_rows;
	gconstpointer data; /* what the rows are made of: see the kinds below */
	json_t *extra;      /* further members of the document, e.g. "notes"; NULL usually */
};

/* One line of a detail: label and text, or a heading (label and no text). */
typedef struct {
	char *label; /* NULL: continuation or free text */
	char *text;  /* visible text, may be long: wrapped by who draws; NULL for a heading */
	Tone tone;
	json_t *json; /* a foldable JSON value below the line; NULL usually; reference kept */
	char *beside; /* what stands beside the text where there is room, else below it; NULL usually */
} DetailLine;
DetailLine *detail_line_new(const char *label, const char *text, Tone tone);
void detail_line_free(DetailLine *line);
/* A list of lines that frees them. */
GPtrArray *detail_new(void);
/* printf into a line, which is then made visible text (newlines stay and start new lines). */
void detail_add(GPtrArray *lines, const char *label, Tone tone, const char *format, ...) G_GNUC_PRINTF(4, 5);
/* A JSON value below its line; nothing is added for NULL and an empty list. */
void detail_add_json(GPtrArray *lines, const char *label, json_t *value);
/* Two texts side by side, each with its newlines, without a label. */
void detail_add_pair(GPtrArray *lines, Tone tone, const char *text, const char *beside);
/* A stranger's text, with its newlines; nothing is added for NULL or "". */
void detail_add_text(GPtrArray *lines, const char *label, const char *text);

/* Listings of one kind from several servers, in order, owning what their rows are made of; and what could not
 * be had.  Reference counted. */
typedef struct {
	int references;
	const struct listing_kind *kind;
	GPtrArray *parts;    /* struct listing * */
	GPtrArray *failures; /* ListingFailure * */
	gboolean several;    /* rows name their server even if there is one part */
} ListingSet;
typedef struct {
	char *server;
	GError *error;
} ListingFailure;

ListingSet *listing_set_new(const struct listing_kind *kind);
ListingSet *listing_set_ref(ListingSet *set);
void listing_set_unref(ListingSet *set);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ListingSet, listing_set_unref)
/* `owner` is freed with the set; `server` and `extra` (may be NULL) are copied or referenced. */
struct listing *listing_set_add(ListingSet *set, const char *server, guint n_rows, gconstpointer data,
				gpointer owner, GDestroyNotify free_owner);
void listing_set_fail(ListingSet *set, const char *server, const GError *error);

/* The column of that id, or -1. */
int listing_column(const struct listing_kind *kind, const char *id);
/* TRUE where every row's cell is empty: such a column is not shown.  Looks at the first 1,000 rows. */
gboolean listing_column_empty(const struct listing *listing, guint column);

/* servers: `data` is a GPtrArray of ServerRow *. */
typedef enum {
	PROBE_NOT_ASKED,
	PROBE_LOADING,
	PROBE_UP,
	PROBE_WARNING, /* up, with something to look at: `why` */
	PROBE_DOWN,    /* `why` */
} ProbeState;
typedef enum { SEEN_UNKNOWN, SEEN_NO_TOKEN, SEEN_TOKEN_OK, SEEN_TOKEN_REFUSED } SeenAuth;
typedef struct {
	const Target *target; /* borrowed */
	ProbeState state;
	SeenAuth auth;
	char *why;             /* one line: what is wrong; NULL */
	int actions, triggers; /* -1: not known */
	double milliseconds;   /* of the manifest; 0: not known */
	gint64 audited;        /* the last audit, since the epoch; 0: not known */
	int audit_percent;     /* of the one that is under way; -1: none is */
	char grade;            /* 0: none */
	int trend;             /* of the score: -1 worse, 1 better, 0 as good or not known */
} ServerRow;
ServerRow *server_row_new(const Target *target); /* not asked yet */
void server_row_free(ServerRow *row);
extern const struct listing_kind listing_servers;

/* actions, triggers: `data` is a const Server *, rows are its actions or triggers in order. */
extern const struct listing_kind listing_actions;
extern const struct listing_kind listing_triggers;

/* connections: `data` is a GPtrArray of ConnectionRow *. */
typedef struct {
	char *id;
	json_t *options; /* as the server told; NULL if not known */
	gboolean found, secrets_returned;
	char *why;     /* why nothing is known of it; NULL */
	char *created; /* RFC 3339 in UTC, or as sent where it is no time; NULL */
} ConnectionRow;
ConnectionRow *connection_row_new(const char *id);
void connection_row_free(ConnectionRow *row);
extern const struct listing_kind listing_connections;

/* subscriptions: `data` is a const SubscriptionList *. */
typedef struct {
	const Subscriptions
		*rows;        /* borrowed, or freed with the list where subscription_list_new() made it */
	const Target *target; /* for the verdicts; NULL: none are given */
	const Server *server; /* which triggers exist; NULL: not known */
} SubscriptionList;
extern const struct listing_kind listing_subscriptions;

/* settings: `data` is a GPtrArray of SettingRow *: `weir config`. */
typedef struct {
	char *group, *key, *value, *from, *help; /* value NULL: not set */
} SettingRow;
SettingRow *setting_row_new(const char *group, const char *key, const char *value, const char *from,
			    const char *help);
void setting_row_free(SettingRow *row);
extern const struct listing_kind listing_settings;

/* facts: `data` is a GPtrArray of FactRow *: `weir doctor`. */
typedef struct {
	const char *topic; /* static: "paths", "terminal" */
	char *name, *value;
	Tone tone; /* good, look or bad; plain where there is nothing to judge */
} FactRow;
FactRow *fact_row_new(const char *topic, const char *name, const char *value, Tone tone);
void fact_row_free(FactRow *row);
extern const struct listing_kind listing_facts;

/* findings: `data` is a GPtrArray of FindingRow *: what an audit says, check by check. */
typedef enum {
	FINDING_JUDGED,
	FINDING_WAITING,   /* being asked; `finding` is what was said before, or NULL */
	FINDING_NOT_ASKED, /* never; no finding */
} FindingState;
typedef struct {
	const struct check_info *check;
	guint place; /* among the rows of its check, from 0: names the row with it */
	FindingState state;
	Finding *finding; /* a reference; NULL: not yet */
} FindingRow;
FindingRow *finding_row_new(const struct check_info *check, guint place, FindingState state);
void finding_row_free(FindingRow *row);
extern const struct listing_kind listing_findings;
/* Sorted by verdict or severity, what is worst comes first. */
void findings_sort_key(const struct listing *listing, guint row, guint column, GString *out);

/* changes: `data` is a GPtrArray of Drift *: `weir diff`. */
extern const struct listing_kind listing_changes;

/* captures: `data` is a GPtrArray of CaptureRow *: `weir captures`. */
typedef struct {
	guint64 number;                      /* 0: it was not recorded */
	gint64 time;                         /* microseconds since the epoch */
	char *peer, *method, *target, *type; /* as sent; peer and type may be NULL */
	gsize bytes;                         /* of the body */
	char *scheme, *signature, *why;      /* NULL: not verified; signature: a verdict's name */
	gboolean signature_good;
	guint status; /* that was answered; 0: nothing */
	double answer_ms;
	char *forward, *forward_error;
	guint forward_status;
	const char *notes[8]; /* "body-cut": what is not as it was sent; NULL-terminated, static */
	GPtrArray *headers;   /* Header *, a reference; NULL in lists */
	GBytes *body;         /* NULL in lists; redacted; perhaps only its beginning */
} CaptureRow;
CaptureRow *capture_row_new(void); /* the rest is the caller's */
void capture_row_free(CaptureRow *row);
/* A row as `weir captures` and `weir listen --format json` show it; a new reference. */
json_t *capture_row_json(const CaptureRow *row);
/* Their columns and cells, for a listing that makes its rows when they are asked for. */
enum {
	CAPTURE_SIGN,
	CAPTURE_NUMBER,
	CAPTURE_TIME,
	CAPTURE_METHOD,
	CAPTURE_TARGET,
	CAPTURE_TYPE,
	CAPTURE_BYTES,
	CAPTURE_SIGNATURE,
	CAPTURE_STATUS,
	CAPTURE_FORWARDED,
	CAPTURE_PEER,
	N_CAPTURE_COLUMNS,
};
extern const struct column capture_columns[N_CAPTURE_COLUMNS];
/* Everything of it but its body. */
void capture_row_detail(const CaptureRow *row, GPtrArray *lines);
Tone capture_row_cell(const CaptureRow *row, guint column, ListingLook look, GString *out);
extern const struct listing_kind listing_captures;

/* pins: `data` is a GPtrArray of PinRow *: `weir pin --list`. */
typedef struct {
	gint64 id, taken; /* microseconds since the epoch */
	char *note;
	Sources documents; /* that it holds */
	gsize bytes;
} PinRow;
PinRow *pin_row_new(gint64 id, gint64 taken, const char *note, Sources documents, gsize bytes);
void pin_row_free(PinRow *row);
extern const struct listing_kind listing_pins;

/* history: `data` is a GPtrArray of AuditRow *: `weir history`. */
typedef struct {
	gint64 id, started; /* microseconds since the epoch */
	char *level, *profile, *worst;
	int score;  /* -1: none */
	char grade; /* 0: none */
	gboolean complete;
	int passes, fails, unknowns, suppressed;
	gboolean compared;  /* there is one before it that changes are told against */
	GPtrArray *changes; /* AuditChange * */
} AuditRow;
typedef struct {
	gboolean fixed; /* else new */
	char *check, *severity, *where;
} AuditChange;
AuditRow *audit_row_new(gint64 id, gint64 started); /* the rest is the caller's */
void audit_row_free(AuditRow *row);
void audit_row_change(AuditRow *row, gboolean fixed, const char *check, const char *severity,
		      const char *where);
extern const struct listing_kind listing_history;
/* checks: `data` is a GPtrArray of const struct check_info *: `weir checks`. */
extern const struct listing_kind listing_checks;

/* left: `data` is a GPtrArray of LeftRow *: what weir had left on servers, and what became of it. */
typedef struct {
	const char *kind, *outcome; /* static words for machines */
	Tone tone;
	char *id, *mark, *trigger, *why; /* "" or NULL where there is none */
} LeftRow;
void left_row_free(LeftRow *row);
extern const struct listing_kind listing_left;

/* rotations: `data` is a GPtrArray of RotationRow *: `weir secrets status`. */
typedef struct {
	gint64 id;
	char *secret, *driver;           /* "desk/token", "bearer" */
	const char *state;               /* static, for machines: "open" */
	char *step;                      /* "set", "set failed" */
	char *safe;                      /* what may be done now, as sub-commands: "resume, rollback"; "" */
	char *note;                      /* why it is not further; "" */
	char *before, *after;            /* ids of what holds it on the server; "" */
	gint64 started, changed, retire; /* microseconds since the epoch; 0: none */
	guint failures;
	gboolean working; /* a weir is at it just now */
	Tone tone;        /* good: over, or in its grace; look: open; bad: open, and it failed */
} RotationRow;
void rotation_row_free(RotationRow *row);
extern const struct listing_kind listing_rotations;

/* secrets: `data` is a GPtrArray of SecretRow *: `weir secrets list`.  One row is one secret, whatever stages
 * it has. */
typedef struct {
	guint64 version; /* 0: there is none of that stage, or its version is not known */
	gint64 created;  /* microseconds since the epoch; 0: not known */
	guint items;     /* of that stage; more than one where something was broken off */
} SecretStageRow;
typedef struct {
	char *server, *connection, *name; /* "" where it belongs to none */
	SecretKind kind;
	SecretStageRow stages[N_SECRET_STAGES];
	gint64 age, due;    /* seconds that its policy allows; when it is due, 0: not known */
	gint64 compromised; /* since when; 0: it is not */
	gint64 grace_ends;  /* of the previous value; 0: there is none */
	gint64 rotated;     /* when its last rotation began that was finished here; 0: none was */
	gint64 now;
	gboolean locked;
	char *used_by; /* "token, trigger ticket_created"; NULL: nothing in the configuration */
	/* Where the value was fetched; else NULL and 0. */
	char *last_four, *fingerprint;
	gsize length;
	gboolean fingerprint_lasts;
} SecretRow;
SecretRow *secret_row_new(const char *server, const char *connection, const char *name, SecretKind kind);
void secret_row_free(SecretRow *row);
gboolean secret_row_is_overdue(const SecretRow *row); /* or compromised */
extern const struct listing_kind listing_secrets;

/* schemes: `data` is a GPtrArray of SchemeRow *: `weir schemes`. */
typedef struct {
	const struct scheme *scheme; /* borrowed */
	SchemePlan *plan;
} SchemeRow;
SchemeRow *scheme_row_new(const struct scheme *scheme); /* NULL for one that makes no sense */
void scheme_row_free(SchemeRow *row);
extern const struct listing_kind listing_schemes;

/* cases: `data` is a GPtrArray of CaseRow *: `weir replay`. */
typedef struct {
	const char *id, *title, *sends, *outcome; /* static; title and sends are N_() */
	char *expected, *why, *note;              /* NULL: nothing is to be said */
	char *answer, *dispatched;                /* their beginnings; NULL */
	int status, events;                       /* 0: no answer; -1: not seen */
	double ms;
} CaseRow;
void case_row_free(CaseRow *row);
extern const struct listing_kind listing_cases;
/* The same as a JUnit document; g_free(). */
char *cases_junit(const char *suite, const GPtrArray *rows);

/* replays: `data` is a GPtrArray of ReplayLine *: `weir history --replays`. */
typedef struct {
	gint64 id, started;     /* microseconds since the epoch */
	char *trigger, *scheme; /* scheme "": unsigned */
	guint cases;            /* that were judged; 0: one event, or several, of which the last is told */
	char **failed;          /* names of cases; NULL: none */
	gboolean complete;      /* all cases that apply */
	int status;             /* of an event; 0: no answer */
	double ms;
	gboolean good; /* as expected */
} ReplayLine;
void replay_line_free(ReplayLine *line);
extern const struct listing_kind listing_replays;
