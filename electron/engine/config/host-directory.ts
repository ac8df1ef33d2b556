import type { Finding } from './faults';
import { hostPath } from './paths';
import type { Path } from './yaml-tree';

export const TILDE_HINT = 'an absolute path, or ~/ for the own home';

/** Checks a directory on a host: `..` and other people's homes are refused, `{host}` is the only thing filled in. */
export function directoryOnHost(text: string, path: Path, findings: Finding[]): string {
  const found = hostPath(text);
  const stray = [...text.matchAll(/\{[^{}]*\}/g)].find((match) => match[0] !== '{host}');
  if (found === null)
    findings.push({ path, message: `${text.split('/')[0] ?? text} is the home of somebody else`, hint: TILDE_HINT });
  if (text.split('/').includes('..'))
    findings.push({ path, message: 'a path on a host cannot go upwards', hint: 'the path without ..' });
  if (stray)
    findings.push({
      path,
      message: `nothing is filled in for ${stray[0]}`,
      hint: '{host}',
      piece: { whole: text, at: stray.index, text: stray[0] },
    });
  return found ?? text;
}
