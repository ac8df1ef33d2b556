/** What a person wants who was asked: nothing (yet), that the app ends with the push, or at once. */
export type QuitWish = 'none' | 'after the push' | 'now';

/**
 * What becomes of a quit. `wait`: the windows go, and the app stays in the tray until the push has ended. A system that shuts
 * down waits for nobody: then it is as if the desk was lost, which every push survives.
 */
export function decideQuit(now: { pushActive: boolean; wish: QuitWish; shutdown: boolean }): 'quit' | 'ask' | 'wait' {
  if (!now.pushActive || now.wish === 'now' || now.shutdown) return 'quit';
  return now.wish === 'after the push' ? 'wait' : 'ask';
}

/** The question, and what each of its buttons wishes; null: not to quit. The first one is the default. */
export function quitQuestion(push: string): {
  readonly message: string;
  readonly detail: string;
  readonly buttons: readonly { readonly label: string; readonly wish: QuitWish | null }[];
} {
  return {
    message: `Push ${push} is under way.`,
    detail:
      'This desk watches it. Capstan can stay in the tray and quit when the push has ended. Quit now, and nobody watches: the next start reads the hosts and goes on, holds or rolls back, as configured.',
    buttons: [
      { label: 'Quit when it has ended', wish: 'after the push' },
      { label: 'Do not quit', wish: null },
      { label: 'Quit now', wish: 'now' },
    ],
  };
}
