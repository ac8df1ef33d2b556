import type { Hold, HoldReason } from '../../../shared/push/push';

/** A hold; without a deadline it waits for a person. */
export function holdOf(
  why: HoldReason,
  sentence: string,
  owner: string,
  since: number,
  until: number | null,
  then: Hold['then'] = 'hold',
): Hold {
  return { why, sentence, owner, since, until, then };
}
