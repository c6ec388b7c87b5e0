/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/input.h"

#include <string.h>

/* A paste over this is cut: nobody types a mebibyte into a prompt. */
enum { PASTE_CAP = 1 << 20, SEQUENCE_CAP = 64, SEQUENCE_PATIENCE = 250, PASTE_PATIENCE = 2000 };

enum state { GROUND, ESCAPE, CSI, CONSOLE_F, SS3, TEXT_STRING, TEXT_STRING_ESCAPE, OLD_MOUSE, PASTING, UTF8 };

struct InputDecoder {
	InputSink sink;
	gpointer data;
	enum state state;
	char sequence[SEQUENCE_CAP]; /* parameters of a CSI, bytes of a mouse report or of a character */
	gsize length;
	gsize wanted; /* bytes of the character or the report under way */
	GString *paste;
};

InputDecoder *input_decoder_new(InputSink sink, gpointer data)
{
	InputDecoder *decoder = g_new0(InputDecoder, 1);
	decoder->sink = sink;
	decoder->data = data;
	decoder->paste = g_string_new(NULL);
	return decoder;
}

void input_decoder_free(InputDecoder *decoder)
{
	if (decoder == NULL)
		return;
	g_string_free(decoder->paste, TRUE);
	g_free(decoder);
}

static void emit_key(InputDecoder *decoder, guint key)
{
	InputEvent event = { .type = INPUT_IS_KEY, .key = key };
	decoder->sink(&event, decoder->data);
}

static void emit_mouse(InputDecoder *decoder, int button, int column, int row)
{
	/* Bits 2 to 4 are Shift, Meta and Ctrl, 32 is motion, 64 the wheel. */
	int kind = button & ~(4 | 8 | 16);
	MouseKind mouse;
	if (kind == 0)
		mouse = MOUSE_PRESS;
	else if (kind == 64)
		mouse = MOUSE_WHEEL_UP;
	else if (kind == 65)
		mouse = MOUSE_WHEEL_DOWN;
	else
		return;
	InputEvent event = { .type = INPUT_IS_MOUSE, .mouse = mouse, .row = row - 1, .column = column - 1 };
	if (event.row >= 0 && event.column >= 0)
		decoder->sink(&event, decoder->data);
}

static void begin(InputDecoder *decoder, enum state state, gsize wanted)
{
	decoder->state = state;
	decoder->length = 0;
	decoder->wanted = wanted;
}

static void end_paste(InputDecoder *decoder)
{
	InputEvent event = { .type = INPUT_IS_PASTE,
			     .paste = decoder->paste->str,
			     .paste_length = decoder->paste->len };
	decoder->state = GROUND;
	decoder->sink(&event, decoder->data);
	g_string_truncate(decoder->paste, 0);
}

/* Keys by the letter that ends "Esc [ letter" or "Esc O letter". */
static const struct {
	char final;
	guint key;
} letter_keys[] = {
	{ 'A', INPUT_UP },     { 'B', INPUT_DOWN },   { 'C', INPUT_RIGHT },   { 'D', INPUT_LEFT },
	{ 'H', INPUT_HOME },   { 'F', INPUT_END },    { 'Z', INPUT_BACKTAB }, { 'P', INPUT_F1 },
	{ 'Q', INPUT_F1 + 1 }, { 'R', INPUT_F1 + 2 }, { 'S', INPUT_F1 + 3 },
};

/* Keys by the number in "Esc [ number ~". */
static const struct {
	int number;
	guint key;
} number_keys[] = {
	{ 1, INPUT_HOME },    { 2, INPUT_INSERT },    { 3, INPUT_DELETE },   { 4, INPUT_END },
	{ 5, INPUT_PAGE_UP }, { 6, INPUT_PAGE_DOWN }, { 7, INPUT_HOME },     { 8, INPUT_END },
	{ 11, INPUT_F1 },     { 12, INPUT_F1 + 1 },   { 13, INPUT_F1 + 2 },  { 14, INPUT_F1 + 3 },
	{ 15, INPUT_F1 + 4 }, { 17, INPUT_F1 + 5 },   { 18, INPUT_F1 + 6 },  { 19, INPUT_F1 + 7 },
	{ 20, INPUT_F1 + 8 }, { 21, INPUT_F1 + 9 },   { 23, INPUT_F1 + 10 }, { 24, INPUT_F12 },
};

static guint key_of_letter(char final)
{
	for (gsize i = 0; i < G_N_ELEMENTS(letter_keys); i++)
		if (letter_keys[i].final == final)
			return letter_keys[i].key;
	return 0;
}

static guint key_of_number(int number)
{
	for (gsize i = 0; i < G_N_ELEMENTS(number_keys); i++)
		if (number_keys[i].number == number)
			return number_keys[i].key;
	return 0;
}

/* Up to three numbers of "1;2;3"; -1 where one is missing. Numbers stop growing where they make no sense. */
static void read_numbers(const char *text, int numbers[3])
{
	for (int i = 0; i < 3; i++) {
		numbers[i] = -1;
		for (; g_ascii_isdigit(*text); text++)
			numbers[i] = MIN(MAX(numbers[i], 0) * 10 + (*text - '0'), 0x10ffff);
		while (*text != '\0' && *text != ';')
			text++;
		if (*text == ';')
			text++;
	}
}

/* Keys as kitty reports them, "Esc [ code ; modifiers u": only what it cannot send otherwise comes so. */
static guint kitty_key(int code, int modifiers)
{
	if (code <= 0 || code > 0x10ffff || (code >= 0xe000 && code <= 0xf8ff))
		return 0;
	guint key = (guint)code;
	int bits = MAX(modifiers, 1) - 1;
	if ((bits & 4) != 0 && g_ascii_isalpha((char)MIN(code, 127)))
		key = INPUT_CTRL(code);
	if ((bits & 2) != 0)
		key |= INPUT_META;
	return key;
}

static void end_csi(InputDecoder *decoder, char final)
{
	decoder->sequence[decoder->length] = '\0';
	decoder->state = GROUND;
	const char *text = decoder->sequence;
	int n[3];
	if (*text == '<' && (final == 'M' || final == 'm')) {
		read_numbers(text + 1, n);
		if (final == 'M')
			emit_mouse(decoder, n[0], n[1], n[2]);
		return;
	}
	if (*text == '?' || *text == '>' || *text == '=' || *text == '<')
		return;
	read_numbers(text, n);
	guint key = 0;
	if (final == '~' && n[0] == 200) {
		begin(decoder, PASTING, 0);
		return;
	}
	if (final == '~' || final == '^' || final == '@' || final == '$')
		key = key_of_number(n[0]);
	else if (final == 'u')
		key = kitty_key(n[0], n[1]);
	else
		key = key_of_letter(final);
	if (key == 0)
		return;
	gboolean alt = n[1] > 1 && ((n[1] - 1) & 2) != 0;
	emit_key(decoder, alt ? key | INPUT_META : key);
}

static void take_csi(InputDecoder *decoder, guchar byte)
{
	if (byte == 'M' && decoder->length == 0) {
		begin(decoder, OLD_MOUSE, 3);
	} else if (byte == '[' && decoder->length == 0) {
		begin(decoder, CONSOLE_F, 1);
	} else if (byte >= 0x40 && byte <= 0x7e) {
		end_csi(decoder, (char)byte);
	} else if (byte == 0x1b) {
		begin(decoder, ESCAPE, 0);
	} else if (byte >= 0x20 && byte < 0x40) {
		/* What is over the cap is no key, but its end is waited for all the same. */
		if (decoder->length < SEQUENCE_CAP - 1)
			decoder->sequence[decoder->length++] = (char)byte;
	} else if (byte == 0x18 || byte == 0x1a) {
		decoder->state = GROUND;
	}
}

static void take_ss3(InputDecoder *decoder, guchar byte)
{
	static const char keypad[] = "jklmnopqrstuvwxyX", means[] = "*+,-./0123456789=";
	if (g_ascii_isdigit((char)byte) || byte == ';')
		return; /* modifiers of old xterms */
	decoder->state = GROUND;
	const char *at = byte < 0x80 && byte != 0 ? strchr(keypad, byte) : NULL;
	guint key = at != NULL    ? (guint)means[at - keypad]
		    : byte == 'M' ? INPUT_ENTER
				  : key_of_letter((char)byte);
	if (key != 0)
		emit_key(decoder, key);
}

static void take_old_mouse(InputDecoder *decoder, guchar byte)
{
	decoder->sequence[decoder->length++] = (char)byte;
	if (decoder->length < decoder->wanted)
		return;
	decoder->state = GROUND;
	const guchar *report = (const guchar *)decoder->sequence;
	emit_mouse(decoder, report[0] - 32, report[1] - 32, report[2] - 32);
}

static void take_paste(InputDecoder *decoder, guchar byte)
{
	static const char end[] = "\033[201~";
	GString *paste = decoder->paste;
	g_string_append_c(paste, (char)byte);
	gsize size = sizeof end - 1;
	if (byte == '~' && paste->len >= size && memcmp(paste->str + paste->len - size, end, size) == 0) {
		g_string_truncate(paste, paste->len - size);
		end_paste(decoder);
	} else if (paste->len >= PASTE_CAP + size) {
		g_string_erase(paste, PASTE_CAP, 1);
	}
}

static void take_character(InputDecoder *decoder, guchar byte, gboolean meta)
{
	guint flag = meta ? INPUT_META : 0;
	decoder->state = GROUND;
	if (byte == '\n' || byte == '\r')
		emit_key(decoder, INPUT_ENTER | flag);
	else if (byte == '\b')
		emit_key(decoder, INPUT_BACKSPACE | flag);
	else if (byte < 0x80)
		emit_key(decoder, byte | flag);
	else if (byte >= 0xc2 && byte <= 0xf4) {
		begin(decoder, UTF8, byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2);
		decoder->sequence[decoder->length++] = (char)byte;
	} else {
		emit_key(decoder, 0xfffd);
	}
}

static void take(InputDecoder *decoder, guchar byte);

static void take_utf8(InputDecoder *decoder, guchar byte)
{
	if ((byte & 0xc0) != 0x80) {
		decoder->state = GROUND;
		emit_key(decoder, 0xfffd);
		take(decoder, byte);
		return;
	}
	decoder->sequence[decoder->length++] = (char)byte;
	if (decoder->length < decoder->wanted)
		return;
	decoder->state = GROUND;
	gunichar character = g_utf8_get_char_validated(decoder->sequence, (gssize)decoder->length);
	emit_key(decoder, character > 0x10ffff ? 0xfffd : character);
}

static void take_escape(InputDecoder *decoder, guchar byte)
{
	switch (byte) {
	case '[':
		begin(decoder, CSI, 0);
		break;
	case 'O':
		begin(decoder, SS3, 0);
		break;
	case ']': /* answers and reports: OSC, DCS, APC, PM, SOS */
	case 'P':
	case '_':
	case '^':
	case 'X':
		begin(decoder, TEXT_STRING, 0);
		break;
	case 0x1b:
		emit_key(decoder, INPUT_ESCAPE);
		break;
	default:
		take_character(decoder, byte, TRUE);
		break;
	}
}

static void take_text_string(InputDecoder *decoder, guchar byte)
{
	if (decoder->state == TEXT_STRING_ESCAPE || byte == 0x07)
		decoder->state = GROUND;
	else if (byte == 0x1b)
		decoder->state = TEXT_STRING_ESCAPE;
}

static void take(InputDecoder *decoder, guchar byte)
{
	switch (decoder->state) {
	case GROUND:
		if (byte == 0x1b)
			begin(decoder, ESCAPE, 0);
		else
			take_character(decoder, byte, FALSE);
		break;
	case ESCAPE:
		take_escape(decoder, byte);
		break;
	case CSI:
		take_csi(decoder, byte);
		break;
	case CONSOLE_F:
		decoder->state = GROUND;
		if (byte >= 'A' && byte <= 'E')
			emit_key(decoder, INPUT_F1 + byte - 'A');
		break;
	case SS3:
		take_ss3(decoder, byte);
		break;
	case TEXT_STRING:
	case TEXT_STRING_ESCAPE:
		take_text_string(decoder, byte);
		break;
	case OLD_MOUSE:
		take_old_mouse(decoder, byte);
		break;
	case PASTING:
		take_paste(decoder, byte);
		break;
	case UTF8:
		take_utf8(decoder, byte);
		break;
	}
}

void input_decoder_feed(InputDecoder *decoder, const char *bytes, gsize length)
{
	for (gsize i = 0; i < length; i++)
		take(decoder, (guchar)bytes[i]);
}

guint input_decoder_patience(const InputDecoder *decoder, guint escape)
{
	if (decoder->state == GROUND)
		return 0;
	if (decoder->state == ESCAPE)
		return MAX(escape, 1);
	return decoder->state == PASTING ? PASTE_PATIENCE : SEQUENCE_PATIENCE;
}

void input_decoder_timeout(InputDecoder *decoder)
{
	enum state state = decoder->state;
	decoder->state = GROUND;
	if (state == ESCAPE)
		emit_key(decoder, INPUT_ESCAPE);
	else if (state == PASTING)
		end_paste(decoder);
	else if (state == UTF8)
		emit_key(decoder, 0xfffd);
}

void input_append_key_name(GString *out, guint key)
{
	static const char *const names[] = { "Up",   "Down", "Left", "Right", "Home", "End",
					     "PgUp", "PgDn", "Ins",  "Del",   "S-Tab" };
	if ((key & INPUT_META) != 0)
		g_string_append(out, "M-");
	key &= ~INPUT_META;
	if (key >= INPUT_F1 && key <= INPUT_F12)
		g_string_append_printf(out, "F%u", key - INPUT_F1 + 1);
	else if (key >= INPUT_UP && key < INPUT_F1)
		g_string_append(out, names[key - INPUT_UP]);
	else if (key == INPUT_ENTER)
		g_string_append(out, "Enter");
	else if (key == INPUT_TAB)
		g_string_append(out, "Tab");
	else if (key == INPUT_ESCAPE)
		g_string_append(out, "Esc");
	else if (key == INPUT_BACKSPACE)
		g_string_append(out, "BS");
	else if (key == ' ')
		g_string_append(out, "space");
	else if (key < 32)
		g_string_append_printf(out, "C-%c", g_ascii_tolower((char)(key + '@')));
	else
		g_string_append_unichar(out, key);
}
