/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a server is built from. */
#include <string.h>

#include "audit/checks_families.h"
#include "audit/floors.h"
#include "audit/people.h"
#include "base/json.h"

/* ---- deps.lockfile ---- */

/* All that is known against one package: the hits from `first` on that are about it; returns how many. */
static guint fail_package(Judgement *judgement, const Lockfile *lockfile, const GArray *hits, guint first)
{
	const FloorHit *hit = &g_array_index(hits, FloorHit, first);
	const LockPackage *package = hit->package;
	g_autoptr(GString) ids = g_string_new(NULL);
	const FloorRow *worst = hit->floor, *last = hit->floor;
	guint i = first;
	for (; i < hits->len && g_array_index(hits, FloorHit, i).package == package; i++) {
		const FloorRow *floor = g_array_index(hits, FloorHit, i).floor;
		g_string_append_printf(ids, "%s%s", ids->len > 0 ? ", " : "",
				       floor->cve != NULL ? floor->cve : floor->ghsa);
		worst = floor->rating > worst->rating ? floor : worst;
		last = floor;
	}
	Finding *finding =
		judge_fail(judgement, "%s %s is below %s: %s; %s: %s", package->name, package->version,
			   last->fixed, ids->str, worst->cve != NULL ? worst->cve : worst->ghsa, worst->what);
	g_autofree char *quote = g_strdup_printf("%s, line %u: %s %s", lockfile->file, package->line,
						 package->name, package->version);
	finding_at(finding, package->name, NULL);
	finding_shows(finding, NULL, quote);
	return i - first;
}

static guint known_packages(const Lockfile *lockfile)
{
	guint known = 0;
	for (guint i = 0; i < lockfile->packages->len; i++)
		known += floors_knows(g_array_index(lockfile->packages, LockPackage, i).name);
	return known;
}

static void judge_packages(Judgement *judgement, const Lockfile *lockfile)
{
	g_autoptr(GArray) hits = floors_hits(lockfile);
	g_autoptr(GPtrArray) unjudged = floors_unjudged(lockfile);
	guint known = known_packages(lockfile);
	for (guint i = 0; i < hits->len;)
		i += fail_package(judgement, lockfile, hits, i);
	for (guint i = 0; i < unjudged->len; i++) {
		const LockPackage *package = unjudged->pdata[i];
		finding_at(judge_unknown(judgement, "the file does not tell which version of %s runs",
					 package->name),
			   package->name, NULL);
	}
	if (judge_has_spoken(judgement))
		return;
	if (known == 0)
		judge_unknown(judgement, "%s names none of the packages that advisories are known of",
			      lockfile->file);
	else
		judge_pass(judgement,
			   "%u packages are at or above every fix that is known (the table is of %s)", known,
			   floors_dated());
}

static void judge_lockfile(Judgement *judgement, const Evidence *evidence)
{
	const json_t *fact = weir_json_object(evidence->facts, "lockfile");
	g_autoptr(GError) error = NULL;
	g_autoptr(Lockfile) lockfile = fact != NULL ? lockfile_from_json(fact, &error) : NULL;
	if (fact == NULL)
		judge_unknown(judgement, "no lock file was given: --lockfile FILE");
	else if (lockfile == NULL)
		judge_unknown(judgement, "the lock file cannot be used: %s", error->message);
	else
		judge_packages(judgement, lockfile);
}

/* ---- deps.maintenance ---- */

enum { REVIEW_DAYS = 180 };

static void judge_maintenance(Judgement *judgement, const Evidence *evidence)
{
	judge_attestation(judgement, evidence, "deps.maintenance",
			  "dependencies were updated and reviewed in the last 180 days", NULL, REVIEW_DAYS);
}

const struct check checks_deps[] = {
	{ { .id = "deps.lockfile",
	    .level = LEVEL_PASSIVE,
	    .severity = SEVERITY_MEDIUM,
	    .origin = ORIGIN_OPERATOR,
	    .guidelines = "O4 B8",
	    .title = "No locked package has a fault that is known and mended",
	    .why = "Faults of the framework are faults of every server on it, and how to use them is "
		   "published with the fix.",
	    .how = "The file given with --lockfile (uv.lock, poetry.lock, requirements.txt, pip freeze) is "
		   "compared with a table of advisories for FastAPI, Starlette, pydantic, uvicorn, h11, "
		   "requests, urllib3, jinja2, python-multipart and others. The table is dated and not "
		   "complete.",
	    .fix = "Update the package to the version named or a later one, and deploy.",
	    .snippet = "uv lock --upgrade-package starlette --upgrade-package fastapi\n"
		       "uv sync --frozen\n",
	    .mistaken = "A distribution that has the fix in an older version, or a part of the package "
			"that the server does not use. The lock file is not proof of what runs.",
	    .owasp = "API8:2023",
	    .cwe = "CWE-1395 CWE-1104" },
	  0,
	  NULL,
	  judge_lockfile },
	{ { .id = "deps.maintenance",
	    .level = LEVEL_PASSIVE,
	    .severity = SEVERITY_MEDIUM,
	    .origin = ORIGIN_OPERATOR,
	    .guidelines = "O4 B8",
	    .title = "Updates and reviews are part of maintenance",
	    .why = "A server that nobody looks after collects known faults until one of them is used.",
	    .how = "A person attests when dependencies were last updated and the server was last reviewed. "
		   "It lapses on its date, and after 180 days at the latest.",
	    .fix = "Update, review, and attest: weir attest TARGET deps.maintenance --by NAME --until "
		   "DATE.",
	    .snippet = "weir attest desk-prod deps.maintenance --by Kim --until 2027-05-01 \\\n"
		       "     --note \"November release, review of all actions\"\n",
	    .mistaken = "None: it repeats what somebody said.",
	    .owasp = "API8:2023 API9:2023",
	    .cwe = "CWE-1104" },
	  CHECK_IS_MANUAL,
	  NULL,
	  judge_maintenance },
	{ { NULL } },
};
