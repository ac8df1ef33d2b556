/** A number for a sentence: three significant digits or so, thousands apart by commas, a true minus (U+2212). */
export function numberText(value: number): string {
  const size = Math.abs(value);
  const digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : size > 0 ? Math.min(12, 1 - Math.floor(Math.log10(size))) : 0;
  const [whole = '0', rest = ''] = size.toFixed(digits).split('.');
  const decimals = rest.replace(/0+$/, '');
  const text = whole.replace(/\B(?=(\d{3})+$)/g, ',') + (decimals === '' ? '' : `.${decimals}`);
  return value < 0 && /[1-9]/.test(text) ? `\u2212${text}` : text;
}

export function signedText(value: number): string {
  const text = numberText(value);
  return value > 0 && text !== '0' ? `+${text}` : text;
}

/** A fraction as percent: 0.224 is `22 %`. */
export function percentText(fraction: number): string {
  const percent = fraction * 100;
  return `${numberText(Math.abs(percent) >= 10 ? Math.round(percent) : Math.round(percent * 10) / 10)} %`;
}

/** A duration in milliseconds: `40 s`, `1 m 12 s`. */
export function durationText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} m ${seconds % 60} s`;
}

/** `p` in a sentence: never more digits than mean anything. */
export function pText(p: number): string {
  return p < 1e-6 ? 'p < 0.000001' : `p ${numberText(Number(p.toPrecision(2)))}`;
}

export function hostsText(count: number, kind: string): string {
  return `${numberText(count)} ${kind} ${count === 1 ? 'host' : 'hosts'}`;
}
