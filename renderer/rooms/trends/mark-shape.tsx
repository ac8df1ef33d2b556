import type { TrendMark } from '../../../shared/contract/trends';

const shapes: Readonly<Record<TrendMark['kind'], { readonly fill?: string; readonly line?: string }>> = {
  // Half of it is reached, all of it, taken back, and something that is no push.
  canary: { line: 'M6 1.4a4.6 4.6 0 1 0 0 9.2a4.6 4.6 0 1 0 0-9.2z', fill: 'M6 1.4a4.6 4.6 0 0 0 0 9.2z' },
  everywhere: { fill: 'M6 .9a5.1 5.1 0 1 0 0 10.2a5.1 5.1 0 1 0 0-10.2z' },
  rollback: { fill: 'M11.4 1v10l-8-5z', line: 'M1.7 1v10' },
  configuration: { line: 'M1.8 1.8h8.4v8.4h-8.4z' },
  check: { line: 'M6 1.2 10.8 10.4H1.2z' },
};

/** What happened, as a shape of 12 x 12 in ink: a state's colour would say more than is known. */
export function MarkShape({ kind, size = 12 }: { kind: TrendMark['kind']; size?: number }) {
  const { fill, line } = shapes[kind];
  return (
    <svg width={size} height={size} viewBox="0 0 12 12" aria-hidden="true" color="var(--ink)">
      {line && <path d={line} fill="var(--bg)" stroke="currentColor" strokeWidth={kind === 'rollback' ? 1.9 : 1.4} />}
      {fill && <path d={fill} fill="currentColor" />}
    </svg>
  );
}
