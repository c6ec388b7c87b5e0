/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/input.h"

#include <string.h>

#include "suite.h"

/* Events as text: "Up", "M-x", "press 3,4", "paste[...]". */
static void note_event(const InputEvent *event, gpointer data)
{
	GString *out = data;
	if (out->len > 0)
		g_string_append_c(out, ' ');
	if (event->type == INPUT_IS_KEY) {
		input_append_key_name(out, event->key);
	} else if (event->type == INPUT_IS_MOUSE) {
		static const char *const kinds[] = { "press", "wheel-up", "wheel-down" };
		g_string_append_printf(out, "%s %d,%d", kinds[event->mouse], event->row, event->column);
	} else {
		g_string_append_printf(out, "paste[%.*s]", (int)event->paste_length, event->paste);
	}
}

/* What the pieces say, each fed as one read; "<wait>" lets time pass. */
static char *decode(const char *const *pieces)
{
	GString *out = g_string_new(NULL);
	g_autoptr(InputDecoder) decoder = input_decoder_new(note_event, out);
	for (; *pieces != NULL; pieces++) {
		if (strcmp(*pieces, "<wait>") == 0)
			input_decoder_timeout(decoder);
		else
			input_decoder_feed(decoder, *pieces, strlen(*pieces));
	}
	return g_string_free(out, FALSE);
}

#define EXPECT(text, ...)                                                                                    \
	do {                                                                                                 \
		const char *const pieces[] = { __VA_ARGS__, NULL };                                          \
		g_autofree char *got = decode(pieces);                                                       \
		ck_assert_str_eq(got, text);                                                                 \
	} while (0)

START_TEST(characters)
{
	EXPECT("j k G", "jkG");
	EXPECT("Enter Enter Tab BS BS C-d", "\r\n\t\b\177\004");
	EXPECT("å € 😀", "å€😀");
	EXPECT("€", "\xe2", "\x82", "\xac");
	EXPECT("\xef\xbf\xbd j", "\xffj");
	EXPECT("\xef\xbf\xbd j", "\xe2j");
	EXPECT("\xef\xbf\xbd", "\xe2\x82", "<wait>");
}
END_TEST

START_TEST(both_cursor_forms)
{
	EXPECT("Up Down Right Left Home End", "\033[A\033[B\033[C\033[D\033[H\033[F");
	EXPECT("Up Down Right Left Home End", "\033OA\033OB\033OC\033OD\033OH\033OF");
	EXPECT("Home Ins Del End PgUp PgDn Home End",
	       "\033[1~\033[2~\033[3~\033[4~\033[5~\033[6~\033[7~\033[8~");
	EXPECT("F1 F5 F12 F1 F5", "\033OP\033[15~\033[24~\033[[A\033[[E");
	EXPECT("S-Tab Up M-Up", "\033[Z\033[1;5A\033[1;3A");
	EXPECT("Enter / 5", "\033OM\033Oo\033Ou");
	EXPECT("C-c Esc M-x", "\033[99;5u\033[27u\033[120;3u");
}
END_TEST

START_TEST(split_anywhere)
{
	EXPECT("Up x", "\033", "[", "A", "x");
	EXPECT("PgUp", "\033[5", "~");
	EXPECT("press 4,9", "\033[<0;1", "0;5M");
}
END_TEST

START_TEST(lone_escape)
{
	EXPECT("", "\033");
	EXPECT("Esc", "\033", "<wait>");
	EXPECT("Esc b", "\033", "<wait>", "b");
	EXPECT("M-b", "\033b");
	EXPECT("Esc Up", "\033\033[A");
	EXPECT("Esc Esc", "\033\033", "<wait>");
}
END_TEST

START_TEST(unknown_is_swallowed)
{
	EXPECT("x", "\033[?1;2cx");
	EXPECT("x", "\033[99~x");
	EXPECT("x", "\033[Ix\033[O");
	EXPECT("x", "\033]11;rgb:ffff/ffff/ffff\033\\x");
	EXPECT("x", "\033]52;c;aGk=\007x");
	EXPECT("x", "\033P1$r0m\033\\x");
	EXPECT("x", "\033[12", "<wait>", "x");
	EXPECT("x", "\033Oz", "x");
	EXPECT("j", "\033[0123456789012345678901234567890123456789012345678901234567890123456789012345!zj");
	EXPECT("Up", "\033[12\033[A");
}
END_TEST

START_TEST(mouse)
{
	EXPECT("press 4,9", "\033[<0;10;5M\033[<0;10;5m");
	EXPECT("wheel-up 0,0 wheel-down 0,0", "\033[<64;1;1M\033[<65;1;1M");
	EXPECT("press 0,299", "\033[<4;300;1M");
	EXPECT("", "\033[<35;10;5M\033[<2;1;1M\033[<0;0;0M\033[<0M");
	EXPECT("press 1,0 q", "\033[M !\"q");
}
END_TEST

START_TEST(paste)
{
	EXPECT("paste[one\rtwo] x", "\033[200~one\rtwo\033[201~x");
	EXPECT("paste[one\rtwo]", "\033[200~one", "\rtwo\033[20", "1~");
	EXPECT("paste[a\033[Ab]", "\033[200~a\033[Ab\033[201~");
	EXPECT("paste[never ended] x", "\033[200~never ended", "<wait>", "x");
	EXPECT("paste[] x", "\033[200~\033[201~x");
}
END_TEST

START_TEST(paste_is_capped)
{
	GString *out = g_string_new(NULL);
	g_autoptr(InputDecoder) decoder = input_decoder_new(note_event, out);
	input_decoder_feed(decoder, "\033[200~", 6);
	g_autofree char *much = g_strnfill(3 << 20, 'a');
	input_decoder_feed(decoder, much, 3 << 20);
	input_decoder_feed(decoder, "\033[201~x", 7);
	ck_assert_uint_eq(out->len, (1 << 20) + strlen("paste[] x"));
	g_string_free(out, TRUE);
}
END_TEST

START_TEST(patience)
{
	GString *out = g_string_new(NULL);
	g_autoptr(InputDecoder) decoder = input_decoder_new(note_event, out);
	ck_assert_uint_eq(input_decoder_patience(decoder, 25), 0);
	input_decoder_feed(decoder, "\033", 1);
	ck_assert_uint_eq(input_decoder_patience(decoder, 25), 25);
	input_decoder_feed(decoder, "[", 1);
	ck_assert_uint_gt(input_decoder_patience(decoder, 25), 25);
	input_decoder_feed(decoder, "A", 1);
	ck_assert_uint_eq(input_decoder_patience(decoder, 25), 0);
	g_string_free(out, TRUE);
}
END_TEST

/* Random bytes in random pieces: no crash, and the decoder comes back to reading keys. */
START_TEST(noise)
{
	g_autoptr(GRand) rand = g_rand_new_with_seed(7);
	GString *out = g_string_new(NULL);
	for (int round = 0; round < 2000; round++) {
		g_autoptr(InputDecoder) decoder = input_decoder_new(note_event, out);
		for (int piece = 0; piece < 8; piece++) {
			char bytes[40];
			int n = g_rand_int_range(rand, 0, 40);
			for (int i = 0; i < n; i++) {
				static const char likely[] = "\033\033[O<;0129~MAu200~\x9b\xe2\x82";
				bytes[i] = g_rand_boolean(rand)
						   ? likely[g_rand_int_range(rand, 0, sizeof likely - 1)]
						   : (char)g_rand_int_range(rand, 0, 256);
			}
			input_decoder_feed(decoder, bytes, (gsize)n);
		}
		input_decoder_timeout(decoder);
		g_string_truncate(out, 0);
		input_decoder_feed(decoder, "z", 1);
		ck_assert_str_eq(out->str, "z");
		g_string_truncate(out, 0);
	}
	g_string_free(out, TRUE);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { characters,
				       both_cursor_forms,
				       split_anywhere,
				       lone_escape,
				       unknown_is_swallowed,
				       mouse,
				       paste,
				       paste_is_capped,
				       patience,
				       noise,
				       NULL };
	return suite_run("tui/input", tests);
}
