/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/audit_ask.h"

#include <glib/gi18n.h>

#include "tui/app.h"
#include "tui/ask.h"

struct agreeing {
	View *view;
	char *check; /* NULL: all */
	AuditAgreed go;
};

/* The one that is asked for: questions have no data of their own. */
static const char *wanted_word;

static void agreeing_free(gpointer memory)
{
	struct agreeing *agreeing = memory;
	g_free(agreeing->check);
	g_free(agreeing);
}

static const char *is_not_the_word(const char *answer, const char *const *before)
{
	return g_strcmp0(answer, wanted_word) == 0
		       ? NULL
		       : _("that is not the word: nothing was made; Esc leaves it");
}

static void on_agreed(const char *const *answers, gpointer data)
{
	const struct agreeing *agreeing = data;
	audit_runner_set_confirmed(session_audit(agreeing->view->session));
	agreeing->go(agreeing->view, agreeing->check);
}

void audit_ask_active(View *view, const char *check, AuditAgreed go)
{
	static const struct question questions_test[] = {
		{ N_("type yes to make them"), NULL, is_not_the_word },
	};
	static const struct question questions_prod[] = {
		{ N_("env = prod: type the server's name to make them"), NULL, is_not_the_word },
	};
	Session *session = view->session;
	AuditRunner *runner = session_audit(session);
	const Server *server = session_server(session);
	gboolean test = session_target(session)->env == ENV_TEST;
	g_autoptr(GError) error = NULL;
	if (server == NULL) {
		app_tell(view->app, TONE_LOOK, "%s", _("the server's documents are not there yet"));
		return;
	}
	if (test && audit_runner_confirmed(runner)) {
		go(view, check);
		return;
	}
	g_autofree char *words = audit_runner_words(runner, app_context(view->app), session_client(session),
						    server, check, &error);
	if (words == NULL) {
		app_tell(view->app, TONE_LOOK, "%s", error->message);
		return;
	}
	struct agreeing *agreeing = g_new0(struct agreeing, 1);
	*agreeing = (struct agreeing){ view, g_strdup(check), go };
	wanted_word = test ? "yes" : session_name(session);
	const char *const initial[] = { NULL };
	app_ask(view->app, words, test ? questions_test : questions_prod, 1, initial, on_agreed, agreeing,
		agreeing_free);
}
