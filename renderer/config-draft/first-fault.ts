import { gaugeFault, instant, pushGroups } from './checks';
import { dashboardsFault } from './dashboard-checks';
import { textOf } from './plain';
import type { Working } from './working';

/** Whether anything of the forms can be seen to be wrong. */
export function firstFault(working: Working): string | null {
  for (const { value } of working.gauges) {
    const fault = gaugeFault(value);
    if (fault !== null) return `${textOf(value['name']) || 'A gauge'}: ${fault}`;
  }
  const names = working.gauges.map(({ value }) => textOf(value['name']));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) return `There are two gauges named ${twice}.`;
  for (const { fields } of pushGroups) {
    for (const info of fields) {
      const fault = instant(info, working.push);
      if (fault !== null) return `${info.label}: ${fault}`;
    }
  }
  return working.dashboards && dashboardsFault(working.dashboards);
}
