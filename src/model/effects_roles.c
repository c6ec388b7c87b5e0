/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/effects_words.h"

const EffectRoleRow EFFECT_ROLES[] = {
	{ ROLE_DETERMINER,
	  "the a an all any each every this that these those your their its his her our my one "
	  "some multiple several single new existing specific specified given it them another "
	  "many up both no "
	  "en ett den det alla nya der die das ein eine einen einem alle" },
	{ ROLE_FILLER,
	  "please soft hard force simply also optionally bulk batch sparse safely partial full just only now "
	  "either first quickly atomically async synchronously asynchronously deprecated beta "
	  "experimental admin internal mass single tool" },
	{ ROLE_SUBJECT,
	  "this it you we i user users client clients caller callers endpoint endpoints method methods "
	  "operation "
	  "operations action actions api apis call calls tool function functions resource service request "
	  "route "
	  "command step block module feature app application developer developers one who which that "
	  "customer customers webhook query mutation here" },
	{ ROLE_MODAL, "to can will may should must shall could would let lets kan ska kann wird zum zur um" },
	{ ROLE_LEAD,
	  "allow allows allowing enable enables enabling use used using useful provide provides offers offer "
	  "helps help makes possible intended designed able possibility ability way want wants need needs "
	  "capability responsible support supports try attempts attempt wish order" },
	{ ROLE_NEGATION, "not never without dont doesnt wont cannot cant isnt arent didnt neither nor no non "
			 "instead rather inte aldrig utan ej nicht nie ohne kein keine" },
	{ ROLE_CONDITION,
	  "if when once after before unless note see requires require for must only where while until "
	  "because "
	  "since whenever otherwise during although though example prerequisite warning important tip hint "
	  "whether as however om nar wenn falls" },
	{ ROLE_JOIN, "and or then och eller und oder plus" },
	{ ROLE_BE, "is are be been being was were gets ar blir wird werden wurde" },
	{ ROLE_PREPOSITION,
	  "of for to from in on at by with into about via per through under within against over as "
	  "till fran med av pa "
	  "von mit fur zu" },
	{ ROLE_SENDABLE,
	  "message messages email emails mail mails sms mms text texts reminder reminders notification "
	  "notifications reply replies invitation invitations fax faxes whatsapp otp dm dms alert alerts "
	  "newsletter tweet tweets announcement announcements meddelande meddelanden mejl nachricht "
	  "nachrichten "
	  "broadcast signature signatures airtime" },
	{ ROLE_READ_NOUN,
	  "details detail status statuses info information summary summaries stats statistics metrics logs "
	  "log "
	  "history count counts balance limits version versions health metadata schema top credits quota "
	  "usage "
	  "overview report analytics participants progress capabilities permissions whoami me state "
	  "insights listing options types trends feed results contents availability" },
	{ ROLE_FOLLOWER, "status url urls uri link links date time session sessions job jobs request "
			 "requests result results "
			 "history id ids type types log logs code codes key keys settings template templates "
			 "count details info "
			 "summary list lists field fields run runs suite suites item items entry entries "
			 "option options name "
			 "names state address addresses number numbers level policy policies rule rules "
			 "point points book group "
			 "groups page pages stats report reports event events by" },
	{ ROLE_ASIDE,
	  "returns return response responses example examples precondition preconditions postcondition also "
	  "permissions permission scopes scope requirements requirement prerequisites result results output "
	  "errors error reference docs documentation effects defaults usage" },
	{ ROLE_PARAMETERS, "args parameters arguments params parameter input inputs" },
	{ ROLE_PERMANENT,
	  "permanently irreversible irreversibly irrevocably irrevocable irrecoverable irrecoverably "
	  "unrecoverable destructive destructively overwrites overwrite overwritten overwriting wipes wiped "
	  "erases erased forever unwiderruflich endgultig" },
	{ ROLE_BEYOND, "web internet website websites external third-party" },
	{ ROLE_NOTHING, "nothing none nichts ingenting" },
	{ ROLE_READ_ONLY, "read-only readonly side-effect-free" },
	{ ROLE_QUESTION, "is has can does are" },
	{ ROLE_ALSO,
	  "also then additionally automatically afterwards besides simultaneously silently but dessutom "
	  "ocksa auch men sondern" },
	{ ROLE_LIMIT, "only just merely simply solely bara endast enbart nur bloss lediglich" },
	{ ROLE_AFTER, "nicht nie niemals kein keine keinen inte aldrig ej" },
	{ ROLE_WITHOUT, "without ohne utan instead rather statt anstatt istallet" },
	{ ROLE_PLAIN,
	  "settings setting address addresses addon addons setup listing listings sender senders poster "
	  "settlement building meeting meetings posting postings marketing shipping pricing listener getaway "
	  "closing opening rating ratings training trainings booking bookings billing mapping mappings "
	  "recording "
	  "recordings encoding tracking trackings messaging monitoring processing findings finding readings "
	  "drawing "
	  "addition" },
	{ ROLE_PERSON,
	  "user users customer customers contact contacts member members team teams channel people everyone "
	  "subscriber subscribers client clients recipient recipients participant participants group "
	  "employee owner admin admins kund kunden" },
	{ ROLE_ACTOR, "you we i users clients callers developers to" },
	{ ROLE_WHICH, "that which who whose where how whether what" },
	{ ROLE_BIN, "trash bin recycle recycling papperskorgen papierkorb" },
	{ ROLE_TWICE, "idempotent idempotently no-op noop" },
	{ ROLE_UNDONE, "undone reversed reverted recovered restored angras" },
	{ ROLE_HOOK,
	  "webhook webhooks hook hooks callback callbacks subscription subscriptions upstream webhooken "
	  "prenumeration webhooks abonnement" },
	{ ROLE_BY_HAND,
	  "manually yourself yourselves paste manual hand manuellt sjalv klistra manuell selbst "
	  "einfugen" },
	{ ROLE_MACHINE,
	  "server servers vm vms instance instances container containers service services machine machines "
	  "cluster clusters device devices node nodes maintenance" },
	{ ROLE_CODE,
	  "sql script scripts shell terminal code javascript python statement statements bash powershell" },
	{ ROLE_PAGES,
	  "page limit offset cursor sort q query filter fields search top skip count after before size "
	  "include expand order per" },
	{ ROLE_RECIPIENT, "recipient recipients cc bcc mottagare empfanger" },
	{ ROLE_TO, "to" },
	{ ROLE_CONFIRMS, "confirm confirmed force updates patch changes overwrite" },
	{ ROLE_KEY, "idempotency idempotence" },
	{ ROLE_ADDRESS, "url uri host hostname endpoint website webhook" },
	{ ROLE_SELECTOR, "operation action command mode op verb" },
	{ 0, NULL },
};
