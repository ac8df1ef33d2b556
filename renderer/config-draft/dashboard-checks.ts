import { parseExpression } from '../../shared/series/expression';
import { exploring } from '../../shared/trends/place';
import { fillIntervals, someIntervals } from '../../shared/trends/fill-intervals';
import { slug } from '../../shared/trends/panel-ids';
import { gaugeName, type Check } from './checks';
import { isGroup, isList, textOf, type Group } from './plain';
import type { WorkingDashboard } from './working-types';
import { nameOfDashboard } from './working-dashboards';

/** What is wrong with the name of a dashboard, which is its address too. `taken`: ids and names of the others. */
export function dashboardNameFault(name: string, taken: readonly { readonly id: string; readonly name: string }[]): string | null {
  if (name.trim() === '') return 'A name is needed.';
  const fault = gaugeName(name);
  if (fault !== null) return fault;
  if (taken.some((one) => one.name === name)) return 'There is a dashboard of this name already.';
  const id = slug(name);
  const other = taken.find((one) => one.id === id);
  if (other) return `Its address would be that of ${other.name}: /trends/${id}.`;
  return id === exploring ? `Its address would be that of Explore: /trends/${id}.` : null;
}

export const panelTitle: Check = (text) => (text.trim() === '' ? 'A title is needed.' : null);

/** What is wrong with an expression in a panel, with its place; null: nothing. What a source understands is for the source to say. */
export const panelExpression = (text: string, source: string | null): string | null => {
  if (text.trim() === '') return 'An expression is needed.';
  if (source !== null) return null;
  const read = parseExpression(fillIntervals(text, someIntervals));
  if (read.ok) return null;
  return `${read.message.charAt(0).toUpperCase()}${read.message.slice(1)}, column ${read.at.column}${read.at.line > 1 ? ` of line ${read.at.line}` : ''}.`;
};

export const thresholdValue: Check = (text) =>
  /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text.trim()) && Number.isFinite(Number(text))
    ? null
    : 'A number is needed: 5 or 0.2.';

/** What can be seen to be wrong with the dashboards at once, the first of it; null: nothing. */
export function dashboardsFault(dashboards: readonly WorkingDashboard[]): string | null {
  const names = dashboards.map(nameOfDashboard);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) return `There are two dashboards named ${twice}.`;
  for (const dashboard of dashboards) {
    const name = nameOfDashboard(dashboard);
    const fault = gaugeName(name);
    if (fault !== null) return `${name || 'A dashboard'}: ${fault}`;
    const panels = dashboard.rows.flatMap((row) => row.panels);
    if (panels.length === 0) return `${name}: a dashboard needs a panel.`;
    for (const { value } of panels) {
      const wrong = panelFault(value);
      if (wrong !== null) return `${name}, ${textOf(value['title']).trim() || 'a panel'}: ${wrong}`;
    }
  }
  return null;
}

function panelFault(panel: Group): string | null {
  const metrics = panel['metrics'];
  const queries = isList(metrics) ? metrics.map((one) => (isGroup(one) ? one : { metric: one })) : [panel];
  const faults = queries.map((one: Group) => panelExpression(textOf(one['metric']), textOf(one['source']) || null));
  return [panelTitle(textOf(panel['title'])), ...faults].find(Boolean) ?? null;
}
