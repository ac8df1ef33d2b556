import type { TrendData } from '../../../shared/contract/trends';
import { csvOf } from './csv';
import { pictureOf } from './copy-picture';

async function tell(what: string, copied: Promise<void>): Promise<void> {
  const { toast } = await import('../../parts/toast');
  await copied.then(
    () => toast({ mark: 'ok', text: `${what} copied` }),
    (error: unknown) =>
      toast({ mark: 'crit', text: `${what} could not be copied`, more: error instanceof Error ? error.message : String(error) }),
  );
}

/** Puts the figures of a panel on the clipboard, as other programs read them. */
export const copyCsv = (title: string, data: TrendData): Promise<void> =>
  tell(`${title} as CSV`, navigator.clipboard.writeText(csvOf(data)));

/** Puts a panel on the clipboard as a picture. */
export const copyPicture = (title: string, box: HTMLElement): Promise<void> =>
  tell(
    `${title} as a picture`,
    // The clipboard wants to be asked while the press is fresh: it is given the promise, not what comes of it.
    navigator.clipboard.write([new ClipboardItem({ 'image/png': pictureOf(box, title) })]),
  );
