import type { JsonSourceConfig } from '../../../../shared/config/config';
import { parseJsonPath, readJsonPath } from '../../../../shared/series/json-path';
import type { Clock } from '../../clock';
import { fetchJson } from './fetch-json';
import { sample } from './sample';
import { sourceLimits } from './sample-limits';
import type { FindSecret } from './secrets-by-name';
import { createSource, SourceFault, type MetricSource, type SourceSample } from './source';

/** Numbers in the answer of a JSON endpoint. A path that leads to no number makes no sample. */
export function createJsonSource(
  config: JsonSourceConfig,
  deps: { readonly clock: Clock; readonly findSecret: FindSecret },
): MetricSource {
  const paths = Object.entries(config.values).flatMap(([metric, text]) => {
    const parsed = parseJsonPath(text);
    return parsed.ok ? [{ metric, path: parsed.path, text }] : [];
  });
  const url = new URL(config.url);
  const metrics = new Set(Object.keys(config.values));
  return createSource(
    { by: 'json', name: config.name, owner: 'fleet', everyMs: config.everyMs, metrics },
    deps.clock,
    async (time) => {
      const { status, body } = await fetchJson(url, config, deps.findSecret, time);
      const shown = `${url.origin}${url.pathname}`;
      if (status !== 200) throw new SourceFault(`${shown} answers ${status}.`);
      if (body === undefined) throw new SourceFault(`${shown} answers with what is no JSON.`);
      const samples: SourceSample[] = [];
      const nowhere: string[] = [];
      for (const { metric, path, text } of paths) {
        const { found, more } = readJsonPath(body, path, sourceLimits.samples - samples.length);
        if (more)
          throw new SourceFault(`There is more at ${text} than the ${sourceLimits.samples} samples that a reading may have.`);
        if (found.length === 0) nowhere.push(text);
        for (const { labels, value } of found) samples.push(sample(metric, value, config.type, config.labels, labels));
      }
      const named = nowhere.slice(0, 5).join(', ') + (nowhere.length > 5 ? ` and ${nowhere.length - 5} more` : '');
      return { samples, warnings: nowhere.length > 0 ? [`There is no number at ${named}.`] : [] };
    },
  );
}
