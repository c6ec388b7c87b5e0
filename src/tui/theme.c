/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/theme.h"

#include <curses.h>
#include <stdlib.h>
#include <string.h>

/* One colour for each depth; -1 is the terminal's own. */
struct colour {
	short of8, of256;
	int rgb;
};

struct paint {
	struct colour colour;
	attr_t attributes;
};

struct theme {
	const char *name;
	struct paint roles[N_ROLES];     /* foregrounds */
	struct paint grounds[N_GROUNDS]; /* backgrounds */
	struct colour fronts[N_GROUNDS]; /* on a background of its own, what has no colour of its own */
};

#define OWN                                                                                                  \
	{                                                                                                    \
		-1, -1, -1                                                                                   \
	}
#define PAINT(c8, c256, rgb, attributes)                                                                     \
	{                                                                                                    \
		{ c8, c256, rgb }, attributes                                                                \
	}
#define NOTHING                                                                                              \
	{                                                                                                    \
		OWN, A_NORMAL                                                                                \
	}

/* On 8 colours the cursor is reversed, which no background can spoil. */
static const struct theme themes[] = {
	{ "dark",
	  { [TONE_PLAIN] = NOTHING,
	    [TONE_DIM] = PAINT(-1, 245, 0x8a8f98, A_NORMAL),
	    [TONE_GOOD] = PAINT(COLOR_GREEN, 108, 0x8fbf7f, A_NORMAL),
	    [TONE_LOOK] = PAINT(COLOR_YELLOW, 221, 0xf0c35c, A_NORMAL),
	    [TONE_BAD] = PAINT(COLOR_RED, 203, 0xff6b63, A_BOLD),
	    [TONE_ACCENT] = PAINT(COLOR_CYAN, 80, 0x5fc9d8, A_NORMAL),
	    [ROLE_TITLE] = PAINT(-1, 250, 0xb8bec8, A_BOLD),
	    [ROLE_KEY] = PAINT(COLOR_CYAN, 80, 0x5fc9d8, A_BOLD),
	    [ROLE_MATCH] = PAINT(COLOR_YELLOW, 221, 0xf0c35c, A_UNDERLINE),
	    [ROLE_BADGE] = PAINT(COLOR_YELLOW, 221, 0xf0c35c, A_BOLD),
	    [ROLE_HERE] = PAINT(COLOR_CYAN, 80, 0x5fc9d8, A_BOLD | A_UNDERLINE),
	    [ROLE_RULE] = PAINT(-1, 239, 0x4a505a, A_NORMAL) },
	  { [GROUND_BODY] = NOTHING,
	    [GROUND_BAR] = PAINT(-1, 236, 0x2b3038, A_NORMAL),
	    [GROUND_CURSOR] = PAINT(-1, 24, 0x14506b, A_NORMAL),
	    [GROUND_RESTING] = PAINT(-1, 237, 0x353b44, A_NORMAL) },
	  { OWN, { -1, 252, 0xd0d4da }, { -1, 231, 0xffffff }, { -1, 252, 0xd0d4da } } },
	{ "light",
	  { [TONE_PLAIN] = NOTHING,
	    [TONE_DIM] = PAINT(-1, 242, 0x6a6f76, A_NORMAL),
	    [TONE_GOOD] = PAINT(COLOR_GREEN, 28, 0x2c7a2c, A_NORMAL),
	    [TONE_LOOK] = PAINT(COLOR_MAGENTA, 130, 0x9a5b00, A_BOLD),
	    [TONE_BAD] = PAINT(COLOR_RED, 160, 0xc8211b, A_BOLD),
	    [TONE_ACCENT] = PAINT(COLOR_BLUE, 25, 0x0b5fa5, A_NORMAL),
	    [ROLE_TITLE] = PAINT(-1, 238, 0x3c4148, A_BOLD),
	    [ROLE_KEY] = PAINT(COLOR_BLUE, 25, 0x0b5fa5, A_BOLD),
	    [ROLE_MATCH] = PAINT(COLOR_MAGENTA, 130, 0x9a5b00, A_UNDERLINE),
	    [ROLE_BADGE] = PAINT(COLOR_RED, 160, 0xc8211b, A_BOLD),
	    [ROLE_HERE] = PAINT(COLOR_BLUE, 25, 0x0b5fa5, A_BOLD | A_UNDERLINE),
	    [ROLE_RULE] = PAINT(-1, 250, 0xb9bec6, A_NORMAL) },
	  { [GROUND_BODY] = NOTHING,
	    [GROUND_BAR] = PAINT(-1, 254, 0xe4e7eb, A_NORMAL),
	    [GROUND_CURSOR] = PAINT(-1, 153, 0xb5d8f2, A_NORMAL),
	    [GROUND_RESTING] = PAINT(-1, 254, 0xe4e7eb, A_NORMAL) },
	  { OWN, { -1, 236, 0x2b3038 }, { -1, 16, 0x000000 }, { -1, 236, 0x2b3038 } } },
	/* The colours of Okabe and Ito, which people with a red-green weakness tell apart. */
	{ "deuteranopia",
	  { [TONE_PLAIN] = NOTHING,
	    [TONE_DIM] = PAINT(-1, 245, 0x8a8f98, A_NORMAL),
	    [TONE_GOOD] = PAINT(COLOR_CYAN, 36, 0x00b386, A_NORMAL),
	    [TONE_LOOK] = PAINT(COLOR_YELLOW, 227, 0xf0e442, A_NORMAL),
	    [TONE_BAD] = PAINT(COLOR_MAGENTA, 208, 0xf07818, A_BOLD | A_UNDERLINE),
	    [TONE_ACCENT] = PAINT(COLOR_BLUE, 74, 0x56b4e9, A_NORMAL),
	    [ROLE_TITLE] = PAINT(-1, 250, 0xb8bec8, A_BOLD),
	    [ROLE_KEY] = PAINT(COLOR_BLUE, 74, 0x56b4e9, A_BOLD),
	    [ROLE_MATCH] = PAINT(COLOR_YELLOW, 227, 0xf0e442, A_UNDERLINE),
	    [ROLE_BADGE] = PAINT(COLOR_YELLOW, 227, 0xf0e442, A_BOLD),
	    [ROLE_HERE] = PAINT(COLOR_BLUE, 74, 0x56b4e9, A_BOLD | A_UNDERLINE),
	    [ROLE_RULE] = PAINT(-1, 239, 0x4a505a, A_NORMAL) },
	  { [GROUND_BODY] = NOTHING,
	    [GROUND_BAR] = PAINT(-1, 236, 0x2b3038, A_NORMAL),
	    [GROUND_CURSOR] = PAINT(-1, 24, 0x14506b, A_NORMAL),
	    [GROUND_RESTING] = PAINT(-1, 237, 0x353b44, A_NORMAL) },
	  { OWN, { -1, 252, 0xd0d4da }, { -1, 231, 0xffffff }, { -1, 252, 0xd0d4da } } },
	{ "mono",
	  { [TONE_DIM] = { OWN, A_DIM },
	    [TONE_PLAIN] = NOTHING,
	    [TONE_GOOD] = NOTHING,
	    [TONE_LOOK] = { OWN, A_BOLD },
	    [TONE_BAD] = { OWN, A_BOLD | A_UNDERLINE },
	    [TONE_ACCENT] = { OWN, A_BOLD },
	    [ROLE_TITLE] = { OWN, A_BOLD },
	    [ROLE_KEY] = { OWN, A_BOLD },
	    [ROLE_MATCH] = { OWN, A_UNDERLINE },
	    [ROLE_BADGE] = { OWN, A_BOLD | A_REVERSE },
	    [ROLE_HERE] = { OWN, A_BOLD | A_UNDERLINE },
	    [ROLE_RULE] = { OWN, A_DIM } },
	  { [GROUND_BODY] = NOTHING,
	    [GROUND_BAR] = NOTHING,
	    [GROUND_CURSOR] = { OWN, A_REVERSE },
	    [GROUND_RESTING] = { OWN, A_BOLD } },
	  { OWN, OWN, OWN, OWN } },
};

static struct {
	attr_t attributes[N_ROLES][N_GROUNDS];
	short pairs[N_ROLES][N_GROUNDS];
} current;

const char *const *theme_names(void)
{
	static const char *names[G_N_ELEMENTS(themes) + 1];
	for (gsize i = 0; i < G_N_ELEMENTS(themes); i++)
		names[i] = themes[i].name;
	return names;
}

/* COLORFGBG is "foreground;background" or with something between, as xterm-likes set it: 7 and 15 are light.
 */
static gboolean background_is_light(void)
{
	const char *value = getenv("COLORFGBG");
	const char *last = value != NULL ? strrchr(value, ';') : NULL;
	return last != NULL && (strcmp(last, ";7") == 0 || strcmp(last, ";15") == 0);
}

static const struct theme *theme_find(const char *name)
{
	for (gsize i = 0; name != NULL && i < G_N_ELEMENTS(themes); i++)
		if (strcmp(themes[i].name, name) == 0)
			return &themes[i];
	return &themes[background_is_light() ? 1 : 0];
}

static int colour_for(const struct colour *colour, int colours, gboolean direct)
{
	if (direct)
		return colour->rgb;
	return colours >= 256 ? colour->of256 : colours >= 8 ? colour->of8 : -1;
}

/* Roles that keep their colour on the cursor, where little else could be read. */
static gboolean warns(guint role)
{
	return role == TONE_GOOD || role == TONE_LOOK || role == TONE_BAD || role == ROLE_MATCH ||
	       role == ROLE_BADGE;
}

static void paint_pair(const struct theme *theme, guint role, guint ground, int colours, gboolean direct)
{
	const struct paint *front = &theme->roles[role], *back = &theme->grounds[ground];
	attr_t attributes = front->attributes | back->attributes;
	int fg = colour_for(&front->colour, colours, direct), bg = colour_for(&back->colour, colours, direct);
	gboolean few = !direct && colours < 256;
	if (fg < 0 || (ground == GROUND_CURSOR && !warns(role)))
		fg = colour_for(&theme->fronts[ground], colours, direct);
	if (few && role == TONE_DIM)
		attributes |= A_DIM;
	if (few && (ground == GROUND_CURSOR || ground == GROUND_BAR))
		attributes |= A_REVERSE;
	if (few && ground == GROUND_RESTING)
		attributes |= A_UNDERLINE;
	if ((attributes & A_REVERSE) != 0 && role != ROLE_BADGE) {
		attributes &= ~(attr_t)A_DIM;
		fg = -1;
	}
	int pair = 0;
	if (fg >= 0 || bg >= 0) {
		pair = 1 + (int)(role * N_GROUNDS + ground);
		if (init_extended_pair(pair, fg, bg) == ERR)
			pair = 0;
	}
	current.pairs[role][ground] = (short)pair;
	current.attributes[role][ground] = attributes;
}

const char *theme_use(const char *name, int colours, gboolean direct)
{
	const char *none = getenv("NO_COLOR");
	gboolean plain = colours < 8 || (none != NULL && *none != '\0');
	const struct theme *theme = theme_find(plain ? "mono" : name);
	for (guint role = 0; role < N_ROLES; role++)
		for (guint ground = 0; ground < N_GROUNDS; ground++)
			paint_pair(theme, role, ground, plain ? 0 : colours, direct && !plain);
	return theme->name;
}

unsigned theme_attributes(Style style, short *pair)
{
	*pair = current.pairs[style.role][style.ground];
	return (unsigned)current.attributes[style.role][style.ground];
}
