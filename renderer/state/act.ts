import { useCallback, useRef, useState } from 'react';
import type { Rpc } from '../client';
import { Refusal } from '../refusal';
import { link } from './desk';

export interface Act {
  readonly busy: boolean;
  readonly refusal: Refusal | null;
  readonly clear: () => void;
  /**
   * Acts once, however often it is sent: the key stays the same until an answer came, so that "again" after a lost connection
   * cannot act twice. Resolves with true when it was done; a refusal is kept to be shown where the act was made.
   */
  readonly run: (ask: (rpc: Rpc, key: string, signal: AbortSignal) => Promise<unknown>) => Promise<boolean>;
}

export function useAct(): Act {
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const key = useRef<string | null>(null);

  const run = useCallback<Act['run']>(async (ask) => {
    const mine = (key.current ??= crypto.randomUUID());
    setBusy(true);
    setRefusal(null);
    try {
      await link().call((rpc, signal) => ask(rpc, mine, signal));
      key.current = null;
      return true;
    } catch (error) {
      const shown = error instanceof Refusal ? error : new Refusal('UNEXPECTED', String(error), '');
      if (shown.code !== 'ENGINE_LOST') key.current = null;
      setRefusal(shown);
      return false;
    } finally {
      setBusy(false);
    }
  }, []);

  const clear = useCallback(() => {
    key.current = null;
    setRefusal(null);
  }, []);

  return { busy, refusal, clear, run };
}
