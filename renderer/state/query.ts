import { startTransition, useEffect, useEffectEvent, useState } from 'react';
import type { Rpc } from '../client';
import { Refusal } from '../refusal';
import { link, useIsLive } from './desk';

export interface Query<T> {
  /** The last answer to this very question; null until it came. */
  readonly data: T | null;
  readonly refusal: Refusal | null;
  /** Whether this very question, with its newest `refresh`, was answered or refused. */
  readonly settled: boolean;
  readonly again: () => void;
}

interface Answer<T> {
  readonly to: string;
  readonly refresh: string | number;
  readonly data: T | null;
  readonly refusal: Refusal | null;
}

/**
 * Asks once for each `question` (a string that names all it depends on), again when the connection is back or `again` is
 * called. A new `refresh` asks the same question again and keeps the answer until the next one comes; the answer to another
 * question is never shown. `ask` may be a new function each time. `patient`: drawing
 * the answer gives way to whatever else happens on the page. Null: nothing to ask.
 */
export function useQuery<T>(
  question: string | null,
  ask: (rpc: Rpc, signal: AbortSignal) => Promise<T>,
  refresh: string | number = 0,
  patient = false,
): Query<T> {
  const live = useIsLive();
  const [turn, setTurn] = useState(0);
  const [answer, setAnswer] = useState<Answer<T> | null>(null);

  const put = useEffectEvent((to: string, signal: AbortSignal) => {
    link()
      .call(ask, signal)
      .then(
        (data) => {
          const put = () => setAnswer({ to, refresh, data, refusal: null });
          if (patient) startTransition(put);
          else put();
        },
        (error: unknown) => {
          if (signal.aborted || !(error instanceof Refusal)) return;
          setAnswer((before) => ({ to, refresh, data: before?.to === to ? before.data : null, refusal: error }));
        },
      );
  });

  useEffect(() => {
    if (!question || !live) return;
    const stopping = new AbortController();
    put(question, stopping.signal);
    return () => stopping.abort();
  }, [question, live, turn, refresh]);

  const mine = answer && answer.to === question ? answer : null;
  return {
    data: mine?.data ?? null,
    refusal: mine?.refusal ?? null,
    settled: mine?.refresh === refresh,
    again: () => setTurn((count) => count + 1),
  };
}
