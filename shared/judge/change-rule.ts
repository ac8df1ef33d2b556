import { allowed, directions, tooFar } from './effect-size';
import { type ChangeQuestion, type Finding, movedTogether, quietText, regressedText, showing, suspectText } from './finding';
import { hostEvidence, hostNotice } from './host-evidence';

const NONE: Finding = { word: 'none', reason: '', p: null, test: null, couldNotice: null, show: [] };

/**
 * Levels: each switched host's own post less pre, against the same of its comparator. Regressed if the difference is too
 * far (relative and absolute) AND the evidence over hosts reaches `alpha`; suspect if the untouched hosts moved as well.
 * Decides nothing without untouched hosts or known drift.
 */
export function changeRule(question: ChangeQuestion): Finding {
  const { comparison, change, alpha } = question;
  if (directions(change).length === 0) return NONE;
  const evidence = hostEvidence(comparison, change, alpha);
  if (!evidence) return NONE;
  const noticed = hostNotice(evidence, change, alpha);
  const least = Math.min(...directions(change).map((direction) => allowed(change, direction, comparison.pre) ?? Infinity));
  const couldNotice = noticed === null ? null : Math.max(noticed, least);
  const base = { p: evidence.p, test: evidence.test, couldNotice, show: [] };
  const direction = tooFar(change, comparison.pre, comparison.difference);
  if (direction !== null && evidence.p <= alpha) {
    return { ...base, word: 'regressed', reason: regressedText(question, evidence.p), show: showing(question, direction) };
  }
  const together = movedTogether(question);
  if (together !== null)
    return { ...base, word: 'suspect', reason: suspectText(question), show: comparison.switched.map((one) => one.host) };
  return { ...base, word: 'ok', reason: quietText(question, couldNotice) };
}
