/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit/floors.h"

#include <glib/gi18n.h>
#include <string.h>

#include "model/version.h"

/* Comments say which text was read: the day is the one that it gives.  "pypa" is pypa/advisory-database,
 * "github" is github/advisory-database (both as files), others are the published record of the CVE or the
 * advisory itself as quoted there.  Left out because no text with fixed version and day was read:
 * CVE-2026-48817 (starlette), CVE-2026-53540 (python-multipart), anyio; httpx's CVE-2021-41945, on whose
 * fixed version the sources disagree. */
/* clang-format off */
static const FloorRow rows[] = {
	/* pypa PYSEC-2021-100 */
	{ "fastapi", NULL, "0.65.2", "CVE-2021-32677", "GHSA-8h2j-cgx8-6xv7", "2021-06-09", FLOOR_UNRATED,
	  N_("takes JSON under any content type, so that a foreign page can post with a user's cookies") },
	/* pypa PYSEC-2024-38 */
	{ "fastapi", NULL, "0.109.1", "CVE-2024-24762", "GHSA-qf9m-vfgh-m389", "2024-02-05", FLOOR_HIGH,
	  N_("a crafted Content-Type of form data keeps the server busy for minutes") },

	/* pypa PYSEC-2023-48 */
	{ "starlette", NULL, "0.25.0", "CVE-2023-30798", "GHSA-74m5-2c7w-9w3x", "2023-04-21", FLOOR_UNRATED,
	  N_("a form may have any number of fields and fill the memory") },
	/* pypa PYSEC-2023-83 */
	{ "starlette", "0.13.5", "0.27.0", "CVE-2023-29159", "GHSA-v5gw-mw7f-84px", "2023-06-01", FLOOR_UNRATED,
	  N_("static files outside their folder can be read") },
	/* the CVE record of CVE-2024-47874, GHSA-f96h-pmfr-66vw */
	{ "starlette", NULL, "0.40.0", "CVE-2024-47874", "GHSA-f96h-pmfr-66vw", "2024-10-15", FLOOR_HIGH,
	  N_("form fields without a file name are kept in memory without a limit") },
	/* the CVE record of CVE-2025-54121, GHSA-2c2j-9gv5-cj73 */
	{ "starlette", NULL, "0.47.2", "CVE-2025-54121", "GHSA-2c2j-9gv5-cj73", "2025-07-21", FLOOR_MEDIUM,
	  N_("a large upload stops the event loop while it goes to disk") },
	/* the CVE record of CVE-2025-62727, GHSA-7f5h-v6xp-fcq8 */
	{ "starlette", "0.39.0", "0.49.1", "CVE-2025-62727", "GHSA-7f5h-v6xp-fcq8", "2025-10-28", FLOOR_HIGH,
	  N_("a crafted Range header on a file costs quadratic time") },
	/* GHSA-86qp-5c8j-p5mr in full, and the CVE record of CVE-2026-48710 (2026-05-26) */
	{ "starlette", NULL, "1.0.1", "CVE-2026-48710", "GHSA-86qp-5c8j-p5mr", "2026-05-22", FLOOR_MEDIUM,
	  N_("a malformed Host changes the path that middleware sees, past checks on paths") },
	/* the CVE record of CVE-2026-48818, GHSA-wqp7-x3pw-xc5r */
	{ "starlette", NULL, "1.1.0", "CVE-2026-48818", "GHSA-wqp7-x3pw-xc5r", "2026-06-17", FLOOR_HIGH,
	  N_("on Windows, a path of static files makes the server log in to a foreign host") },
	/* the CVE record of CVE-2026-54282, GHSA-jp82-jpqv-5vv3 */
	{ "starlette", NULL, "1.3.0", "CVE-2026-54282", "GHSA-jp82-jpqv-5vv3", "2026-06-22", FLOOR_LOW,
	  N_("a path without a leading slash changes the host that the application sees") },
	/* the CVE record of CVE-2026-54283 */
	{ "starlette", "0.4.1", "1.3.1", "CVE-2026-54283", NULL, "2026-06-22", FLOOR_HIGH,
	  N_("limits on forms do not hold for URL-encoded bodies") },

	/* pypa PYSEC-2021-47: three lines of releases */
	{ "pydantic", NULL, "1.6.2", "CVE-2021-29510", "GHSA-5jqp-qgf6-3pvh", "2021-05-13", FLOOR_UNRATED,
	  N_("the date \"infinity\" is validated forever") },
	{ "pydantic", "1.7", "1.7.4", "CVE-2021-29510", "GHSA-5jqp-qgf6-3pvh", "2021-05-13", FLOOR_UNRATED,
	  N_("the date \"infinity\" is validated forever") },
	{ "pydantic", "1.8", "1.8.2", "CVE-2021-29510", "GHSA-5jqp-qgf6-3pvh", "2021-05-13", FLOOR_UNRATED,
	  N_("the date \"infinity\" is validated forever") },
	/* github GHSA-mr82-8j83-vxmv */
	{ "pydantic", NULL, "1.10.13", "CVE-2024-3772", "GHSA-mr82-8j83-vxmv", "2024-04-15", FLOOR_MEDIUM,
	  N_("a crafted email address costs endless time to validate") },
	{ "pydantic", "2.0.0", "2.4.0", "CVE-2024-3772", "GHSA-mr82-8j83-vxmv", "2024-04-15", FLOOR_MEDIUM,
	  N_("a crafted email address costs endless time to validate") },

	/* pypa PYSEC-2020-150 */
	{ "uvicorn", NULL, "0.11.7", "CVE-2020-7694", NULL, "2020-07-27", FLOOR_UNRATED,
	  N_("escape sequences of a requested path reach the log") },
	/* pypa PYSEC-2020-151 */
	{ "uvicorn", NULL, "0.11.7", "CVE-2020-7695", NULL, "2020-07-27", FLOOR_UNRATED,
	  N_("line breaks in header values split responses") },

	/* github GHSA-vqfr-h8mv-ghfj as committed there, and the CVE record of CVE-2025-43859 */
	{ "h11", NULL, "0.16.0", "CVE-2025-43859", "GHSA-vqfr-h8mv-ghfj", "2025-04-24", FLOOR_CRITICAL,
	  N_("malformed chunked bodies are taken, which lets requests be smuggled past a proxy") },

	/* pypa PYSEC-2018-28 */
	{ "requests", NULL, "2.20.0", "CVE-2018-18074", NULL, "2018-10-09", FLOOR_UNRATED,
	  N_("credentials are sent in the clear after a redirect from https to http") },
	/* pypa PYSEC-2023-74 */
	{ "requests", "2.3.0", "2.31.0", "CVE-2023-32681", "GHSA-j8r2-6x86-q33q", "2023-05-26", FLOOR_UNRATED,
	  N_("the credentials of a proxy are sent to the server after a redirect") },
	/* github GHSA-9wx4-h78v-vm56 */
	{ "requests", NULL, "2.32.2", "CVE-2024-35195", "GHSA-9wx4-h78v-vm56", "2024-05-20", FLOOR_MEDIUM,
	  N_("after one request without verification a session never verifies that host again") },
	/* pypa PYSEC-2026-1872 for the range; the day is that of the release 2.32.4, which tells of it */
	{ "requests", NULL, "2.32.4", "CVE-2024-47081", "GHSA-9hjg-9r4m-mvj7", "2025-06-10", FLOOR_MEDIUM,
	  N_("a crafted URL gets the .netrc credentials of another host") },
	/* GHSA-gc5v-m9x4-r6x2 as quoted with the CVE record of CVE-2026-25645 */
	{ "requests", NULL, "2.33.0", "CVE-2026-25645", "GHSA-gc5v-m9x4-r6x2", "2026-03-25", FLOOR_MEDIUM,
	  N_("a helper unpacks archives to a file name that a local user can foresee") },

	/* pypa PYSEC-2021-108 */
	{ "urllib3", NULL, "1.26.5", "CVE-2021-33503", "GHSA-q2q7-5pp4-w6pg", "2021-06-29", FLOOR_UNRATED,
	  N_("a URL with many @ costs endless time") },
	/* pypa PYSEC-2023-192 */
	{ "urllib3", NULL, "1.26.17", "CVE-2023-43804", "GHSA-v845-jxx5-vc9f", "2023-10-04", FLOOR_HIGH,
	  N_("a Cookie header follows a redirect to another host") },
	{ "urllib3", "2.0.0", "2.0.6", "CVE-2023-43804", "GHSA-v845-jxx5-vc9f", "2023-10-04", FLOOR_HIGH,
	  N_("a Cookie header follows a redirect to another host") },
	/* pypa PYSEC-2023-212 */
	{ "urllib3", NULL, "1.26.18", "CVE-2023-45803", "GHSA-g4mx-q9vg-27p4", "2023-10-17", FLOOR_MEDIUM,
	  N_("a body follows a redirect that turns POST into GET") },
	{ "urllib3", "2.0.0", "2.0.7", "CVE-2023-45803", "GHSA-g4mx-q9vg-27p4", "2023-10-17", FLOOR_MEDIUM,
	  N_("a body follows a redirect that turns POST into GET") },
	/* github GHSA-34jh-p97f-mpxf */
	{ "urllib3", NULL, "1.26.19", "CVE-2024-37891", "GHSA-34jh-p97f-mpxf", "2024-06-17", FLOOR_MEDIUM,
	  N_("a Proxy-Authorization header follows a redirect to another host") },
	{ "urllib3", "2.0.0", "2.2.2", "CVE-2024-37891", "GHSA-34jh-p97f-mpxf", "2024-06-17", FLOOR_MEDIUM,
	  N_("a Proxy-Authorization header follows a redirect to another host") },
	/* OSV's GHSA-pq67-6m6q-mj2v, and the release notes of 2.5.0 */
	{ "urllib3", NULL, "2.5.0", "CVE-2025-50181", "GHSA-pq67-6m6q-mj2v", "2025-06-18", FLOOR_MEDIUM,
	  N_("redirects are followed though the pool was told not to") },
	/* GHSA-gm62-xv2j-4w53 as sent to oss-security */
	{ "urllib3", "1.24", "2.6.0", "CVE-2025-66418", "GHSA-gm62-xv2j-4w53", "2025-12-05", FLOOR_HIGH,
	  N_("a server can chain any number of compressions") },
	/* OSV's GHSA-2xpw-w6gg-jr37, and the CVE record of CVE-2025-66471 */
	{ "urllib3", "1.0", "2.6.0", "CVE-2025-66471", "GHSA-2xpw-w6gg-jr37", "2025-12-05", FLOOR_HIGH,
	  N_("a small compressed answer fills the memory though it is read in pieces") },
	/* the CVE record of CVE-2026-21441, GHSA-38jv-5279-wg99 */
	{ "urllib3", "1.22", "2.6.3", "CVE-2026-21441", "GHSA-38jv-5279-wg99", "2026-01-07", FLOOR_HIGH,
	  N_("the body of a redirect is decompressed without a limit") },
	/* OSV's GHSA-qccp-gfcp-xxvc, and PYSEC-2026-141 */
	{ "urllib3", "1.23", "2.7.0", "CVE-2026-44431", "GHSA-qccp-gfcp-xxvc", "2026-05-11", FLOOR_HIGH,
	  N_("through a proxy, credentials follow a redirect to another host") },
	/* the CVE record of CVE-2026-44432 */
	{ "urllib3", "2.6.0", "2.7.0", "CVE-2026-44432", NULL, "2026-05-13", FLOOR_HIGH,
	  N_("an answer is decompressed whole though a part was asked for") },
	/* the CVE record of CVE-2026-97689, GHSA-vxq7-64xx-v4gw */
	{ "urllib3", "1.10.3", "2.8.0", "CVE-2026-97689", "GHSA-vxq7-64xx-v4gw", "2026-09-29", FLOOR_HIGH,
	  N_("the length line of a chunk is kept in memory without a limit") },

	/* pypa PYSEC-2019-217 */
	{ "jinja2", NULL, "2.10.1", "CVE-2019-10906", NULL, "2019-04-07", FLOOR_UNRATED,
	  N_("str.format_map leads out of the sandbox") },
	/* pypa PYSEC-2021-66 */
	{ "jinja2", NULL, "2.11.3", "CVE-2020-28493", NULL, "2021-02-01", FLOOR_UNRATED,
	  N_("the urlize filter costs endless time on crafted text") },
	/* github GHSA-h5c8-rqwp-cp95 */
	{ "jinja2", NULL, "3.1.3", "CVE-2024-22195", "GHSA-h5c8-rqwp-cp95", "2024-01-11", FLOOR_MEDIUM,
	  N_("the xmlattr filter lets keys with spaces add attributes") },
	/* github GHSA-h75v-3vvj-5mfj */
	{ "jinja2", NULL, "3.1.4", "CVE-2024-34064", "GHSA-h75v-3vvj-5mfj", "2024-05-06", FLOOR_MEDIUM,
	  N_("the xmlattr filter lets keys with other signs add attributes") },
	/* the CVE record of CVE-2024-56326, GHSA-q2x7-8rv6-6q7h */
	{ "jinja2", NULL, "3.1.5", "CVE-2024-56326", "GHSA-q2x7-8rv6-6q7h", "2024-12-23", FLOOR_MEDIUM,
	  N_("an indirect str.format leads out of the sandbox") },
	/* GHSA-cpwx-vrp4-4pq7 as quoted with the release notes of 3.1.6, whose day it is */
	{ "jinja2", NULL, "3.1.6", "CVE-2025-27516", "GHSA-cpwx-vrp4-4pq7", "2025-03-05", FLOOR_UNRATED,
	  N_("the attr filter leads out of the sandbox") },

	/* github GHSA-2jv5-9r88-3w3p */
	{ "python-multipart", NULL, "0.0.7", "CVE-2024-24762", "GHSA-2jv5-9r88-3w3p", "2024-02-12", FLOOR_HIGH,
	  N_("a crafted Content-Type costs minutes of time") },
	/* the CVE record of CVE-2024-53981, GHSA-59g5-xgcq-4qw3 */
	{ "python-multipart", NULL, "0.0.18", "CVE-2024-53981", "GHSA-59g5-xgcq-4qw3", "2024-12-02", FLOOR_HIGH,
	  N_("data around the boundaries is logged byte by byte and stalls the server") },
	/* the CVE record of CVE-2026-24486, GHSA-wp53-j4wj-2cfg */
	{ "python-multipart", NULL, "0.0.22", "CVE-2026-24486", "GHSA-wp53-j4wj-2cfg", "2026-01-27", FLOOR_HIGH,
	  N_("with kept file names an upload can be written anywhere") },
	/* the CVE record of CVE-2026-40347, GHSA-mj87-hwqh-73pj */
	{ "python-multipart", NULL, "0.0.26", "CVE-2026-40347", "GHSA-mj87-hwqh-73pj", "2026-04-18", FLOOR_MEDIUM,
	  N_("large data before or after the parts stalls the server") },
	/* GHSA-pp6c-gr5w-3c5g in full */
	{ "python-multipart", NULL, "0.0.27", "CVE-2026-42561", "GHSA-pp6c-gr5w-3c5g", "2026-05-06", FLOOR_HIGH,
	  N_("a part may have any number of headers of any size") },
	/* GHSA-vffw-93wf-4j4q in full */
	{ "python-multipart", NULL, "0.0.30", "CVE-2026-53537", "GHSA-vffw-93wf-4j4q", "2026-06-15", FLOOR_LOW,
	  N_("extended parameters give a part another name than a filter sees") },
	/* OSV's GHSA-6jv3-5f52-599m */
	{ "python-multipart", NULL, "0.0.30", "CVE-2026-53538", "GHSA-6jv3-5f52-599m", "2026-06-15", FLOOR_LOW,
	  N_("a semicolon begins a field that a filter does not see") },
	/* the CVE record of CVE-2026-53539, GHSA-5rvq-cxj2-64vf */
	{ "python-multipart", NULL, "0.0.30", "CVE-2026-53539", "GHSA-5rvq-cxj2-64vf", "2026-06-22", FLOOR_HIGH,
	  N_("fields between semicolons cost quadratic time") },

	/* pypa PYSEC-2022-42986 */
	{ "certifi", "2017.11.5", "2022.12.7", "CVE-2022-23491", "GHSA-43fp-rhv2-5gv8", "2022-12-07", FLOOR_UNRATED,
	  N_("trusts the withdrawn root certificates of TrustCor") },
	/* pypa PYSEC-2023-135 */
	{ "certifi", "2015.4.28", "2023.7.22", "CVE-2023-37920", "GHSA-xqr8-7jwr-rhp7", "2023-08-03", FLOOR_UNRATED,
	  N_("trusts the withdrawn root certificates of e-Tugra") },
	/* the CVE record of CVE-2024-39689 */
	{ "certifi", "2021.5.30", "2024.7.4", "CVE-2024-39689", NULL, "2024-07-05", FLOOR_UNRATED,
	  N_("trusts the withdrawn root certificates of GLOBALTRUST") },

	/* pypa PYSEC-2024-60 */
	{ "idna", "0.1", "3.7", "CVE-2024-3651", NULL, "2024-07-07", FLOOR_HIGH,
	  N_("crafted names cost quadratic time to encode") },
	/* the CVE record of CVE-2026-45409 */
	{ "idna", NULL, "3.15", "CVE-2026-45409", NULL, "2026-06-05", FLOOR_MEDIUM,
	  N_("long crafted names still cost endless time to encode") },
};
/* clang-format on */

static const char dated[] = "2026-11-27";

static const char *const rating_names[FLOOR_RATINGS] = { "unrated", "low", "medium", "high", "critical" };

const char *floors_dated(void)
{
	return dated;
}

const FloorRow *floors_rows(gsize *count)
{
	*count = G_N_ELEMENTS(rows);
	return rows;
}

const char *floors_rating_name(FloorRating rating)
{
	return rating < FLOOR_RATINGS ? rating_names[rating] : "";
}

gboolean floors_knows(const char *package)
{
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
		if (strcmp(rows[i].package, package) == 0)
			return TRUE;
	return FALSE;
}

static gboolean is_about(const FloorRow *row, const LockPackage *package)
{
	return strcmp(row->package, package->name) == 0 &&
	       version_compare(package->version, row->fixed) < 0 &&
	       (row->from == NULL || version_compare(package->version, row->from) >= 0);
}

static gboolean can_be_judged(const LockPackage *package)
{
	return package->pinned && version_valid(package->version);
}

GArray *floors_hits(const Lockfile *lockfile)
{
	GArray *hits = g_array_new(FALSE, FALSE, sizeof(FloorHit));
	for (guint i = 0; i < lockfile->packages->len; i++) {
		const LockPackage *package = &g_array_index(lockfile->packages, LockPackage, i);
		for (gsize j = 0; can_be_judged(package) && j < G_N_ELEMENTS(rows); j++) {
			FloorHit hit = { package, &rows[j] };
			if (is_about(&rows[j], package))
				g_array_append_val(hits, hit);
		}
	}
	return hits;
}

GPtrArray *floors_unjudged(const Lockfile *lockfile)
{
	GPtrArray *unjudged = g_ptr_array_new();
	for (guint i = 0; i < lockfile->packages->len; i++) {
		LockPackage *package = &g_array_index(lockfile->packages, LockPackage, i);
		if (!can_be_judged(package) && floors_knows(package->name))
			g_ptr_array_add(unjudged, package);
	}
	return unjudged;
}
