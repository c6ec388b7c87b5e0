/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One row a format; of two that begin at one place the longer keyword, then the earlier row is tried first.
 */
#include "leak/formats.h"

#define A "[A-Za-z0-9]"
#define T "[A-Za-z0-9_-]"
#define B "[A-Za-z0-9+/]"
#define H "[0-9a-f]"
/* Whole groups: what has been encoded by itself. */
#define BASE64 "(?:" B "{4}){1,250}+(?:" B "{2}==|" B "{3}=)?"
#define UUID H "{8}-" H "{4}-" H "{4}-" H "{4}-" H "{12}"
/* What may not follow. */
#define END "(?!" T ")"
#define END_A "(?!" A ")"
/* A full stop may follow, a dot and more may not. */
#define END_D "(?!" T "|\\." A ")"
#define END_B "(?![A-Za-z0-9+/=_-])"

/* Not the beginning of a marker: a password that was an own value has been replaced. */
#define PASSWORD "((?:[^\\s/?#@\"'<>\\\\\\xc2]|\\xc2(?!\\xab)){3,100}+)"

const LeakFormat leak_formats[] = {
	/* ---- code and its hosting ---- */
	{ "github-token", "ghp_|gho_|ghu_|ghs_|ghr_", "gh[pousr]_" A "{36,251}+" END, 3.0, leak_check_sum },
	{ "github-token", "github_pat_", "github_pat_" A "{22}_" A "{59}" END, 3.0 },
	{ "gitlab-token", "glpat-|gldt-|glrt-|glft-|glsoat-|glffct-",
	  "gl(?:pat|dt|rt|ft|soat|ffct)-(?:t\\d_)?" T "{20}" END_D, 3.0 },
	{ "gitlab-token", "glpat-|glrt-|gldt-|glcbt-",
	  "gl(?:pat|rt|dt|cbt)-(?:t\\d_)?" T "{27,300}+(?:\\.[0-9a-z]{2})?\\.[0-9a-z]{9}" END, 3.0 },
	{ "gitlab-token", "glimt-", "glimt-(?:t\\d_)?" T "{25}" END_D, 3.0 },
	{ "gitlab-token", "glagent-", "glagent-(?:t\\d_)?" T "{50}" END_D, 3.0 },
	{ "gitlab-token", "glcbt-", "glcbt-" A "{1,5}_" T "{20}" END_D, 3.0 },
	{ "gitlab-token", "glptt-", "glptt-" H "{40}" END, 3.0 },
	{ "gitlab-token", "gloas-", "gloas-" H "{64}" END, 3.0 },
	{ "gitlab-token", "GR1348941", "GR1348941" T "{20}" END, 3.0 },
	{ "atlassian-token", "ATATT3|ATCTT3",
	  "AT[AC]TT3(?:" T "|=(?![0-9A-F]{8}(?!" A "))){60,400}+=[0-9A-F]{8}" END_A, 3.5, NULL, 0,
	  LEFT_LETTER },
	{ "bitbucket-app-password", "ATBB", "ATBB" A "{24,40}+" END_A, 3.5, NULL, 0, LEFT_LETTER },
	{ "bitbucket-token", "BBDC-", "BBDC-[A-Za-z0-9+/@_-]{40,50}+(?![A-Za-z0-9+/@_-])", 3.5, NULL, 0,
	  LEFT_TOKEN },
	{ "trello-token", "ATTA", "ATTA" H "{64}[0-9A-F]{8}" END_A, 3.0, NULL, 0, LEFT_LETTER },
	{ "circleci-token", "CCIPAT_|CCIPRJ_", "CCIP(?:AT|RJ)_" A "{22}_" H "{40}" END, 3.0 },
	{ "buildkite-token", "bkua_|bkpt_|bkaj_", "bk(?:ua|pt|aj)_" H "{40}" END, 2.5 },
	{ "sonarqube-token", "squ_|sqp_|sqa_", "sq[upa]_" H "{40}" END, 2.5 },
	{ "snyk-token", "snyk_uat.|snyk_sat.", "snyk_[us]at\\." H "{8}\\." T "{40,400}+" END, 3.0 },
	{ "postman-key", "PMAK-", "PMAK-" H "{24}-" H "{34}" END, 2.5 },
	{ "readme-key", "rdme_", "rdme_[a-z0-9]{70}" END, 2.5 },
	{ "npm-token", "npm_", "npm_" A "{36}" END, 3.0, leak_check_sum },
	{ "npm-registry-password", ":_auth|:_password",
	  ":_(?:authToken|auth|password)\\s{0,3}=\\s{0,3}\"?([A-Za-z0-9+/_=.-]{8,300}+)", 2.5, NULL, 0,
	  LEFT_ANY, TRUE },
	{ "pypi-token", "pypi-AgEI|pypi-AgEN",
	  "pypi-(?:AgEIcHlwaS5vcmc|AgENdGVzdC5weXBpLm9yZw)" T "{50,1000}+" END, 3.0 },
	{ "rubygems-key", "rubygems_", "rubygems_" H "{48}" END, 2.5 },
	{ "crates-token", "cio?", "cio" A "{32}" END_A, 3.5, leak_check_digit, 0, LEFT_LETTER },
	{ "nuget-key", "oy2?", "oy2[a-z0-9]{43}" END_A, 3.5, NULL, 0, LEFT_LETTER },
	{ "octopus-key", "API-", "API-[A-Z0-9]{26,34}+" END, 3.0, leak_check_digit },
	{ "docker-token", "dckr_pat_|dckr_oat_", "dckr_(?:pat_" T "{27}|oat_" T "{32})" END, 3.0 },
	{ "docker-registry-password", "\"auth\"", "\"auth\"\\s{0,40}:\\s{0,40}\"(" BASE64 ")\"", 0,
	  leak_check_basic, 0, LEFT_ANY, TRUE },
	{ "artifactory-key", "AKCp|cmVmdGtu", "(?:AKCp" A "{69}|cmVmdGtu" A "{56})" END_A, 3.5, NULL, 0,
	  LEFT_TOKEN },

	/* ---- talk and mail ---- */
	{ "slack-token", "xoxb-", "xoxb-[0-9]{8,14}-(?:[0-9]{8,14}-)?" A "{18,34}+" END, 2.5 },
	{ "slack-token", "xoxp-|xoxa-|xoxo-|xoxr-|xoxs-",
	  "xox[paors]-(?:[0-9]-)?(?:[0-9]{8,14}-){1,3}" A "{6,80}+" END, 2.5 },
	{ "slack-token", "xoxa-|xoxo-|xoxr-|xoxs-", "xox[aors]-(?:[0-9]-)?[A-Za-z0-9-]{16,80}+" END, 3.0,
	  leak_check_unworded },
	{ "slack-token", "xoxd-", "xoxd-(?:[A-Za-z0-9+/=]|%(?!0[ADad9]|2[026]|3[CEce])){80,300}+", 3.0 },
	{ "slack-token", "xoxc-", "xoxc-(?:[0-9]{8,14}-){2,3}" H "{64}" END, 2.5 },
	{ "slack-token", "xapp-", "xapp-[0-9]-[A-Z0-9]{9,13}-[0-9]{8,14}-" H "{64}" END, 2.5 },
	{ "slack-token", "xoxe-|xoxe.xox", "xoxe(?:\\.xox[bp])?-[0-9]-" A "{140,190}+" END, 3.0 },
	{ "slack-webhook", "https://hooks.slack",
	  "https://hooks\\.slack(?:-gov)?\\.com/(?:services/T[A-Z0-9]{8,12}/B[A-Z0-9]{8,12}/" A
	  "{23,26}+|(?:workflows|triggers)/[A-Za-z0-9/]{30,80}+)",
	  0, NULL, 0, LEFT_ANY },
	{ "discord-webhook", "https://discord|https://ptb.discord|https://canary.discord",
	  "https://(?:ptb\\.|canary\\.)?discord(?:app)?\\.com/api(?:/v[0-9]{1,9})?/webhooks/[0-9]{17,20}/" T
	  "{60,80}+",
	  0, NULL, 0, LEFT_ANY },
	/* The first part is the base64 of a number, and so begins with one of these. */
	{ "discord-token", ".??????.|.???????.", "[MNO]" T "{22,27}\\." T "{6,7}\\." T "{27,38}+" END, 3.5,
	  leak_check_discord, LEAK_BACK_TOKEN, LEFT_ANY, .least = 27 },
	{ "teams-webhook", ".webhook.office.com/webhookb2/",
	  "\\.webhook\\.office\\.com/webhookb2/(" UUID "@" UUID "/IncomingWebhook/" H "{32}/" UUID "(?:/" T
	  "{1,100}+)?)",
	  0, NULL, 0, LEFT_ANY },
	{ "zapier-webhook", "https://hooks.zapier.com/hooks/",
	  "https://hooks\\.zapier\\.com/hooks/(?:catch|standard)/[0-9]{4,12}/" A "{5,12}+" END_A, 0, NULL, 0,
	  LEFT_ANY },
	{ "make-webhook", "https://hook.",
	  "https://hook\\.(?:[a-z]{2}[0-9]\\.)?(?:make|integromat)\\.com/[a-z0-9]{28,40}+" END_A, 0, NULL, 0,
	  LEFT_ANY },
	{ "telegram-token", "#:AA", "[0-9]{8,10}:AA" T "{33}" END, 3.5, NULL, LEAK_BACK_DIGITS, LEFT_ANY },
	{ "mailgun-key", "key-%", "key-" H "{32}" END, 2.5 },
	{ "mailgun-key", "-%%%%%%%%-", H "{32}-" H "{8}-" H "{8}" END, 2.5, NULL, 32, .least = 8 },
	{ "twilio-api-key", "SK%", "SK" H "{32}" END_A, 3.0, NULL, 0, LEFT_LETTER, .least = 31 },
	{ "resend-key", "re_?", "re_" A "{8}_" A "{24}" END, 3.5, leak_check_digit },
	{ "mandrill-key", "md-?", "md-" T "{22}" END, 3.5, leak_check_digit },
	{ "sendgrid-key", "SG.?", "SG\\." T "{22}\\." T "{43}" END, 3.5 },
	{ "mailchimp-key", "-us#", H "{32}-us[0-9]{1,2}" END_A, 3.0, NULL, 32, LEFT_LETTER },
	{ "brevo-key", "xkeysib-|xsmtpsib-", "x(?:keysib|smtpsib)-" H "{64}-" A "{16}" END, 2.5 },
	{ "intercom-token", "dG9rO", "dG9rO[A-Za-z0-9+/_-]{50,60}+={1,2}", 3.5, NULL, 0, LEFT_TOKEN },

	/* ---- work and documents ---- */
	{ "asana-token", "1/#|2/#", "[12]/[0-9]{12,19}+(?:/[0-9]{12,19}+)?:" H "{32}" END_A, 2.5, NULL, 0,
	  LEFT_BASE64, .least = 11 },
	{ "facebook-token", "EAA^", "EAA[A-Z]" A "{90,300}+" END_B, 3.5, NULL, 0, LEFT_TOKEN },
	{ "n-eight-n-key", "n8n_api_", "n8n_api_" H "{80}" END, 2.5 },
	{ "hubspot-token", "pat-na|pat-eu|pat-ap", "pat-(?:na|eu|ap)[0-9]-" UUID END, 2.5 },
	{ "linear-key", "lin_api_|lin_oauth_", "lin_(?:api|oauth)_" A "{40,64}+" END, 3.0 },
	{ "notion-token", "ntn_", "ntn_[0-9]{11}" A "{35}" END, 3.0 },
	{ "notion-token", "secret_", "secret_" A "{43}" END, 3.5 },
	{ "airtable-token", "p????????????????.", "pat" A "{14}\\." H "{64}" END, 3.0, .least = 64 },
	{ "figma-token", "figd_|figo_|figu_|figor_|figoh_|figur_|figuh_",
	  "fig(?:d|o|u|or|oh|ur|uh)_" T "{40}" END, 3.0 },
	{ "typeform-token", "tfp_", "tfp_[A-Za-z0-9_]{40,59}+" END, 3.0 },
	{ "dropbox-token", "sl.?", "sl\\.(?:u\\.)?" T "{130,1500}+" END, 3.5 },
	{ "contentful-token", "CFPAT-", "CFPAT-" T "{43}" END, 3.0 },
	{ "clickup-token", "pk_#", "pk_[0-9]{7,9}_[0-9A-Z]{32}" END, 3.0 },
	{ "shopify-token", "shpat_|shpca_|shppa_|shpss_", "shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}" END, 2.5 },
	{ "okta-token", "SSWS ", "SSWS (00" T "{40})" END, 3.0, NULL, 0, LEFT_TOKEN, TRUE },
	{ "onepassword-token", "ops_eyJ", "ops_eyJ[A-Za-z0-9+/_-]{250,1900}+={0,3}", 4.0, NULL, 0,
	  LEFT_TOKEN },

	/* ---- money ---- */
	{ "paystack-secret-key", "sk_live_|sk_test_", "sk_(?:live|test)_" H "{40}" END, 2.5 },
	{ "stripe-secret-key", "sk_live_|sk_test_", "sk_(?:live|test)_" A "{16,247}+" END, 3.0 },
	{ "stripe-secret-key", "rk_live_|rk_test_", "rk_(?:live|test)_" A "{16,247}+" END, 3.0 },
	{ "webhook-secret", "whsec_", "whsec_" B "{24,88}+={0,2}" END_B, 3.0 },
	{ "webhook-secret", "whsk_", "whsk_" B "{43,86}+={0,2}" END_B, 3.0 },
	{ "square-token", "EAAA", "EAAA" T "{60}" END, 3.5, NULL, 0, LEFT_TOKEN },
	{ "square-token", "sandbox-sq0", "sandbox-sq0(?:at[pb]|cs[pb])-" T "{22,50}+" END, 3.0 },
	{ "square-token", "sq0atp-|sq0atb-|sq0csp-|sq0csb-", "sq0(?:at[pb]|cs[pb])-" T "{22,50}+" END, 3.0 },
	{ "braintree-token", "access_token$",
	  "access_token\\$(?:production|sandbox)\\$[0-9a-z]{16}\\$" H "{32}" END_A, 2.5 },
	{ "paddle-key", "pdl_live_|pdl_sdbx_", "pdl_(?:live|sdbx)_apikey_[a-z0-9]{26}_" A "{22}_" A "{3}" END,
	  3.0 },
	{ "paddle-webhook-secret", "pdl_ntf", "pdl_ntf(?:set)?_[a-z0-9]{26}_" B "{32}(?!" B ")", 3.0 },
	{ "razorpay-key", "rzp_live_|rzp_test_", "rzp_(?:live|test)_" A "{14}" END, 2.5 },
	/* The third part has signs of any kind in it; quotes and what may go on with something else end it.
	 */
	{ "adyen-api-key", "AQE?",
	  "AQE[a-z]h" B "{60,160}+={0,2}-" B "{40,60}+={0,2}-"
	  "(?:[^\\s\"'\\\\<>&\\x7f-\\xff]|<(?![/a-zA-Z])|[>&'](?![\\w,;)\\]}\\s])){0,24}+",
	  3.5, NULL, 0, LEFT_LETTER, TRUE },
	{ "flutterwave-key", "FLWSECK", "FLWSECK(?:_TEST)?-" H "{32}-X" END_A, 2.5, NULL, 0, LEFT_LETTER },
	{ "plaid-token", "access-sandbox-|access-development-|access-production-",
	  "access-(?:sandbox|development|production)-" UUID END, 2.5 },
	{ "duffel-token", "duffel_live_|duffel_test_", "duffel_(?:live|test)_[A-Za-z0-9_=-]{43}" END, 3.0 },
	{ "easypost-key", "EZAK|EZTK", "EZ[AT]K" A "{54}" END_A, 3.5, NULL, 0, LEFT_LETTER },
	{ "shippo-token", "shippo_live_|shippo_test_", "shippo_(?:live|test)_" H "{40}" END, 2.5 },

	/* ---- clouds ---- */
	{ "aws-access-key-id", "AKIA|ASIA|ABIA|ACCA", "A(?:KIA|SIA|BIA|CCA)[A-Z2-7]{16}" END_A, 3.0, NULL, 0,
	  LEFT_LETTER },
	{ "aws-bedrock-key", "ABSK", "ABSK" B "{109,269}+={0,2}" END_B, 3.5, NULL, 0, LEFT_TOKEN },
	{ "google-api-key", "AIza", "AIza" T "{35}" END, 3.0 },
	{ "google-oauth-secret", "GOCSPX-", "GOCSPX-" T "{28}" END, 3.0 },
	{ "google-oauth-token", "ya29.", "ya29\\." T "{30,1024}+" END, 3.0 },
	{ "google-refresh-token", "1//0", "1//0" T "{40,220}+" END, 3.5, NULL, 0, LEFT_BASE64 },
	{ "azure-storage-key", "~accountkey=", "(?i:AccountKey)=(" B "{86}==)", 3.5, NULL, 0, LEFT_ANY },
	{ "azure-storage-key", "+ASt|+ABa|+AMC|ACDb|APIM",
	  B "{76}(?:\\+ASt|\\+ABa|\\+AMC|ACDb|APIM)" B "{5}[AQgw]==", 3.5, NULL, 76, LEFT_BASE64 },
	{ "azure-service-key", "~sharedaccesskey=", "(?i:SharedAccessKey)=(" B "{43}=)(?!=)", 3.0, NULL, 0,
	  LEFT_ANY },
	{ "azure-service-key", "+ASb|+AEh|+ARm|AIoT",
	  B "{33}(?:\\+ASb|\\+AEh|\\+ARm|AIoT)[A-P]" B "{5}=(?!=)", 3.5, NULL, 33, LEFT_BASE64 },
	{ "azure-function-key", "AzFu", T "{44}AzFu" T "{5}[AQgw]==", 3.5, NULL, 44 },
	{ "azure-search-key", "AzSe", A "{42}AzSe[A-D]" A "{5}" END, 3.5, NULL, 42, LEFT_TOKEN },
	{ "azure-registry-key", "+ACR", B "{42}\\+ACR[A-D]" A "{5}" END, 3.5, NULL, 42, LEFT_BASE64 },
	{ "azure-devops-token", "AZDO", A "{76}AZDO" A "{4}" END, 3.5, NULL, 76, LEFT_TOKEN },
	{ "azure-client-secret", "Q~", "[A-Za-z0-9_~.]{3}[0-9]Q~[A-Za-z0-9_~.-]{31,34}+(?![A-Za-z0-9_~-])",
	  3.5, NULL, 4 },
	{ "alibaba-access-key", "LTAI", "LTAI" A "{17,21}+" END_A, 3.0, NULL, 0, LEFT_LETTER },
	{ "digitalocean-token", "dop_v1_|doo_v1_|dor_v1_", "do[opr]_v1_" H "{64}" END, 2.5 },
	{ "cloudflare-token", "cfut_|cfat_|cfk_", "cf(?:ut|at|k)_" A "{40}" H "{8}" END, 3.0 },
	{ "cloudflare-origin-key", "v1.0-", "v1\\.0-" H "{24}-" H "{146}" END, 3.0 },
	{ "heroku-key", "HRKU-AA", "HRKU-AA" T "{58}" END, 3.5 },
	{ "fly-token", "fo1_|fm1_|fm1a_|fm1r_|fm2_|fm2a_|fm2r_",
	  "(?:fo1_" T "{43}|fm[12][ar]?_" B "{100,1900}+={0,3})" END_B, 3.5 },
	{ "netlify-token", "nfp_", "nfp_" A "{36}" END, 3.0 },
	{ "supabase-key", "sbp_|sb_secret_", "(?:sbp_" H "{40}|sb_secret_" T "{20,60}+)" END, 2.5 },
	{ "planetscale-token", "pscale_", "pscale_(?:tkn|oauth|pw)_[A-Za-z0-9_.=-]{32,64}+" END, 3.0 },
	{ "databricks-token", "dapi", "dapi" H "{32}(?:-[0-9])?" END, 3.0, NULL, 0, LEFT_LETTER },
	{ "vault-token", "hvs.|hvb.|hvr.", "hv[sbr]\\." T "{24,300}+" END, 3.5 },
	{ "terraform-token", ".atlasv1.", A "{14}\\.atlasv1\\.[A-Za-z0-9_=-]{60,70}+" END, 3.5, NULL, 14 },
	{ "doppler-token", "dp.pt.|dp.st.|dp.ct.|dp.sa.|dp.scim.|dp.audit.",
	  "dp\\.(?:pt|ct|st(?:\\.[a-z0-9_-]{2,35})?|sa|scim|audit)\\." A "{40,44}+" END, 3.0 },
	{ "pulumi-token", "pul-", "pul-" H "{40}" END, 3.0 },
	{ "tailscale-key", "tskey-",
	  "tskey-[a-z]{1,30}-(?=[A-Za-z0-9-]{12})" A "{1,64}+(?:-" A "{1,64}+)?" END, 3.0,
	  leak_check_unworded },
	{ "age-secret-key", "AGE-SECRET-KEY-1",
	  "AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}" END_A, 3.0 },
	{ "newrelic-key", "NRAK-|NRII-|NRJS-", "NR(?:AK-[A-Z0-9]{27}|II-" T "{32}|JS-" H "{19})" END, 2.5 },
	{ "sentry-token", "sntryu_|sntrys_", "(?:sntryu_" H "{64}|sntrys_eyJ[A-Za-z0-9+/=_]{100,400}+)" END,
	  3.0 },
	{ "grafana-token", "glsa_", "glsa_" A "{32}_" H "{8}" END, 3.0, leak_check_grafana },
	{ "grafana-token", "glc_eyJ", "glc_eyJ[A-Za-z0-9+/=]{60,400}+" END, 3.5 },
	{ "prefect-token", "pnu_", "pnu_" A "{36}" END, 3.0 },
	{ "maxmind-key", "_mmk", A "{6}_" A "{29}_mmk" END, 3.0, NULL, 36 },

	/* ---- models ---- */
	{ "openai-api-key", "sk-proj-|sk-svcacct-|sk-admin-",
	  "sk-(?:proj|svcacct|admin)-" T "{20,100}?T3BlbkFJ" T "{20,100}+" END, 3.5 },
	{ "openai-api-key", "T3BlbkFJ", "sk-" T "{20,100}?T3BlbkFJ" T "{20,100}+" END, 3.5, NULL,
	  LEAK_BACK_TOKEN, LEFT_ANY },
	{ "anthropic-api-key", "sk-ant-api03-|sk-ant-admin01-", "sk-ant-(?:api03|admin01)-" T "{93}AA" END,
	  3.5 },
	{ "anthropic-oauth-token", "sk-ant-oat01-|sk-ant-ort01-", "sk-ant-o[ar]t01-" T "{80,110}+" END, 3.5 },
	{ "huggingface-token", "hf_?|api_org_", "(?:hf_|api_org_)" A "{34}" END, 3.0 },
	{ "groq-key", "gsk_", "gsk_" A "{52}" END, 3.5 },
	{ "xai-key", "xai-", "xai-" A "{80}" END, 3.5 },
	{ "perplexity-key", "pplx-", "pplx-" A "{48}" END, 3.5 },
	{ "replicate-token", "r8_?", "r8_" T "{37}" END, 3.5 },
	{ "openrouter-key", "sk-or-v1-", "sk-or-v1-" H "{64}" END, 2.5 },
	{ "langsmith-key", "lsv2_", "lsv2_(?:pt|sk)_" H "{32}_" H "{10}" END, 2.5 },
	{ "pinecone-key", "pcsk_", "pcsk_" A "{5,6}_" A "{63}" END, 3.5 },
	{ "elevenlabs-key", "sk_%", "sk_" H "{48}" END, 3.0 },

	/* ---- of no vendor ---- */
	{ "jwt", ".eyJ|.eyA|.ewo|.ew0|.ewk|.ewg|.ewi",
	  "e(?:yJ|yA|w[o0kgi])" T "{8,}+\\.e(?:yJ|yA|w[o0kgi])" T "{2,}+\\." T "{16,}+", 0, leak_check_jwt,
	  LEAK_BACK_TOKEN, LEFT_ANY, FALSE, TRUE },
	{ "private-key", "-----BEGIN ",
	  "-----BEGIN (?:[A-Z0-9]{1,40} ){0,3}PRIVATE KEY(?: BLOCK)?-----"
	  "(?=(?:\\\\+[nrt/]|[A-Za-z0-9+/=\\s:.,()]|-(?!-)){50})"
	  /* Lines, or one in which their ends are escaped: what follows in the next line of a log is no part
	     of it. */
	  "(?:(?:[ \\t]*+\\r?\\n[ \\t]*+(?:[A-Za-z-]{1,40}: [^\\r\\n]{0,200}+|=?" B
	  "{1,100}+={0,3}(?=\\s|-----|[\"']|$))?)++|"
	  "(?:\\\\+[nrt/]|[A-Za-z0-9+/= \\t:.,()]++|-(?!-))++)"
	  "(?:\\s{0,3}-----END (?:[A-Z0-9]{1,40} ){0,3}PRIVATE KEY(?: BLOCK)?-----)?",
	  0, leak_check_private_key, 0, LEFT_ANY, TRUE, TRUE },
	{ "private-key",
	  "Private-Lines: ", "Private-Lines: [0-9]{1,3}((?:(?:\\\\[nr]|\\s){1,4}[A-Za-z0-9+/=]{20,64}){1,}+)",
	  0, NULL, 0, LEFT_ANY, TRUE, TRUE },
	{ "basic-credentials", "Basic |basic ", "[Bb]asic\\s{1,20}(" BASE64 ")" END_B, 0, leak_check_basic, 0,
	  LEFT_TOKEN, TRUE },
	{ "url-password", "@", "[^\\s/?#:@\"'<>\\\\]{0,100}+:" PASSWORD "@", 0, leak_check_password,
	  LEAK_BACK_URL, LEFT_ANY },
};

const gsize leak_formats_count = G_N_ELEMENTS(leak_formats);
