/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "verb/audit_source.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/redact.h"
#include "base/secret.h"
#include "leak/scan.h"
#include "verb/scan_walk.h"

enum {
	MOST_FILES = 20000,
	MOST_BYTES = 64 * 1024 * 1024,
	LARGEST_FILE = 1024 * 1024,
	LOOKED_FOR_NUL = 8192,
	MOST_HITS = 1000,
	LONGEST_PATH = 4096,
	SLICE_US = 5000
};

typedef struct {
	char *folder;
	GQueue *folders; /* char *: below `folder`, still to be read; "" is itself */
	GDir *open;
	char *at; /* of `open`, below `folder` */
	guint files, large;
	gsize bytes;
	json_t *hits;
	char *problem;
	GCancellable *cancellable;
	AuditSourceDone done;
	gpointer data;
} Source;

static void set_problem(Source *source, const char *problem)
{
	if (source->problem == NULL)
		source->problem = g_strdup(problem);
}

static void finish(Source *source)
{
	json_t *fact = json_object();
	g_autofree char *folder = g_utf8_make_valid(source->folder, -1);
	json_object_set_new(fact, "folder", json_string(folder));
	json_object_set_new(fact, "files", json_integer(source->files));
	json_object_set_new(fact, "large", json_integer(source->large));
	json_object_set_new(fact, "hits", source->hits);
	if (source->problem != NULL)
		json_object_set_new(fact, "problem", json_string(source->problem));
	AuditSourceDone done = source->done;
	gpointer data = source->data;
	if (source->open != NULL)
		g_dir_close(source->open);
	g_queue_free_full(source->folders, g_free);
	g_clear_object(&source->cancellable);
	g_free(source->problem);
	g_free(source->folder);
	g_free(source->at);
	g_free(source);
	done(fact, data);
}

/* ---- one file ---- */

struct look {
	Source *source;
	const char *file;    /* below the folder */
	char *text;          /* credentials in it are blotted out as they are found */
	GHashTable *told;    /* kinds */
	gsize line, counted; /* newlines before `counted` */
};

static gsize line_of(struct look *look, gsize offset)
{
	for (; look->counted < offset; look->counted++)
		look->line += look->text[look->counted] == '\n';
	return look->line + 1;
}

static void add_hit(struct look *look, const char *kind, gsize line)
{
	if (!g_hash_table_add(look->told, g_strdup(kind)))
		return;
	if (json_array_size(look->source->hits) >= MOST_HITS) {
		set_problem(look->source, "there are more than 1,000 credentials");
		return;
	}
	g_autofree char *file = g_utf8_make_valid(look->file, -1);
	json_array_append_new(look->source->hits, json_pack("{s:s,s:I,s:s}", "file", file, "line",
							    (json_int_t)line, "kind", kind));
}

static void found(const char *kind, gsize offset, gsize length, gpointer data)
{
	struct look *look = data;
	add_hit(look, kind, line_of(look, offset));
}

/* Own values are not told by place: their markers are looked for in the redacted text, whose lines are the
 * same, since a value that weir holds has no newline. */
static void look_for_own(struct look *look, gsize length)
{
	static const char own[] = "«own:", end[] = "»";
	g_autoptr(GString) redacted = redact_bytes(look->text, length);
	const char *at = redacted != NULL ? redacted->str : NULL;
	const char *counted = at;
	gsize line = 1;
	while (at != NULL &&
	       (at = memmem(at, redacted->len - (gsize)(at - redacted->str), own, strlen(own))) != NULL) {
		const char *stop = memmem(at, redacted->len - (gsize)(at - redacted->str), end, strlen(end));
		for (; counted < at; counted++)
			line += *counted == '\n';
		if (stop == NULL)
			return;
		const char *name = at + strlen("«");
		g_autofree char *kind = g_strndup(name, (gsize)(stop - name));
		add_hit(look, kind, line);
		at = stop;
	}
}

static void blot_out(const char *kind, gsize offset, gsize length, gpointer data)
{
	struct look *look = data;
	for (gsize i = offset; i < offset + length; i++)
		if (look->text[i] != '\n')
			look->text[i] = '.';
}

static void look_at_text(Source *source, const char *file, char *text, gsize length)
{
	g_autoptr(GHashTable) told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	struct look look = { source, file, text, told, 0, 0 };
	source->files++;
	source->bytes += length;
	leak_find(text, length, found, &look);
	/* So that a credential of several lines does not move the lines of what follows it. */
	leak_find(text, length, blot_out, &look);
	look_for_own(&look, length);
}

/* A link, a device or a file that has become another since is not waited for. */
static int open_file(const char *path, gsize *size)
{
	struct stat status;
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return -1;
	if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode)) {
		*size = (gsize)status.st_size;
		return fd;
	}
	close(fd);
	return -1;
}

static gsize read_all(int fd, char *text, gsize size)
{
	gsize length = 0;
	while (length < size) {
		ssize_t more = read(fd, text + length, size - length);
		if (more < 0 && errno == EINTR)
			continue;
		if (more <= 0)
			break;
		length += (gsize)more;
	}
	return length;
}

static void look_at_file(Source *source, const char *file, const char *path)
{
	gsize size = 0;
	int fd = open_file(path, &size);
	if (fd < 0) {
		set_problem(source, "some files could not be opened");
		return;
	}
	if (size > LARGEST_FILE) {
		source->large++;
	} else {
		char *text = g_malloc(size + 1);
		gsize length = read_all(fd, text, size);
		text[length] = '\0';
		if (memchr(text, '\0', MIN(length, LOOKED_FOR_NUL)) == NULL)
			look_at_text(source, file, text, length);
		secbuf_wipe(text, length);
		g_free(text);
	}
	close(fd);
}

/* ---- the walk ---- */

static void look_at_entry(Source *source, const char *name)
{
	struct stat status;
	g_autofree char *below =
		*source->at != '\0' ? g_build_filename(source->at, name, NULL) : g_strdup(name);
	g_autofree char *path = g_build_filename(source->folder, below, NULL);
	if (strlen(path) >= LONGEST_PATH || lstat(path, &status) != 0)
		set_problem(source, "some files could not be looked at");
	else if (S_ISDIR(status.st_mode) && !scan_walk_leaves_out(name))
		g_queue_push_tail(source->folders, g_steal_pointer(&below));
	else if (S_ISREG(status.st_mode))
		look_at_file(source, below, path);
}

/* The next folder; FALSE: there is none. */
static gboolean open_next(Source *source)
{
	if (source->open != NULL)
		g_dir_close(source->open);
	source->open = NULL;
	g_free(source->at);
	source->at = g_queue_pop_head(source->folders);
	if (source->at == NULL)
		return FALSE;
	g_autofree char *path = g_build_filename(source->folder, source->at, NULL);
	source->open = g_dir_open(path, 0, NULL);
	if (source->open == NULL)
		set_problem(source, "some folders could not be opened");
	return TRUE;
}

/* FALSE: that was all. */
static gboolean step(Source *source)
{
	const char *name = source->open != NULL ? g_dir_read_name(source->open) : NULL;
	if (name == NULL)
		return open_next(source);
	if (source->files >= MOST_FILES || source->bytes >= MOST_BYTES) {
		set_problem(source, "there are more than 20,000 files or 64 MiB");
		return FALSE;
	}
	look_at_entry(source, name);
	return TRUE;
}

static gboolean go_on(gpointer data)
{
	Source *source = data;
	gint64 until = g_get_monotonic_time() + SLICE_US;
	do {
		if (g_cancellable_is_cancelled(source->cancellable))
			set_problem(source, "it was stopped");
		else if (step(source))
			continue;
		finish(source);
		return G_SOURCE_REMOVE;
	} while (g_get_monotonic_time() < until);
	return G_SOURCE_CONTINUE;
}

void audit_source_scan(const char *folder, GCancellable *cancellable, AuditSourceDone done, gpointer data)
{
	Source *source = g_new0(Source, 1);
	source->folder = g_strdup(folder);
	source->folders = g_queue_new();
	g_queue_push_tail(source->folders, g_strdup(""));
	source->hits = json_array();
	source->cancellable = cancellable != NULL ? g_object_ref(cancellable) : NULL;
	source->done = done;
	source->data = data;
	g_idle_add(go_on, source);
}
