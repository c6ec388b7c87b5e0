/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Since when a finding has been failing. */
#include "store/history.h"
#include "store/store_private.h"

/* An audit breaks the row of a fingerprint where it judged the check and that fingerprint did not fail in it.
 * The newest that did decides where the row can begin; the first failure after it is where it begins.  CROSS
 * JOIN keeps SQLite to that order: of a fingerprint that never failed, nothing else is looked at. */
static const char since_sql[] =
	"SELECT min(a.started) FROM finding f CROSS JOIN audit a ON a.id = f.audit "
	"WHERE f.fingerprint = ?2 AND f.verdict = 'fail' AND a.target = ?1 AND a.id > ifnull("
	" (SELECT b.id FROM audit b WHERE b.target = ?1"
	"  AND EXISTS (SELECT 1 FROM finding g WHERE g.fingerprint = ?2 AND g.verdict = 'fail')"
	"  AND NOT EXISTS (SELECT 1 FROM finding k WHERE k.audit = b.id AND k.fingerprint = ?2"
	"   AND k.verdict = 'fail')"
	"  AND EXISTS (SELECT 1 FROM finding j WHERE j.audit = b.id AND j.verdict IN ('pass', 'fail')"
	"   AND j.check_id = (SELECT c.check_id FROM finding c JOIN audit d ON d.id = c.audit"
	"    WHERE c.fingerprint = ?2 AND c.verdict = 'fail' AND d.target = ?1 LIMIT 1))"
	"  ORDER BY b.id DESC LIMIT 1), 0)";

gint64 history_first_seen(Store *store, const char *target, const char *fingerprint, GError **error)
{
	sqlite3_stmt *statement = store_prepare(store, since_sql, error);
	if (statement == NULL)
		return -1;
	store_bind_text(statement, 1, target);
	store_bind_text(statement, 2, fingerprint);
	int step = store_step(store, statement, error);
	gint64 since = step > 0 ? sqlite3_column_int64(statement, 0) : 0;
	sqlite3_reset(statement);
	return step >= 0 ? since : -1;
}
