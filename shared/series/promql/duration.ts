const UNITS = ['y', 'w', 'd', 'h', 'm', 's', 'ms'] as const;
const MS = { y: 31_536_000_000, w: 604_800_000, d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 } as const;

/** Milliseconds of a PromQL duration: `5m`, `1h30m` (units falling, each once) or a plain number of seconds. null when it is neither. */
export function parseDuration(text: string): number | null {
  if (/^(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text)) return Number(text) * 1000;
  let total = 0;
  let next = 0;
  let rest = text;
  while (rest !== '') {
    const part = /^(\d+)(ms|[ywdhms])/.exec(rest);
    const at = UNITS.findIndex((unit) => unit === part?.[2]);
    const unit = UNITS[at];
    if (!part || !unit || at < next) return null;
    total += Number(part[1]) * MS[unit];
    next = at + 1;
    rest = rest.slice(part[0].length);
  }
  return next === 0 ? null : total;
}

/** A PromQL number: decimal, hexadecimal, `Inf`, `NaN`, or a duration, which stands for its seconds. null when it is none. */
export function parseNumber(text: string): number | null {
  const isNegative = text.startsWith('-');
  const bare = text.replace(/^[-+]\s*/, '').toLowerCase();
  const size = bare === 'inf' ? Infinity : bare === 'nan' ? NaN : /^0x[0-9a-f]+$/.test(bare) ? Number(bare) : seconds(bare);
  return size === null ? null : isNegative ? -size : size;
}

function seconds(text: string): number | null {
  const ms = /^[\d._]+(e[-+]?\d+)?$/.test(text) ? Number(text.replaceAll('_', '')) * 1000 : parseDuration(text);
  if (ms === null || Number.isNaN(ms)) return null;
  // a plain number is itself, not rounded by a way through milliseconds
  const plain = Number(text.replaceAll('_', ''));
  return Number.isNaN(plain) ? ms / 1000 : plain;
}
