import { readFileSync } from 'node:fs';
import { it } from 'vitest';
import { contrast, difference, parseHex, seenWith } from './colour';
const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');
it('prints', () => {
  for (const theme of [0, 1]) {
    const t = (n: string) => {
      const m = new RegExp(`--${n}: light-dark\\((#\\w+), (#\\w+)\\)`).exec(css)!;
      return parseHex(m[theme + 1]!);
    };
    const out: string[] = [];
    for (const [a, b] of [
      [1, 2],
      [1, 3],
      [1, 4],
      [2, 3],
      [2, 4],
      [3, 4],
    ]) {
      const x = t(`s-${a}`),
        y = t(`s-${b}`);
      out.push(
        `s${a}/s${b} normal ${difference(x, y).toFixed(1)} ` +
          (['protanopia', 'deuteranopia', 'tritanopia'] as const)
            .map((d) => `${d.slice(0, 4)} ${difference(seenWith(d, x), seenWith(d, y)).toFixed(1)}`)
            .join(' '),
      );
    }
    for (const n of ['ink', 'ink-2', 'ink-3', 'ok', 'warn', 'crit', 'unk', 'move', 'accent'])
      out.push(
        n +
          ' ' +
          ['bg', 'surface', 'sunk', 'hover', 'accent-wash', 'crit-wash', 'warn-wash', 'unk-wash', 'move-wash', 'ok-wash']
            .map((g) => `${g} ${contrast(t(n), t(g)).toFixed(2)}`)
            .join(' '),
      );
    for (const n of ['ctl', 'idle', 'warn-mark', 'line-2', 'accent', 's-1', 's-2', 's-3', 's-4', 'band-line'])
      out.push(n + ' ' + ['bg', 'surface', 'sunk'].map((g) => `${g} ${contrast(t(n), t(g)).toFixed(2)}`).join(' '));
    console.log(theme ? 'DARK' : 'LIGHT', '\n' + out.join('\n'));
  }
});
