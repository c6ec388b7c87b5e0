/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Swedish and German: 60 actions each, made up by hand for a help desk and its neighbours, in the forms that
 * people write: imperative, present tense, passive, separable verbs, umlauts spelled out. */
#include "suite.h"

#include <stdio.h>

#include "model/effects.h"

#define ROWS 60
#define LEAST 57 /* of them have the right kind */

typedef struct {
	const char *name, *description;
	EffectKind kind;
} Row;

/* clang-format off */
static const Row SWEDISH[ROWS] = {
	{ "hamta_kund", "Hämtar en kund med kundnummer.", EFFECT_READ },
	{ "hämta_faktura", "Hämta en faktura.", EFFECT_READ },
	{ "lista_ärenden", "Listar alla öppna ärenden.", EFFECT_READ },
	{ "sok_order", "Söker bland ordrar på kundens namn.", EFFECT_READ },
	{ "visa_saldo", "Visar saldot på ett konto.", EFFECT_READ },
	{ "kontrollera_status", "Kontrollerar om en leverans är försenad.", EFFECT_READ },
	{ "berakna_pris", "Beräknar priset för en order utan att skapa den.", EFFECT_READ },
	{ "rakna_besok", "Räknar antalet besök per dag.", EFFECT_READ },
	{ "kundkort", "Returnerar kundens uppgifter.", EFFECT_READ },
	{ "exportera_rapport", "Exporterar en rapport som CSV.", EFFECT_READ },
	{ "las_meddelande", "Läser ett meddelande.", EFFECT_READ },
	{ "jamfor_avtal", "Jämför två avtal.", EFFECT_READ },
	{ "granska_logg", "Granskar loggen för en användare.", EFFECT_READ },
	{ "oppettider", "Visar butikens öppettider. Ändrar ingenting.", EFFECT_READ },
	{ "hitta_ledig_tid", "Hittar lediga tider. Bokar inte.", EFFECT_READ },
	{ "slå_upp_adress", "Slår upp en adress.", EFFECT_READ },
	{ "skapa_arende", "Skapar ett ärende.", EFFECT_CREATE },
	{ "skapa_kund", "Skapa en ny kund.", EFFECT_CREATE },
	{ "lagg_till_kommentar", "Lägger till en kommentar i ett ärende.", EFFECT_CREATE },
	{ "registrera_betalning", "Registrerar en betalning på en faktura.", EFFECT_CREATE },
	{ "boka_tid", "Bokar en tid hos en handläggare.", EFFECT_CREATE },
	{ "bestall_taxi", "Beställer en taxi.", EFFECT_CREATE },
	{ "importera_kontakter", "Importerar kontakter från en fil.", EFFECT_CREATE },
	{ "kopiera_mall", "Kopierar en mall.", EFFECT_CREATE },
	{ "ladda_upp_bilaga", "Laddar upp en bilaga till ärendet.", EFFECT_CREATE },
	{ "bjud_in_medlem", "Bjuder in en medlem till gruppen.", EFFECT_CREATE },
	{ "ansokan", "Lämnar in en ansökan.", EFFECT_CREATE },
	{ "infoga_rad", "Infogar en rad i tabellen.", EFFECT_CREATE },
	{ "uppdatera_kund", "Uppdaterar kundens uppgifter.", EFFECT_UPDATE },
	{ "ändra_adress", "Ändrar adressen för en kund.", EFFECT_UPDATE },
	{ "redigera_artikel", "Redigera en artikel i kunskapsbasen.", EFFECT_UPDATE },
	{ "stäng_ärende", "Stänger ett ärende.", EFFECT_UPDATE },
	{ "satt_prioritet", "Sätter prioriteten på ett ärende.", EFFECT_UPDATE },
	{ "flytta_kort", "Flyttar ett kort till en annan lista.", EFFECT_UPDATE },
	{ "tilldela_handlaggare", "Tilldelar ärendet en handläggare.", EFFECT_UPDATE },
	{ "godkann_faktura", "Godkänner en faktura.", EFFECT_UPDATE },
	{ "aktivera_konto", "Aktiverar ett konto.", EFFECT_UPDATE },
	{ "inaktivera_anvandare", "Inaktiverar en användare.", EFFECT_UPDATE },
	{ "arkivera_projekt", "Arkiverar ett projekt.", EFFECT_UPDATE },
	{ "byt_losenord", "Byter lösenord för en användare.", EFFECT_UPDATE },
	{ "markera_last", "Markerar meddelandet som läst.", EFFECT_UPDATE },
	{ "pausa_prenumeration", "Pausar en prenumeration.", EFFECT_UPDATE },
	{ "avsluta_samtal", "Avslutar ett samtal.", EFFECT_UPDATE },
	{ "aterstall_inställningar", "Återställer inställningarna.", EFFECT_UPDATE },
	{ "byt_namn", "Döper om en mapp.", EFFECT_UPDATE },
	{ "slå_ihop_kunder", "Slår ihop två kunder till en.", EFFECT_UPDATE },
	{ "ta_bort_kund", "Tar bort en kund för alltid.", EFFECT_DELETE },
	{ "tabort_rad", "Tar bort en rad.", EFFECT_DELETE },
	{ "radera_faktura", "Raderar en faktura.", EFFECT_DELETE },
	{ "avboka_mote", "Avbokar ett möte.", EFFECT_DELETE },
	{ "makulera_order", "Makulerar en order.", EFFECT_DELETE },
	{ "rensa_korg", "Rensar varukorgen.", EFFECT_DELETE },
	{ "avregistrera_enhet", "Avregistrerar en enhet.", EFFECT_DELETE },
	{ "avsluta_konto", "Kontot raderas med alla uppgifter.", EFFECT_DELETE },
	{ "skicka_sms", "Skickar ett sms till kunden.", EFFECT_SEND },
	{ "skicka_paminnelse", "Skicka en påminnelse om en faktura.", EFFECT_SEND },
	{ "svara_kund", "Svarar kunden i ärendet.", EFFECT_SEND },
	{ "mejla_handlaggare", "Mejlar handläggaren.", EFFECT_SEND },
	{ "meddela_jour", "Meddelar den som har jour.", EFFECT_SEND },
	{ "vidarebefordra", "Vidarebefordrar ett mejl.", EFFECT_SEND },
};

static const Row GERMAN[ROWS] = {
	{ "kunde_abrufen", "Ruft einen Kunden ab.", EFFECT_READ },
	{ "kunden_auflisten", "Listet alle Kunden auf.", EFFECT_READ },
	{ "rechnungen_suchen", "Sucht Rechnungen nach Datum.", EFFECT_READ },
	{ "zeige_auftrag", "Zeigt einen Auftrag.", EFFECT_READ },
	{ "status_pruefen", "Prüft den Status einer Lieferung.", EFFECT_READ },
	{ "preis_berechnen", "Berechnet den Preis, ohne einen Auftrag anzulegen.", EFFECT_READ },
	{ "lese_nachricht", "Liest eine Nachricht.", EFFECT_READ },
	{ "bestand", "Liefert den Bestand eines Lagers.", EFFECT_READ },
	{ "verträge_vergleichen", "Vergleicht zwei Verträge.", EFFECT_READ },
	{ "kontostand_abfragen", "Fragt den Kontostand ab.", EFFECT_READ },
	{ "adresse_finden", "Findet eine Adresse.", EFFECT_READ },
	{ "vorschau", "Zeigt die Vorschau einer Rechnung an.", EFFECT_READ },
	{ "bericht_herunterladen", "Lädt einen Bericht herunter.", EFFECT_READ },
	{ "termine", "Gibt freie Termine zurück. Bucht nichts.", EFFECT_READ },
	{ "statistik", "Wertet die Anrufe eines Tages aus.", EFFECT_READ },
	{ "daten_exportieren", "Exportiert Daten als CSV.", EFFECT_READ },
	{ "kunde_anlegen", "Legt einen Kunden an.", EFFECT_CREATE },
	{ "erstelle_ticket", "Erstellt ein Ticket.", EFFECT_CREATE },
	{ "ticket_erstellen", "Ein Ticket erstellen.", EFFECT_CREATE },
	{ "kommentar_hinzufuegen", "Fügt einen Kommentar hinzu.", EFFECT_CREATE },
	{ "kommentar_hinzufügen", "Fügt dem Ticket einen Kommentar hinzu.", EFFECT_CREATE },
	{ "termin_buchen", "Bucht einen Termin.", EFFECT_CREATE },
	{ "datei_hochladen", "Lädt eine Datei hoch.", EFFECT_CREATE },
	{ "zahlung_erfassen", "Erfasst eine Zahlung.", EFFECT_CREATE },
	{ "kontakte_importieren", "Importiert Kontakte aus einer Datei.", EFFECT_CREATE },
	{ "vorlage_kopieren", "Kopiert eine Vorlage.", EFFECT_CREATE },
	{ "gerät_registrieren", "Registriert ein Gerät.", EFFECT_CREATE },
	{ "mitglied_einladen", "Lädt ein Mitglied ein.", EFFECT_CREATE },
	{ "auftrag", "Erzeugt einen Auftrag.", EFFECT_CREATE },
	{ "kunde_aktualisieren", "Aktualisiert die Daten eines Kunden.", EFFECT_UPDATE },
	{ "adresse_aendern", "Ändert die Adresse eines Kunden.", EFFECT_UPDATE },
	{ "adresse_ändern", "Ändert eine Adresse.", EFFECT_UPDATE },
	{ "artikel_bearbeiten", "Bearbeitet einen Artikel.", EFFECT_UPDATE },
	{ "ticket_schliessen", "Schließt ein Ticket.", EFFECT_UPDATE },
	{ "setze_prioritaet", "Setzt die Priorität eines Tickets.", EFFECT_UPDATE },
	{ "karte_verschieben", "Verschiebt eine Karte.", EFFECT_UPDATE },
	{ "ticket_zuweisen", "Weist ein Ticket einem Bearbeiter zu.", EFFECT_UPDATE },
	{ "rechnung_freigeben", "Gibt eine Rechnung frei.", EFFECT_UPDATE },
	{ "konto_aktivieren", "Aktiviert ein Konto.", EFFECT_UPDATE },
	{ "benutzer_deaktivieren", "Deaktiviert einen Benutzer.", EFFECT_UPDATE },
	{ "projekt_archivieren", "Archiviert ein Projekt.", EFFECT_UPDATE },
	{ "ordner_umbenennen", "Benennt einen Ordner um.", EFFECT_UPDATE },
	{ "einstellungen_speichern", "Speichert die Einstellungen.", EFFECT_UPDATE },
	{ "passwort_zuruecksetzen", "Setzt das Passwort zurück.", EFFECT_UPDATE },
	{ "konto_sperren", "Sperrt ein Konto.", EFFECT_UPDATE },
	{ "antrag_genehmigen", "Genehmigt einen Antrag.", EFFECT_UPDATE },
	{ "kunde_loeschen", "Löscht einen Kunden endgültig.", EFFECT_DELETE },
	{ "kunde_löschen", "Löscht einen Kunden.", EFFECT_DELETE },
	{ "loesche_datei", "Löscht eine Datei.", EFFECT_DELETE },
	{ "rechnung_stornieren", "Storniert eine Rechnung.", EFFECT_DELETE },
	{ "mitglied_entfernen", "Entfernt ein Mitglied aus der Gruppe.", EFFECT_DELETE },
	{ "termin_absagen", "Sagt einen Termin ab.", EFFECT_DELETE },
	{ "token_widerrufen", "Widerruft ein Token.", EFFECT_DELETE },
	{ "konto", "Das Konto wird mit allen Daten gelöscht.", EFFECT_DELETE },
	{ "papierkorb_leeren", "Leert den Papierkorb.", EFFECT_DELETE },
	{ "nachricht_senden", "Sendet eine Nachricht an den Kunden.", EFFECT_SEND },
	{ "benachrichtige_kunde", "Benachrichtigt den Kunden.", EFFECT_SEND },
	{ "rechnung_verschicken", "Verschickt eine Rechnung per E-Mail.", EFFECT_SEND },
	{ "kunde_erinnern", "Erinnert den Kunden an eine Rechnung.", EFFECT_SEND },
	{ "anfrage_beantworten", "Beantwortet eine Anfrage per E-Mail.", EFFECT_SEND },
};
/* clang-format on */

static void check(const char *tongue, const Row rows[ROWS])
{
	guint right = 0, hidden = 0;
	for (guint i = 0; i < ROWS; i++) {
		g_autoptr(Effect) effect = effect_infer(rows[i].name, rows[i].description, NULL);
		right += effect->kind == rows[i].kind;
		hidden += rows[i].kind != EFFECT_READ && !effect->mutating;
		if (effect->kind != rows[i].kind)
			printf("# %s, %s: %s, not %s (%.2f)\n", rows[i].name, rows[i].description,
			       effect_kind_name(effect->kind), effect_kind_name(rows[i].kind),
			       effect->confidence);
		ck_assert_msg(effect->contradiction == NULL, "%s: %s", rows[i].name, effect->contradiction);
	}
	printf("# %s: %u of %u have the right kind\n", tongue, right, ROWS);
	fflush(stdout);
	ck_assert_uint_ge(right, LEAST);
	ck_assert_uint_eq(hidden, 0); /* nothing that writes is said to read */
}

START_TEST(swedish)
{
	check("Swedish", SWEDISH);
}
END_TEST

START_TEST(german)
{
	check("German", GERMAN);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { swedish, german, NULL };
	return suite_run("model/effects-tongues", tests);
}
