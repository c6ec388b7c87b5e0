/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The versions of the schema.  PRAGMA user_version says how many of these scripts a file has seen. */
#include "store/store_private.h"

const char *const store_migrations[] = {
	/* 1: audits with their findings, and pinned documents. */
	"CREATE TABLE audit ("
	" id INTEGER PRIMARY KEY AUTOINCREMENT,"
	" target TEXT NOT NULL, url TEXT NOT NULL,"
	" started INTEGER NOT NULL, seconds REAL NOT NULL,"
	" level TEXT NOT NULL, profile TEXT NOT NULL,"
	" score INTEGER NOT NULL, grade TEXT NOT NULL, complete INTEGER NOT NULL,"
	" passes INTEGER NOT NULL, fails INTEGER NOT NULL, unknowns INTEGER NOT NULL,"
	" manuals INTEGER NOT NULL, skipped INTEGER NOT NULL, errors INTEGER NOT NULL,"
	" suppressed INTEGER NOT NULL, worst TEXT NOT NULL);"
	"CREATE INDEX audit_of_target ON audit (target, id);"
	"CREATE TABLE finding ("
	" audit INTEGER NOT NULL REFERENCES audit (id) ON DELETE CASCADE,"
	" position INTEGER NOT NULL,"
	" check_id TEXT NOT NULL, verdict TEXT NOT NULL, severity TEXT NOT NULL,"
	" fingerprint TEXT NOT NULL, place TEXT NOT NULL,"
	" PRIMARY KEY (audit, position)) WITHOUT ROWID;"
	"CREATE INDEX finding_fingerprint ON finding (fingerprint, verdict, audit);"
	"CREATE INDEX finding_check ON finding (audit, check_id, verdict);"
	"CREATE TABLE pin ("
	" id INTEGER PRIMARY KEY AUTOINCREMENT,"
	" target TEXT NOT NULL, taken INTEGER NOT NULL, note TEXT NOT NULL,"
	" manifest TEXT, components TEXT, openapi TEXT);"
	"CREATE INDEX pin_of_target ON pin (target, id);",
	/* 2: what was made on servers, and what was replayed. */
	"CREATE TABLE ledger ("
	" id INTEGER PRIMARY KEY AUTOINCREMENT,"
	" target TEXT NOT NULL, url TEXT NOT NULL, kind TEXT NOT NULL, mark TEXT NOT NULL,"
	" trigger_name TEXT NOT NULL, connection TEXT NOT NULL, remote TEXT NOT NULL,"
	" state TEXT NOT NULL, planned INTEGER NOT NULL, changed INTEGER NOT NULL);"
	"CREATE INDEX ledger_of_server ON ledger (url, state);"
	"CREATE TABLE replay ("
	" id INTEGER PRIMARY KEY AUTOINCREMENT,"
	" target TEXT NOT NULL, url TEXT NOT NULL, trigger_name TEXT NOT NULL, scheme TEXT NOT NULL,"
	" started INTEGER NOT NULL, cases INTEGER NOT NULL, failed TEXT NOT NULL,"
	" complete INTEGER NOT NULL, status INTEGER NOT NULL, ms REAL NOT NULL,"
	" answer TEXT NOT NULL, good INTEGER NOT NULL);"
	"CREATE INDEX replay_of_target ON replay (target, id);"
	"CREATE INDEX replay_of_trigger ON replay (url, trigger_name, id);",
	/* 3: rotations of secrets: no values. */
	"CREATE TABLE rotation ("
	" id INTEGER PRIMARY KEY AUTOINCREMENT,"
	" target TEXT NOT NULL, url TEXT NOT NULL,"
	" server TEXT NOT NULL, connection TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL,"
	" driver TEXT NOT NULL, program TEXT NOT NULL, trigger_name TEXT NOT NULL,"
	" place TEXT NOT NULL, new_place TEXT NOT NULL,"
	" old_version INTEGER NOT NULL, new_version INTEGER NOT NULL,"
	" given INTEGER NOT NULL, overlap INTEGER NOT NULL, grace INTEGER NOT NULL, settle INTEGER NOT NULL,"
	" failures INTEGER NOT NULL, state TEXT NOT NULL,"
	" started INTEGER NOT NULL, changed INTEGER NOT NULL, retire INTEGER NOT NULL,"
	" owner INTEGER NOT NULL);"
	"CREATE UNIQUE INDEX rotation_open ON rotation (server, connection, name)"
	" WHERE state IN ('open', 'back');"
	"CREATE INDEX rotation_of_secret ON rotation (server, connection, name, id);"
	"CREATE TABLE rotation_step ("
	" rotation INTEGER NOT NULL REFERENCES rotation (id) ON DELETE CASCADE,"
	" position INTEGER NOT NULL, step TEXT NOT NULL, state TEXT NOT NULL,"
	" begun INTEGER NOT NULL, ended INTEGER NOT NULL, note TEXT NOT NULL,"
	" PRIMARY KEY (rotation, position)) WITHOUT ROWID;"
	"CREATE TABLE rotation_thing ("
	" id INTEGER PRIMARY KEY AUTOINCREMENT,"
	" rotation INTEGER NOT NULL REFERENCES rotation (id) ON DELETE CASCADE,"
	" kind TEXT NOT NULL, old TEXT NOT NULL, new TEXT NOT NULL, seen TEXT NOT NULL,"
	" gone INTEGER NOT NULL, undone INTEGER NOT NULL);"
	"CREATE INDEX rotation_thing_of ON rotation_thing (rotation, id);",
	/* 4: fingerprints are asked for where a check failed, which is one finding in five. The verdict is in
	 * the index so that it answers alone. */
	"DROP INDEX finding_fingerprint;"
	"DROP INDEX finding_check;"
	"CREATE INDEX finding_failed ON finding (fingerprint, verdict, audit) WHERE verdict = 'fail';",
};

const int store_version = G_N_ELEMENTS(store_migrations);
