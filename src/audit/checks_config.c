/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the server is set up; the judges are in audit/checks_config_open.c and audit/checks_config_answers.c.
 */
#include "audit/checks_config.h"
#include "audit/checks_families.h"

const struct check checks_config[] = {
	{ { .id = "config.dev-mode",
	    .level = LEVEL_PASSIVE,
	    .severity = SEVERITY_CRITICAL,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "P1 O3 B7",
	    .title = "The server runs in production mode",
	    .why = "A development server keeps every secret in a plain SQLite file, deletes subscriptions "
		   "under any connection, lists connections that do not exist, and locks itself up after a "
		   "wrong delete.",
	    .how = "Two known connections are read: it fails where their wfServerId differs. With one, at "
		   "level safe: it fails where the list of an unknown connection is 200, a limit beyond "
		   "SQLite's numbers is 500 and {id}%3Fx=1 is 404; a list that is 404 passes. On a target "
		   "with env = test it is info.",
	    .fix = "Run with dev_mode=False, an engine URL and an engine key.",
	    .snippet = "server = WorkflowServer(\n"
		       "    dev_mode=False,\n"
		       "    engine_url=os.environ[\"ENGINE_URL\"],\n"
		       "    engine_api_key=os.environ[\"ENGINE_API_KEY\"],\n"
		       ")\n",
	    .mistaken = "Connections that were moved from one engine's server to another keep their old "
			"wfServerId.",
	    .owasp = "API8:2023",
	    .cwe = "CWE-489 CWE-1188" },
	  0,
	  config_reads_dev_mode,
	  config_judge_dev_mode },
	{ { .id = "config.docs-open",
	    .level = LEVEL_SAFE,
	    .severity = SEVERITY_MEDIUM,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "O3 B7",
	    .title = "The documentation pages ask for the token",
	    .why = "They name every route, argument and schema, and let a visitor try them out.",
	    .how = "/docs, /redoc and /openapi.json are asked without a token. It fails where the page or "
		   "the document comes back; another page that answers every path does not count. On a "
		   "target with env = test it is info.",
	    .fix = "Leave the pages behind the token, where the SDK has them once a token is set; or switch "
		   "them off in production. Without /openapi.json weir cannot tell the routes, either.",
	    .snippet = "# the pages for people; the document stays, behind the token\n"
		       "app = FastAPI(docs_url=None, redoc_url=None)\n",
	    .mistaken = "A public API whose documentation is published on purpose: suppress it.",
	    .owasp = "API8:2023 API9:2023",
	    .cwe = "CWE-200 CWE-651" },
	  0,
	  config_reads_docs,
	  config_judge_docs_open },
	{ { .id = "config.hidden-routes",
	    .level = LEVEL_SAFE,
	    .severity = SEVERITY_MEDIUM,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "O3",
	    .title = "No undocumented route answers strangers",
	    .why = "Routes for debugging, metrics and configuration tell versions, names, paths and loads, "
		   "and at worst the environment with its keys.",
	    .how = "/debug, /metrics, /env, /config, /admin, /console and /.env are asked without a token, "
		   "and a path that cannot exist beside them. It fails for a 200 that is not in OpenAPI; "
		   "where the impossible path is answered alike, it is unknown.",
	    .fix = "Serve metrics on another port of the inner network, and remove the others.",
	    .snippet = "# metrics on a port of their own, for the inside only\n"
		       "prometheus_client.start_http_server(9100, addr=\"127.0.0.1\")\n",
	    .mistaken = "A page that is meant for everybody; put it into OpenAPI or suppress it.",
	    .owasp = "API8:2023 API9:2023",
	    .cwe = "CWE-489 CWE-538" },
	  0,
	  config_reads_hidden,
	  config_judge_hidden_routes },
	{ { .id = "config.cors",
	    .level = LEVEL_SAFE,
	    .severity = SEVERITY_HIGH,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "O3",
	    .title = "Foreign pages may not call the server",
	    .why = "A page that somebody inside the network opens could call the server from there and "
		   "read what it answers.",
	    .how = "GET /liveness with a foreign Origin, and a preflight for POST /connections. It fails "
		   "where that origin is allowed, where every origin is allowed with credentials, and where "
		   "every origin is allowed on a server without a token.",
	    .fix = "Leave CORS out: platforms call servers from servers. Where a page needs it, name its "
		   "origin.",
	    .snippet = "app.add_middleware(CORSMiddleware,\n"
		       "                   allow_origins=[\"https://admin.example.com\"],\n"
		       "                   allow_credentials=False)\n",
	    .mistaken = "A proxy that adds the header to /liveness only.",
	    .owasp = "API8:2023",
	    .cwe = "CWE-942 CWE-346" },
	  0,
	  config_reads_cors,
	  config_judge_cors },
	{ { .id = "config.debug",
	    .level = LEVEL_SAFE,
	    .severity = SEVERITY_HIGH,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "O3 L2",
	    .title = "Errors show nothing of the inside",
	    .why = "Traces name files, libraries and lines, and messages of libraries carry hosts, queries "
		   "and now and then credentials: a map for the next step.",
	    .how = "Every answer of status 400 and above in this run is searched for stack traces, file "
		   "paths, connection strings and messages of libraries. Without one answer of status 500 "
		   "it cannot pass: it is unknown then.",
	    .fix = "Run without debug, and answer uncaught errors with one plain sentence and an id that is "
		   "in the log too.",
	    .snippet = "@app.exception_handler(Exception)\n"
		       "async def crashed(request, error):\n"
		       "    incident = uuid.uuid4().hex\n"
		       "    logger.exception(\"unexpected error %s\", incident)\n"
		       "    return JSONResponse({\"detail\": f\"internal error {incident}\"}, 500)\n",
	    .mistaken = "A message that repeats a path or a URL that the caller sent itself.",
	    .owasp = "API8:2023",
	    .cwe = "CWE-209 CWE-489" },
	  CHECK_READS_ALL,
	  config_reads_bad_input, /* so that there are errors where nothing else is asked */
	  config_judge_debug },
	{ { .id = "config.error-clarity",
	    .level = LEVEL_SAFE,
	    .severity = SEVERITY_LOW,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "L3",
	    .title = "Bad input is told, not crashed on",
	    .why = "A 500 tells the caller nothing of what to mend, and the operator gets an alarm for "
		   "somebody else's mistake. Code that crashes on input was not written with it in mind.",
	    .how = "A limit that is no number, a body that is no JSON, an unknown tool, a dot for an id and "
		   "deeply nested JSON are sent, on connections that do not exist. It fails for each 500; "
		   "the last three crash the SDK itself and are info.",
	    .fix = "Declare the types of parameters and bodies, and turn expected errors into HTTPException.",
	    .snippet = "limit: Annotated[int, Query(ge=1, le=1000)] = 100\n",
	    .mistaken = "A server whose engine is down answers 500 to everything: mend that first.",
	    .owasp = "API8:2023",
	    .cwe = "CWE-755 CWE-20" },
	  0,
	  config_reads_bad_input,
	  config_judge_error_clarity },
	{ { .id = "config.server-header",
	    .level = LEVEL_PASSIVE,
	    .severity = SEVERITY_LOW,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "O3",
	    .title = "Headers tell no versions",
	    .why = "A version is looked up in lists of known faults, by machines, within a day of each new "
		   "one.",
	    .how = "Server, X-Powered-By and headers like them of the manifest and of connections are "
		   "looked at. It fails where one has a version number; a bare name passes.",
	    .fix = "Start uvicorn with --no-server-header, and switch the versions of proxies off.",
	    .snippet = "uvicorn server:app --no-server-header\n"
		       "# nginx\n"
		       "server_tokens off;\n",
	    .mistaken = "A version of the API in such a header.",
	    .owasp = "API8:2023",
	    .cwe = "CWE-200 CWE-497" },
	  0,
	  config_reads_headers,
	  config_judge_server_header },
	{ { .id = "config.cache",
	    .level = LEVEL_PASSIVE,
	    .severity = SEVERITY_LOW,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "O3 K4",
	    .title = "Answers with tenants' data are not stored on the way",
	    .why = "Subscriptions come with their secrets. A proxy, a gateway or a browser that keeps the "
		   "answer gives it to the next one who asks, or to whoever reads its disk.",
	    .how = "Answers with connections and subscriptions are looked at. It fails for each route "
		   "without Cache-Control: no-store.",
	    .fix = "Add the header to every answer in a middleware or in the proxy.",
	    .snippet = "@app.middleware(\"http\")\n"
		       "async def never_store(request, call_next):\n"
		       "    response = await call_next(request)\n"
		       "    response.headers[\"Cache-Control\"] = \"no-store\"\n"
		       "    return response\n",
	    .mistaken = "Nothing between server and platform ever caches answers to requests with "
			"Authorization: then little is lost.",
	    .owasp = "API8:2023",
	    .cwe = "CWE-525 CWE-524" },
	  0,
	  config_reads_data,
	  config_judge_cache },
	{ { .id = "config.host-header",
	    .level = LEVEL_SAFE,
	    .severity = SEVERITY_LOW,
	    .origin = ORIGIN_SDK,
	    .guidelines = "O3",
	    .title = "Redirects do not follow the Host header",
	    .why = "Who can set the Host header of a request that is cached or followed sends the next "
		   "caller, and its token, to another host.",
	    .how = "GET /manifest/ with Host: weir.invalid and the token, to the server's own address. It "
		   "fails where the redirect leads to weir.invalid.",
	    .fix = "Let only the server's own names in, or switch redirects of slashes off.",
	    .snippet = "app.add_middleware(TrustedHostMiddleware, allowed_hosts=[\"desk.example.com\"])\n"
		       "# or\n"
		       "app.router.redirect_slashes = False\n",
	    .mistaken = "None is known.",
	    .owasp = "API8:2023",
	    .cwe = "CWE-644 CWE-601" },
	  CHECK_TOLERATES_SILENCE,
	  config_reads_host,
	  config_judge_host_header },
	{ { .id = "config.rate-limit-info",
	    .level = LEVEL_PASSIVE,
	    .severity = SEVERITY_LOW,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "P4",
	    .title = "The manifest tells of rate limits",
	    .why = "Who builds a flow cannot know how often it may call, and finds out when the upstream "
		   "locks the account.",
	    .how = "apiRateLimitInfo of the manifest is looked at. It fails where it is missing or empty.",
	    .fix = "Say in one sentence how much the upstream allows and what happens beyond.",
	    .snippet = "api_rate_limit_info=\"The desk allows 200 requests a minute per account; beyond "
		       "that actions \"\n"
		       "                    \"answer 429 with Retry-After.\"\n",
	    .mistaken = "An upstream without limits: say that.",
	    .owasp = "API4:2023",
	    .cwe = "CWE-770" },
	  CHECK_NEEDS_MANIFEST,
	  NULL,
	  config_judge_rate_limit_info },
	{ { .id = "config.contact",
	    .level = LEVEL_PASSIVE,
	    .severity = SEVERITY_INFO,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "P6",
	    .title = "The manifest names whom to ask",
	    .why = "Who finds a weakness or a leaked key has to tell somebody, at once.",
	    .how = "author, email and url of the manifest are looked at. It fails for each that is missing.",
	    .fix = "Give all three; a mailbox that several people read is best.",
	    .snippet = "author=\"Desk Integrations\", email=\"integrations@desk.example\",\n"
		       "url=\"https://desk.example/integrations\"\n",
	    .mistaken = "A server of one team, for itself: suppress it.",
	    .owasp = "API9:2023",
	    .cwe = "CWE-1059" },
	  CHECK_NEEDS_MANIFEST,
	  NULL,
	  config_judge_contact },
	{ { NULL } },
};

const struct check checks_host_parsing[] = {
	{ { .id = "deps.host-parsing",
	    .level = LEVEL_SAFE,
	    .severity = SEVERITY_HIGH,
	    .origin = ORIGIN_SDK,
	    .guidelines = "O4 O1",
	    .title = "A Host header does not become part of the path",
	    .why = "Starlette without the fix of CVE-2026-48710 builds the path that the check of the token "
		   "reads from the Host header: Host: HOST/liveness? opens every route without a token.",
	    .how = "With the token, GET /manifest/ with Host: weir.invalid/x?. It fails where the redirect "
		   "leads to weir.invalid/x?...: the header was taken as it came.",
	    .fix = "Update Starlette (and FastAPI with it), and let a proxy in front refuse Host headers "
		   "that are none.",
	    .snippet = "uv lock --upgrade-package starlette --upgrade-package fastapi\n",
	    .mistaken = "A proxy in front that refuses such headers hides the fault: then it passes.",
	    .owasp = "API2:2023 API8:2023",
	    .cwe = "CWE-1395 CWE-20" },
	  CHECK_TOLERATES_SILENCE,
	  config_reads_host_parsing,
	  config_judge_host_parsing },
	{ { NULL } },
};
