import type { DeskSummary } from './host-port';

export type TrayIcon = DeskSummary['tone'];

/** A line of the tray's menu. Without `does` it is only read. */
export interface TrayLine {
  readonly label: string;
  readonly does: { readonly go: string | null } | { readonly quit: true } | null;
}

export interface TrayView {
  /** Names the picture: a shape and a colour for each tone of the state block. */
  readonly icon: TrayIcon;
  readonly tooltip: string;
  /** Groups of lines, to be parted by separators. */
  readonly menu: readonly (readonly TrayLine[])[];
}

/** What the tray shows. `summary` null: the engine has not said anything, or does not run. `leaving`: the app ends with the push. */
export function trayView(summary: DeskSummary | null, leaving: boolean): TrayView {
  const state = summary ? `${summary.word}: ${summary.about}` : 'Nothing is known: the engine does not run';
  const push = summary?.push ?? null;
  return {
    icon: summary?.tone ?? 'unk',
    tooltip: clip(`Capstan${summary ? `, ${summary.fleet}` : ''}\n${state}`, 120),
    menu: [
      [
        { label: line(state), does: null },
        ...(summary ? [{ label: line(summary.live), does: null }] : []),
        ...(push ? [{ label: line(push.said), does: { go: push.path } }] : []),
      ],
      [{ label: 'Open', does: { go: null } }],
      [leaving ? { label: 'Quits when the push has ended', does: null } : { label: 'Quit', does: { quit: true } }],
    ],
  };
}

/** Systems cut long texts where they like, some of them in the middle of a letter. */
function clip(text: string, most: number): string {
  const letters = Array.from(text);
  return letters.length > most ? `${letters.slice(0, most - 1).join('')}…` : text;
}

/** In a menu an `&` would underline what follows it. */
const line = (text: string) => clip(text, 80).replaceAll('&', '&&');
