import { Suspense, useState } from 'react';
import { useOffer } from '../actions/registry';
import { useShortcuts } from '../actions/shortcuts';
import { soonLater } from '../later';

const Palette = soonLater(async () => (await import('../actions/palette')).Palette);
const KeySheet = soonLater(async () => (await import('../actions/key-sheet')).KeySheet);

/** Hears all shortcuts, and offers the two lists of what can be done: the palette and the sheet of keys. */
export function ActionsOffers() {
  const [open, setOpen] = useState<'palette' | 'keys' | null>(null);
  const close = () => setOpen(null);
  useShortcuts();
  useOffer('help.palette', { whyNot: null, run: () => setOpen('palette') });
  useOffer('help.keys', { whyNot: null, run: () => setOpen('keys') });
  return (
    <Suspense>
      {open === 'palette' && <Palette onClose={close} />}
      {open === 'keys' && <KeySheet onClose={close} />}
    </Suspense>
  );
}
