import type { ConfigFault } from '../../shared/contract/state';
import type { Place } from './plain';

/** A path as faults write it: `gauges[2].change.up`. */
export function writePlace(path: Place): string {
  return path
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`;
      if (!/^[\w-]+$/.test(step)) return `[${JSON.stringify(step)}]`;
      return index === 0 ? step : `.${step}`;
    })
    .join('');
}

export const sentenceOf = ({ message, hint }: ConfigFault): string => {
  const said = `${message.charAt(0).toUpperCase()}${message.slice(1)}`;
  return hint === '' ? `${said}.` : `${said}. Right: ${hint}.`;
};

/** The fault at a place or inside it; null: none. */
export function faultAt(faults: readonly ConfigFault[], place: Place): ConfigFault | null {
  const path = writePlace(place);
  return (
    faults.find((fault) => fault.path === path || fault.path.startsWith(`${path}[`) || fault.path.startsWith(`${path}.`)) ?? null
  );
}

/** The fault of exactly this place. */
export const faultOf = (faults: readonly ConfigFault[], place: Place): ConfigFault | null =>
  faults.find((fault) => fault.path === writePlace(place)) ?? null;

/** Faults that stand in no form: of the hosts, the source, the text itself. */
export function otherFaults(faults: readonly ConfigFault[]): readonly ConfigFault[] {
  return faults.filter(({ path }) => !/^(gauges\[\d+\]|push(\.|$))/.test(path));
}
