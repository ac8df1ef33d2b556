import type { Config } from '../../../shared/config/config';
import type { ConfigFault } from '../../../shared/contract/state';
import { parseExpression, parseGauge } from '../../../shared/series/expression';
import { fillIntervals, someIntervals } from '../../../shared/trends/fill-intervals';
import { assemble } from './assemble';
import { crossChecks } from './cross-checks';
import type { CheckExpression } from './cross-checks';
import { findingsOf, locate, short, writePath } from './faults';
import type { Finding } from './faults';
import { configFile } from './file';
import type { Surroundings } from './paths';
import { faultsOfText, Positions } from './text-faults';
import { readTree } from './yaml-tree';

export interface ParseOptions extends Surroundings {
  /** Checks `gauges[].metric`; left out: the real parser. */
  readonly checkExpression?: CheckExpression;
}

export type ConfigResult =
  /** `text`: what was read, as it was. */
  | { readonly ok: true; readonly config: Config; readonly text: string }
  | { readonly ok: false; readonly faults: readonly ConfigFault[] };

/** An expression of a panel may have the lengths of time that its chart decides. */
const parsePanel: CheckExpression = (text) => parseExpression(fillIntervals(text, someIntervals));

/**
 * Reads the text of a `capstan.yaml`. All faults of a stage are reported together, in the order of the file: first what the text and
 * its YAML have, then its shape, then what its parts have to do with each other. Throws nothing, whatever the text.
 */
export function parseConfig(text: string, options: ParseOptions): ConfigResult {
  // A byte order mark is not a part of the text.
  const source = text.startsWith('\ufeff') ? text.slice(1) : text;
  const unfit = faultsOfText(source);
  if (unfit.length > 0) return { ok: false, faults: unfit };
  const positions = new Positions(source);
  const tree = readTree(source);
  if (tree.faults.length > 0) {
    const faults = tree.faults.map(({ start, end, path, message, hint }) => {
      // A tab is shown too, so the text is not trimmed.
      const text = source.slice(start, Math.min(end, start + 80)).split('\n')[0] ?? '';
      return { ...positions.at(start), text, path: writePath(path), message: short(message), hint: short(hint) };
    });
    return { ok: false, faults };
  }
  const parsed = configFile.safeParse(tree.value);
  if (!parsed.success)
    return { ok: false, faults: locate(findingsOf(parsed.error.issues, configFile, tree.value), tree.places, positions) };
  const findings: Finding[] = crossChecks(parsed.data, options.checkExpression ?? parseGauge, parsePanel);
  const config = assemble(parsed.data, options, findings);
  if (findings.length > 0) return { ok: false, faults: locate(findings, tree.places, positions) };
  return { ok: true, config, text };
}
