/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A receiver as the options of `weir listen` say, for the command and for the screen: resolves the secret,
 * opens the log and the port, and ends them in the right order.  Main thread. */
#pragma once

#include "replay/receiver.h"
#include "verb/verb.h"

typedef struct ListenSetup ListenSetup;

typedef struct {
	/* It listens (`error` NULL), or cannot.  Once, from the loop. */
	void (*started)(const GError *error, gpointer data);
	/* As in ReceiverOptions.  When `stopped` is called, what was recorded is on the disk. */
	void (*came)(const Capture *capture, gpointer data);
	void (*stopped)(const GError *error, gpointer data);
	gpointer data;
} ListenWatch;

/* `run` is one of `listen`, borrowed: it has to outlive the setup, and cancels the resolving.  NULL for
 * options that do not go together, and a scheme that there is not. */
ListenSetup *listen_setup_new(VerbRun *run, GError **error);
void listen_setup_start(ListenSetup *setup, const ListenWatch *watch);
/* `stopped` comes when all is answered. */
void listen_setup_stop(ListenSetup *setup);
/* Nothing is told any more; what is under way is ended. */
void listen_setup_free(ListenSetup *setup);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ListenSetup, listen_setup_free)

int listen_setup_port(const ListenSetup *setup);            /* 0: it does not listen */
const char *listen_setup_folder(const ListenSetup *setup);  /* NULL: nothing is recorded */
const char *listen_setup_scheme(const ListenSetup *setup);  /* its id; NULL: nothing is verified */
const char *listen_setup_forward(const ListenSetup *setup); /* a URL; NULL: nowhere */
