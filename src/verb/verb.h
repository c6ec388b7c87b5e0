/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands: one command is one file verb/v_NAME.c with one constant `struct verb`.
 *
 * The same code serves the shell, ':' on the screen, and scripts.  Who runs a command parses its words with
 * verb_parse(), gives the VerbRun a sink for what it says, and starts it with verb_start(); the command
 * starts work and returns, and the loop goes on until it is done.  --help, the manual, the completions and
 * the reference are made from these tables (doc/gen-doc.c).  Main thread.
 *
 * To add a command: write verb/v_NAME.c, declare it in verb/verbs.h, add it to `verbs` in verb/verb.c, to
 * verb/files.am and to po/POTFILES.in. */
#pragma once

#include "client/client.h"
#include "demo/demo.h"
#include "model/config.h"
#include "replay/run.h"
#include "report/audit_format.h"
#include "report/format.h"
#include "store/journal.h"

typedef struct VerbRun VerbRun;

/* What a shell offers when a word is completed, and what the prompt on the screen offers. */
typedef enum {
	HINT_NONE,
	HINT_TARGET,  /* an alias or @group (or a URL) */
	HINT_ALIAS,   /* an alias */
	HINT_NAME,    /* an action or trigger of the target */
	HINT_COMMAND, /* a command */
	HINT_FILE,
	HINT_FOLDER,
	HINT_REFERENCE, /* env: file: fd: cmd: keyring: */
} Hint;

typedef enum {
	VALUE_FLAG,
	VALUE_TEXT,
	VALUE_INTEGER,
	VALUE_NUMBER,
	VALUE_CHOICE,
	VALUE_REFERENCE,
	VALUE_URL,
	VALUE_PATH,
} ValueType;

struct verb_option {
	const char *name;     /* "format" for --format */
	char letter;          /* 'f' for -f; 0: none */
	ValueType type;       /* VALUE_FLAG takes no value */
	const char *argument; /* N_("REF"); NULL for a flag */
	gboolean repeatable;
	double minimum, maximum; /* integers and numbers */
	const char *choices;     /* "text|json|csv" */
	const char *help;        /* N_(), one line */
	Hint hint;
};

struct verb_argument {
	const char *name; /* N_("TARGET"); NULL ends the table */
	gboolean optional, repeatable;
	Hint hint;
	const char *help; /* N_() */
};

typedef enum {
	VERB_DONE,     /* run->exit_code says how */
	VERB_WAITING,  /* `done` will be called, from the loop */
	VERB_OPEN_TUI, /* run->open says on what; only main acts on it */
	VERB_FAILED,   /* the error is set */
} VerbStatus;

enum {
	VERB_TAKES_TARGET = 1 << 0, /* the options of a target (verb_target_options) */
	VERB_TAKES_FORMAT = 1 << 1, /* --format */
	VERB_HIDDEN = 1 << 2,       /* not in help and manual */
	VERB_OFFLINE = 1 << 3,      /* --offline DIR */
	VERB_FOR_PROGRAMS = 1 << 4, /* prints what programs read, in no language */
	/* A word too many may be a value: it is not repeated, and the message says how values come in. */
	VERB_TAKES_SECRETS = 1 << 5,
};

/* Tables end with a row whose name is NULL. */
struct verb {
	const char *name;
	const char *summary;                      /* N_(), one line */
	unsigned flags;                           /* VERB_TAKES_... */
	const struct verb_argument *arguments;    /* NULL: none */
	const struct verb_option *options;        /* NULL: none of its own */
	const struct verb_option *shared_options; /* a table that other commands have, too; NULL */
	const char *help;                         /* N_(), paragraphs; NULL */
	const char *examples;                     /* lines: "weir actions desk-prod # what it does"; NULL */
	/* Sub-commands ("add"), ending with NULL; the first is meant where none is named. NULL: none. */
	const struct verb *const *subs;
	VerbStatus (*begin)(VerbRun *run, GError **error);
};

extern const struct verb *const verbs[]; /* ends with NULL; in the order of `weir help` */
extern const struct verb verb_open;      /* `weir [ALIAS|URL]`: the screen */
const struct verb *verb_find(const char *name);
const struct verb *verb_find_sub(const struct verb *verb, const char *name);
gboolean verb_is_command(const char *name); /* for config_is_command */

/* Option tables that several commands have. */
extern const struct verb_option verb_target_options[], verb_format_options[], verb_offline_options[],
	verb_common_options[], verb_screen_options[];
/* The tables that a command takes, its own first, ending with NULL; at most VERB_TABLES with it. */
enum { VERB_TABLES = 7 };
void verb_option_tables(const struct verb *verb, const struct verb_option *tables[VERB_TABLES]);

/* What one program has, whatever runs in it. */
typedef struct {
	Config *config;           /* verb_config() loads it when first asked for */
	char *config_path;        /* where from */
	HttpClient *http;         /* verb_http() makes it when first asked for */
	gboolean terminal;        /* stdin and stdout are a terminal: the screen can be opened */
	gboolean on_screen;       /* run from ':': nothing opens the screen again */
	const Target *current;    /* meant where a command names no target: the screen's; NULL; borrowed */
	const GPtrArray *targets; /* Target *, known by alias besides the configuration's; NULL; borrowed */
} VerbContext;
void verb_context_clear(VerbContext *context);

/* What a person typed (lent), or NULL and why there is no answer. */
typedef void (*VerbAnswer)(VerbRun *run, SecBuf *answer, const GError *error);

/* Where a command says what it has to say.  Each returns FALSE with an error when it cannot be written. */
struct verb_sink {
	gboolean (*listing)(VerbRun *run, ListingSet *set, GError **error); /* may keep a reference */
	gboolean (*detail)(VerbRun *run, ListingSet *set, guint row, GError **error);
	gboolean (*lines)(VerbRun *run, const GPtrArray *lines, GError **error);       /* DetailLine * */
	gboolean (*raw)(VerbRun *run, const char *text, gsize length, GError **error); /* whole lines */
	gboolean (*audit)(VerbRun *run, const struct audit_format *format, const AuditResult *result,
			  GError **error);
	void (*message)(VerbRun *run, const char *text);  /* one sentence for a person: stderr of a shell */
	void (*progress)(VerbRun *run, const char *text); /* NULL: nothing is under way any more */
	/* Whether a person is there.  NULL: never. */
	gboolean (*can_ask)(VerbRun *run);
	/* Asks them for one line; `hidden`: what is typed is not shown. `done` runs once, from the loop. */
	gboolean (*ask)(VerbRun *run, const char *question, gboolean hidden, VerbAnswer done, GError **error);
	/* Shows a value itself, which nothing else does.  NULL: not here. */
	gboolean (*reveal)(VerbRun *run, const SecBuf *value, GError **error);
	/* A case of `weir replay` has gone on; once more for each when all are judged.  NULL: nobody looks.
	 */
	void (*replayed)(VerbRun *run, const ReplayResult *result);
	/* A step of a rotation begins, is done or failed: see RotateWatch.  NULL: nobody looks. */
	void (*rotated)(VerbRun *run, const Rotation *rotation, JournalStep step, StepState state,
			const char *text);
};

/* What the screen is to show (VERB_OPEN_TUI). */
typedef struct {
	GPtrArray *targets; /* Target *, owned */
	DemoServer *demo;   /* to be stopped when the screen closes; NULL */
	gboolean plain, ascii;
	char *theme;  /* NULL: the setting */
	char *notice; /* a line to show first; NULL */
} VerbOpen;

/* What whoever runs a command has at hand already.  References, given back with the run; all may be NULL. */
typedef struct {
	Client *client; /* of the server that the first TARGET means: its tokens are known */
	Server *server; /* its documents: they are not asked for again */
	GBytes *input;  /* what FILE "-" stands for */
} VerbGiven;

struct VerbRun {
	int references;
	const struct verb *verb; /* the sub-command, if one was named */
	VerbContext *context;
	GPtrArray *arguments;      /* char *, without the command's words */
	GHashTable *values;        /* option name -> GPtrArray of char * */
	GCancellable *cancellable; /* who runs it cancels */
	const struct verb_sink *sink;
	gpointer sink_data;
	void (*done)(VerbRun *run, gpointer data); /* once, after VERB_WAITING */
	gpointer done_data;
	int exit_code; /* enum weir_exit */
	VerbOpen open;
	VerbGiven given;
	gpointer asking; /* what verb_ask() is about */
	gpointer state;  /* the command's own */
	GDestroyNotify free_state;
	gboolean finished;
};

/* Words without the program's name ("actions", "desk-prod"); the first may be an alias or URL.  --help gives
 * a run of `help`.  WEIR_ERROR_USAGE names what is wrong and the nearest that exists. */
VerbRun *verb_parse(VerbContext *context, const char *const *words, GError **error);
VerbRun *verb_parse_line(VerbContext *context, const char *line, GError **error); /* quoting as in sh */
VerbRun *verb_run_ref(VerbRun *run);
void verb_run_unref(VerbRun *run);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VerbRun, verb_run_unref)

/* Sink first.  After VERB_FAILED the message has been given and exit_code is set. */
VerbStatus verb_start(VerbRun *run);

/* Completions of the last word of a line, sorted; `names` (may be NULL) gives actions and triggers of a
 * target, appended. The free function is set. */
typedef void (*VerbNames)(const char *target, GPtrArray *names, gpointer data);
GPtrArray *verb_complete(VerbContext *context, const char *line, VerbNames names, gpointer data);

/* ---- for the commands themselves ---- */

gboolean verb_flag(const VerbRun *run, const char *option);
const char *verb_text(const VerbRun *run, const char *option);      /* the last one given; NULL */
const GPtrArray *verb_list(const VerbRun *run, const char *option); /* char *; NULL if not given */
gint64 verb_integer(const VerbRun *run, const char *option, gint64 otherwise);
const char *verb_argument(const VerbRun *run, guint index); /* NULL: not given */

Config *verb_config(VerbContext *context, GError **error); /* borrowed; reads the file once */
gboolean verb_config_save(VerbContext *context, GError **error);
HttpClient *verb_http(VerbContext *context, GError **error); /* borrowed */

/* The targets meant by the arguments from `first` on (aliases, "@group", URLs), with the run's options laid
 * over them; without any the context's current one, else every configured server; with --offline one that
 * stands for the folder.  Target *, owned by the array; never empty. */
GPtrArray *verb_targets(VerbRun *run, guint first, guint count, GError **error);
/* The same of words that are no arguments (char *), and without the run's options. */
GPtrArray *verb_named_targets(VerbRun *run, const GPtrArray *words, GError **error);
/* Lays the run's options over a target; fails for a secret where a reference belongs. */
gboolean verb_target_apply(const VerbRun *run, Target *target, GError **error);

/* What verb_load() brings of one target. */
typedef struct {
	Target *target;
	Client *client;       /* NULL offline, or where it could not be made */
	Server *server;       /* NULL: not asked for, or not to be had */
	Subscriptions *rows;  /* as far as they came; NULL: not asked for */
	GError *error;        /* NULL, or why it could not be asked, or what rows are missing */
	GError *server_error; /* NULL, or why there is no server, or what it lacks */
	double milliseconds;  /* until all of it was there */
} VerbLoaded;
void verb_loaded_free(VerbLoaded *loaded);
enum { LOAD_SERVER = 1 << 0, LOAD_SUBSCRIPTIONS = 1 << 1 };
/* Resolves the tokens and fetches, all targets at once; `done` runs once, from the loop, with VerbLoaded * in
 * the order of the targets (owned by the array).  `targets` is consumed.  `what` 0: clients only. */
typedef void (*VerbLoadDone)(VerbRun *run, GPtrArray *loaded, gpointer data);
void verb_load(VerbRun *run, GPtrArray *targets, unsigned what, VerbLoadDone done, gpointer data);
/* Those listings that are made of what verb_load() brought; takes the servers out of `loaded`. */
ListingSet *verb_server_set(const struct listing_kind *kind, GPtrArray *loaded);
/* Fills run->open (`targets` is consumed) from verb_screen_options; fails where no screen can be opened. */
gboolean verb_open_screen(VerbRun *run, GPtrArray *targets, GError **error);
/* The whole of `weir actions` and `weir triggers`. */
VerbStatus verb_begin_server_listing(VerbRun *run, const struct listing_kind *kind, GError **error);
/* The server documents of a folder; NULL where none of the three is there. */
Server *verb_offline_server(const char *folder, const Target *target, GError **error);

/* Ends a run that waits: `error` (may be NULL) is told and sets the exit code. */
void verb_finish(VerbRun *run, const GError *error);
/* Something was missing: told now, and the run's exit code becomes the error's, unless it is worse already.
 */
void verb_complain(VerbRun *run, const GError *error);
void verb_say(VerbRun *run, const char *format, ...) G_GNUC_PRINTF(2, 3);
void verb_progress(VerbRun *run, const char *format, ...) G_GNUC_PRINTF(2, 3);
gboolean verb_cancelled(const VerbRun *run);

/* TRUE where a person can be asked: in a shell with stdin and stderr on a terminal. */
gboolean verb_can_ask(VerbRun *run);
/* Asks for a line, or fails where nobody can be asked: `otherwise` says what to give instead (--yes,
 * --stdin).  run->asking is the asker's until the answer. */
gboolean verb_ask(VerbRun *run, const char *question, gboolean hidden, const char *otherwise, VerbAnswer done,
		  GError **error);
/* TRUE for "yes" and "y", also in the language of the person. */
gboolean verb_answer_is_yes(const SecBuf *answer);

/* Text for people, whole lines: in ASCII where the locale has no UTF-8. */
gboolean verb_print(VerbRun *run, GError **error, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* The listing is written, failures in it are told and set the exit code; then the run ends. */
void verb_finish_listing(VerbRun *run, ListingSet *set);

/* --help of a command, or the overview for NULL: text, wrapped to 80 columns. */
char *verb_help(const struct verb *verb);
/* "weir servers add ALIAS URL [OPTION]..." */
char *verb_usage(const struct verb *verb);
/* A message without the "NAME: " before it, for where the name stands beside it anyway; borrowed. */
const char *verb_without_name(const char *message, const Target *target);
/* The nearest of `names` (NULL-terminated) to a mistyped word, or NULL. */
const char *verb_nearest(const char *word, const char *const *names);
