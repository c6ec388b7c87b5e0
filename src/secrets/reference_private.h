/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of secrets/reference*.c share.
 *
 * Bytes are read into one buffer that is never moved and is wiped; only its first line becomes a SecBuf. */
#pragma once

#include "secrets/reference.h"

enum { REFERENCE_LINE = 16 * 1024 };

typedef struct Resolve Resolve;
struct Resolve {
	int references; /* one, and one for each thing under way that cannot be stopped */
	char *reference;
	char *server;        /* in whose settings it stands; NULL */
	gboolean try_common; /* a secret of no server is looked for if that server has none */
	GCancellable *cancellable;
	char *buffer; /* REFERENCE_LINE bytes, from wipe_malloc() */
	gsize length;
	gboolean ended;    /* nothing more will come */
	gboolean finished; /* `done` was called */
	int fd;            /* -1: none */
	gboolean close_fd;
	GSubprocess *command;
	gboolean command_ended;
	int command_status; /* of waitpid() */
	GSource *input, *deadline, *cancel;
	gboolean keep; /* the value can be had only once */
	ReferenceDone done;
	gpointer data;
};

void resolve_ref(Resolve *resolve);
void resolve_unref(Resolve *resolve);
/* `error` is taken. */
void resolve_fail(Resolve *resolve, GError *error);
/* What was read is whole: makes a SecBuf of its first line, or says what is wrong with it. */
void resolve_finish(Resolve *resolve);
/* A line is there, or nothing more will come. */
gboolean resolve_has_line(const Resolve *resolve);

/* reference_input.c */
void input_read_fd(Resolve *resolve, int fd, gboolean close_fd);
void input_open_file(Resolve *resolve, const char *path);
/* reference_command.c */
void command_start(Resolve *resolve, const char *command);
void command_kill(Resolve *resolve);
/* reference.c: TRUE if an env: reference named this variable. */
gboolean reference_names_variable(const char *name);
