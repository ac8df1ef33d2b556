import * as z from 'zod';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const kept = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  maximized: z.boolean(),
});

/** Where the window stood. `x` and `y` are missing where that is no longer on any screen: then the system places it. */
export type WindowState = Partial<Pick<Box, 'x' | 'y'>> & Pick<Box, 'width' | 'height'> & { readonly maximized: boolean };

export const smallest = { width: 800, height: 600 };
const usual: WindowState = { width: 1440, height: 900, maximized: false };

/** How much of the window has to be on a screen for it to be found again and dragged. */
const graspable = { width: 120, height: 40 };

/** Reads what was kept, whatever is in the file, and fits it to the screens that are there now (their work areas, main one first). */
export function readWindowState(text: string | null, screens: readonly Box[]): WindowState {
  const state = parse(text);
  const screen = state && screens.find((one) => shares(one, state));
  const room = screen ?? screens[0];
  if (!state) return { ...usual, ...sizeIn(usual, room) };
  const size = sizeIn(state, room);
  return screen
    ? { ...size, ...placeIn({ ...state, ...size }, screen), maximized: state.maximized }
    : { ...size, maximized: state.maximized };
}

/** What is kept of a window: its place while it is not maximized, and whether it is. */
export const writeWindowState = (box: Box, maximized: boolean): string => JSON.stringify({ ...box, maximized });

function parse(text: string | null): z.infer<typeof kept> | null {
  try {
    return kept.safeParse(JSON.parse(text ?? 'null')).data ?? null;
  } catch {
    return null;
  }
}

/** Whether enough of the window's top edge, where it is dragged by, is on the screen. */
function shares(screen: Box, { x, y, width }: Box): boolean {
  const across = Math.min(x + width, screen.x + screen.width) - Math.max(x, screen.x);
  return across >= graspable.width && y >= screen.y - graspable.height && y <= screen.y + screen.height - graspable.height;
}

/** `room` is missing where no screen is known at all. */
const sizeIn = (size: Pick<Box, 'width' | 'height'>, room: Box | undefined) => ({
  width: Math.max(smallest.width, Math.min(size.width, room?.width ?? usual.width)),
  height: Math.max(smallest.height, Math.min(size.height, room?.height ?? usual.height)),
});

const placeIn = (box: Box, screen: Box) => ({
  x: Math.max(screen.x, Math.min(box.x, screen.x + screen.width - box.width)),
  y: Math.max(screen.y, Math.min(box.y, screen.y + screen.height - box.height)),
});
