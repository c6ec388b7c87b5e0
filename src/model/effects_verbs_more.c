/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Verbs of Swedish and German.  Swedish rows of SV hold verbs in -a with the present tense in -ar and the
 * passive in -as; the others stand with their forms.  German rows of DE hold stems: erstell-en, -t, -e, -et.
 * Umlauts are folded, and the spelling with e ("loesch") has a stem of its own.  Separable verbs stand twice:
 * whole for names
 * ("kunde_anlegen"), and as a pair for sentences ("legt einen Kunden an"). */
#include "model/effects_words.h"

#define SV TONGUE_SWEDISH, 0
#define DE TONGUE_GERMAN, 0
#define AS(forms) TONGUE_FIXED, (forms)
#define NN VERB_NOUNISH
#define BOTH (FORM_BASE | FORM_THIRD)

const EffectVerbRow EFFECT_VERBS_MORE[] = {
	{ EFFECT_READ, 9, 0, SV, "hamta lista hitta rakna kontrollera granska berakna lasa soka summera" },
	{ EFFECT_READ, 8, NN, AS(FORM_BASE), "visa" }, /* English: a permit, a card */
	{ EFFECT_READ, 9, 0, AS(FORM_THIRD), "visar visas" },
	{ EFFECT_READ, 8, 0, AS(FORM_BASE), "sok las jamfor jamfora beskriva beskriv mata oversatt" },
	{ EFFECT_READ, 8, 0, AS(FORM_THIRD), "soker laser jamfor beskriver mater oversatter ser" },
	{ EFFECT_READ, 7, VERB_ECHO, SV, "returnera" },
	{ EFFECT_READ, 8, 0, SV,
	  "validera analysera forhandsgranska forhandsvisa exportera inspektera verifiera kolla identifiera "
	  "filtrera sammanfatta presentera uppskatta bevaka tolka" },
	{ EFFECT_CREATE, 9, 0, SV, "skapa registrera importera kopiera duplicera klona generera" },
	{ EFFECT_CREATE, 8, 0, SV, "boka infoga reservera bifoga tillfoga installera prenumerera inbjuda" },
	{ EFFECT_CREATE, 8, 0, AS(FORM_BASE), "bestalla bestall anmala anmal uppratta uppratt kopa kop" },
	{ EFFECT_CREATE, 8, 0, AS(FORM_THIRD), "bestaller anmaler upprattar koper" },
	{ EFFECT_CREATE, 8, 0, AS(FORM_NOUN), "uppladdning" },
	{ EFFECT_UPDATE, 9, 0, SV,
	  "uppdatera andra redigera aktivera inaktivera avaktivera arkivera godkanna flytta ersatta tilldela "
	  "spara aterstalla pausa markera" },
	{ EFFECT_UPDATE, 8, 0, SV,
	  "justera korrigera ratta blockera sparra avsparra publicera avpublicera signera sammanfoga koppla "
	  "ateroppna "
	  "fornya avvisa neka bekrafta kvittera eskalera schemalagga omboka rotera nollstalla konvertera oka "
	  "minska "
	  "prioritera stanga avsluta konfigurera anpassa ateruppta aktualisera" },
	{ EFFECT_UPDATE, 8, 0, AS(FORM_BASE),
	  "satt satta stang byt byta godkann ersatt frys forlang forlanga avsla" },
	{ EFFECT_UPDATE, 8, 0, AS(FORM_THIRD),
	  "satter stanger byter avslutar godkanner ersatter fryser forlanger avslar aterstaller" },
	{ EFFECT_UPDATE, 8, 0, AS(FORM_BASE), "aterstall" },
	{ EFFECT_UPDATE, 6, VERB_OUTWARD, SV, "dela" },
	{ EFFECT_DELETE, 10, 0, SV, "radera rensa avboka makulera" },
	{ EFFECT_DELETE, 9, 0, SV,
	  "annullera avinstallera avregistrera avprenumerera avlagsna aterkalla gallra kassera frankoppla" },
	{ EFFECT_DELETE, 8, 0, AS(BOTH),
	  "forstora forstor tomma tom tommer slang slanger avbryt avbryta avbryter" },
	{ EFFECT_DELETE, 9, 0, AS(FORM_BASE), "tabort" },
	{ EFFECT_DELETE, 9, 0, AS(FORM_PARTICIPLE),
	  "raderad raderat raderade borttagen borttaget borttagna avbokad makulerad" },
	{ EFFECT_CREATE, 8, 0, AS(FORM_PARTICIPLE), "skapad skapat skapade" },
	{ EFFECT_SEND, 10, 0, SV, "skicka meddela avisera mejla maila svara" },
	{ EFFECT_SEND, 9, 0, SV,
	  "vidarebefordra notifiera informera underratta larma messa distribuera betala aterbetala" },
	{ EFFECT_SEND, 8, 0, AS(BOTH), "paminn paminna paminner sand sander ring ringa ringer" },

	{ EFFECT_READ, 9, 0, DE,
	  "such zeig abruf auflist pruf pruef berechn abfrag anzeig vergleich herunterlad durchsuch uberpruf "
	  "ueberpruef" },
	{ EFFECT_READ, 8, 0, AS(BOTH),
	  "lese lesen liest liefert liefern ausgeben auslesen findet finden ermittelt ermitteln holt holen "
	  "zahlen zaehlt "
	  "zaehlen misst" },
	{ EFFECT_READ, 8, 0, DE,
	  "auswert exportier analysier validier kontrollier beschreib einseh nachschlag uberwach ueberwach "
	  "ubersetz "
	  "uebersetz abgleich" },
	{ EFFECT_CREATE, 9, 0, DE,
	  "erstell erzeug anleg hinzufug hinzufueg registrier kopier importier hochlad generier" },
	{ EFFECT_CREATE, 8, 0, DE,
	  "buch erfass bestell einlad eintrag eroffn eroeffn installier reservier abonnier duplizier verfass "
	  "einreich "
	  "beantrag anmeld anhang" },
	{ EFFECT_CREATE, 8, 0, AS(FORM_PARTICIPLE),
	  "angelegt hinzugefugt hochgeladen eingeladen gebucht eingetragen" },
	{ EFFECT_UPDATE, 9, 0, DE,
	  "aktualisier bearbeit speicher aktivier deaktivier archivier verschieb ersetz umbenenn freigeb "
	  "zuweis zuordn "
	  "anpass" },
	{ EFFECT_UPDATE, 8, 0, DE,
	  "sperr entsperr genehmig markier beend pausier fortsetz verlanger verlaenger erneuer korrigier "
	  "konfigurier "
	  "wiederherstell zusammenfuhr zusammenfuehr umbuch priorisier eskalier bestatig bestaetig ablehn "
	  "annehm "
	  "abschliess einschalt ausschalt unterschreib signier veroffentlich veroeffentlich konvertier "
	  "uebertrag ubertrag "
	  "zurucksetz zuruecksetz verbind" },
	{ EFFECT_UPDATE, 8, 0, AS(BOTH),
	  "setze setzt schliesst schliesse schliessen aendern aendert andern andert" },
	{ EFFECT_UPDATE, 8, 0, AS(FORM_PARTICIPLE),
	  "geandert geaendert gesperrt geschlossen gespeichert freigegeben zugewiesen verschoben" },
	{ EFFECT_DELETE, 10, 0, DE, "losch loesch entfern storniere stornier vernicht widerruf" },
	{ EFFECT_DELETE, 9, 0, DE,
	  "absag abbrech kundig kuendig abmeld austrag deinstallier annullier aufheb entzieh verwerf "
	  "bereinig zerstor "
	  "zerstoer leer" },
	{ EFFECT_DELETE, 9, 0, AS(FORM_PARTICIPLE), "geloscht geloescht abgesagt gekundigt" },
	{ EFFECT_SEND, 10, 0, DE, "send versend verschick schick benachrichtig" },
	{ EFFECT_SEND, 9, 0, DE,
	  "erinner beantwort antwort informier anruf weiterleit bezahl uberweis ueberweis alarmier "
	  "ubermittel "
	  "uebermittel verteil" },
	{ EFFECT_SEND, 9, 0, AS(FORM_PARTICIPLE), "gesendet gesandt" },
	{ 0, 0, 0, 0, 0, NULL },
};

const EffectPairRow EFFECT_PAIRS_MORE[] = {
	{ "ta", "bort", EFFECT_DELETE, 10, 1, 0 },
	{ "tar", "bort", EFFECT_DELETE, 10, 1, 0 },
	{ "tas", "bort", EFFECT_DELETE, 10, 1, 0 },
	{ "koppla", "bort", EFFECT_DELETE, 8, 1, 0 },
	{ "kopplar", "bort", EFFECT_DELETE, 8, 1, 0 },
	{ "sag", "upp", EFFECT_DELETE, 8, 3, 0 },
	{ "sager", "upp", EFFECT_DELETE, 8, 3, 0 },
	{ "lagg", "till", EFFECT_CREATE, 9, 1, 0 },
	{ "lagger", "till", EFFECT_CREATE, 9, 1, 0 },
	{ "laggs", "till", EFFECT_CREATE, 9, 1, 0 },
	{ "lamna", "in", EFFECT_CREATE, 7, 3, 0 },
	{ "lamnar", "in", EFFECT_CREATE, 7, 3, 0 },
	{ "ladda", "upp", EFFECT_CREATE, 9, 1, 0 },
	{ "ladda", "ner", EFFECT_READ, 8, 1, 0 },
	{ "ladda", "ned", EFFECT_READ, 8, 1, 0 },
	{ "laddar", "upp", EFFECT_CREATE, 9, 1, 0 },
	{ "laddar", "ner", EFFECT_READ, 8, 1, 0 },
	{ "laddar", "ned", EFFECT_READ, 8, 1, 0 },
	{ "bjud", "in", EFFECT_CREATE, 7, 3, VERB_OUTWARD },
	{ "bjuder", "in", EFFECT_CREATE, 7, 3, VERB_OUTWARD },
	{ "sla", "upp", EFFECT_READ, 8, 1, 0 },
	{ "sla", "ihop", EFFECT_UPDATE, 8, 1, 0 },
	{ "slar", "upp", EFFECT_READ, 8, 1, 0 },
	{ "slar", "ihop", EFFECT_UPDATE, 8, 1, 0 },
	{ "lasa", "upp", EFFECT_UPDATE, 8, 1, 0 },
	{ "laser", "upp", EFFECT_UPDATE, 8, 1, 0 },
	{ "dop", "om", EFFECT_UPDATE, 9, 1, 0 },
	{ "doper", "om", EFFECT_UPDATE, 9, 1, 0 },
	{ "fyll", "i", EFFECT_UPDATE, 7, 1, 0 },
	{ "fyller", "i", EFFECT_UPDATE, 7, 1, 0 },
	{ "legt", "an", EFFECT_CREATE, 9, 10, 0 },
	{ "lege", "an", EFFECT_CREATE, 9, 10, 0 },
	{ "fugt", "hinzu", EFFECT_CREATE, 9, 14, 0 },
	{ "fuge", "hinzu", EFFECT_CREATE, 9, 14, 0 },
	{ "ladt", "hoch", EFFECT_CREATE, 9, 14, 0 },
	{ "ladt", "herunter", EFFECT_READ, 9, 14, 0 },
	{ "ladt", "ein", EFFECT_CREATE, 7, 14, VERB_OUTWARD },
	{ "lade", "hoch", EFFECT_CREATE, 9, 14, 0 },
	{ "lade", "herunter", EFFECT_READ, 9, 14, 0 },
	{ "tragt", "ein", EFFECT_CREATE, 8, 14, 0 },
	{ "tragt", "aus", EFFECT_DELETE, 8, 14, 0 },
	{ "meldet", "an", EFFECT_CREATE, 7, 14, 0 },
	{ "meldet", "ab", EFFECT_DELETE, 8, 14, 0 },
	{ "hangt", "an", EFFECT_CREATE, 8, 14, 0 },
	{ "ruft", "ab", EFFECT_READ, 9, 14, 0 },
	{ "ruft", "auf", EFFECT_READ, 6, 14, 0 },
	{ "ruft", "an", EFFECT_SEND, 7, 14, 0 },
	{ "rufe", "ab", EFFECT_READ, 9, 14, 0 },
	{ "fragt", "ab", EFFECT_READ, 9, 14, 0 },
	{ "listet", "auf", EFFECT_READ, 9, 14, 0 },
	{ "wertet", "aus", EFFECT_READ, 8, 14, 0 },
	{ "gleicht", "ab", EFFECT_READ, 7, 14, 0 },
	{ "gibt", "frei", EFFECT_UPDATE, 8, 14, 0 },
	{ "gibt", "zuruck", EFFECT_READ, 8, 14, 0 },
	{ "gibt", "aus", EFFECT_READ, 8, 14, 0 },
	{ "weist", "zu", EFFECT_UPDATE, 9, 14, 0 },
	{ "ordnet", "zu", EFFECT_UPDATE, 8, 14, 0 },
	{ "benennt", "um", EFFECT_UPDATE, 9, 14, 0 },
	{ "setzt", "zuruck", EFFECT_UPDATE, 8, 14, VERB_DESTRUCTIVE },
	{ "schaltet", "ein", EFFECT_UPDATE, 8, 14, 0 },
	{ "schaltet", "aus", EFFECT_UPDATE, 8, 14, 0 },
	{ "stellt", "wieder", EFFECT_UPDATE, 8, 14, 0 },
	{ "fuhrt", "zusammen", EFFECT_UPDATE, 8, 14, 0 },
	{ "passt", "an", EFFECT_UPDATE, 8, 14, 0 },
	{ "lehnt", "ab", EFFECT_UPDATE, 8, 14, 0 },
	{ "nimmt", "an", EFFECT_UPDATE, 8, 14, 0 },
	{ "schliesst", "ab", EFFECT_UPDATE, 8, 14, 0 },
	{ "sagt", "ab", EFFECT_DELETE, 9, 14, 0 },
	{ "bricht", "ab", EFFECT_DELETE, 8, 14, 0 },
	{ "hebt", "auf", EFFECT_DELETE, 7, 14, 0 },
	{ "leitet", "weiter", EFFECT_SEND, 8, 14, 0 },
	{ NULL, NULL, 0, 0, 0, 0 },
};
