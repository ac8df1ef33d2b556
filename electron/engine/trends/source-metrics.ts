import { CapstanError } from '../../../shared/contract/errors';
import type { MetricView } from '../../../shared/contract/trends';
import { metricUnit } from '../../../shared/series/unit-of';
import type { Clock } from '../clock';
import { sentence } from '../fleet/operate';
import type { PromqlPlace } from '../metrics/sources/create-sources';
import type { PromqlClient } from '../metrics/sources/promql-client';
import type { MetricAbout } from '../metrics/sources/promql-names';
import { SourceFault } from '../metrics/sources/source';

/** What can be found at sources, for who writes an expression. */
export interface SourceMetrics {
  /** Metrics whose name or help has all the words of `text`, by name; labels only of the one that is called exactly so. */
  find(place: PromqlPlace, text: string, limit: number, signal?: AbortSignal): Promise<readonly MetricView[]>;
  values(place: PromqlPlace, metric: string, label: string, signal?: AbortSignal): Promise<readonly string[]>;
}

interface Names {
  readonly at: number;
  readonly names: Promise<readonly string[]>;
  readonly about: Promise<ReadonlyMap<string, MetricAbout>>;
}

const timeoutMs = 5_000;
/** Names come and go with releases, not while somebody types. */
const lookAgainMs = 60_000;
const mostValues = 1_000;

/** Lists of names are asked for once a minute and source, whoever looks. Rejects with SOURCE where the source cannot say. */
export function createSourceMetrics(clock: Clock): SourceMetrics {
  const known = new WeakMap<PromqlClient, Names>();

  const namesOf = (client: PromqlClient): Names => {
    const before = known.get(client);
    if (before && clock() - before.at < lookAgainMs) return before;
    const names = client.metrics({ timeoutMs });
    // Without it names stand alone.
    const about = client.about({ timeoutMs }).catch(() => new Map<string, MetricAbout>());
    const made = { at: clock(), names, about };
    known.set(client, made);
    names.catch(() => known.delete(client));
    return made;
  };

  return {
    find: (place, text, limit, signal) =>
      asked(place, async () => {
        const { names, about } = namesOf(place.client);
        const all = await names;
        const says = await about;
        const words = text.toLowerCase().split(/\s+/).filter(Boolean);
        const matching = all.filter((name) => {
          const said = `${name} ${aboutOf(says, name)?.help ?? ''}`.toLowerCase();
          return words.every((word) => said.includes(word));
        });
        const exact = matching.find((name) => name === text);
        // Whose name is written out is meant, however many others have it in theirs.
        const found = [...(exact === undefined ? [] : [exact]), ...matching.filter((name) => name !== exact)].slice(0, limit);
        const labels = exact === undefined ? [] : await place.client.labels(exact, { timeoutMs, signal });
        return found.map((name) => viewOf(name, aboutOf(says, name), name === exact ? labels : []));
      }),
    values: (place, metric, label, signal) =>
      asked(place, async () => (await place.client.values(metric, label, { timeoutMs, signal })).slice(0, mostValues)),
  };
}

async function asked<T>({ name }: PromqlPlace, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof SourceFault)) throw error;
    throw new CapstanError('SOURCE', `${name}: ${sentence(error)}`, error.todo ?? 'Expressions can be written without its names.');
  }
}

/** Of a histogram's parts the server knows what it knows of the whole. */
const aboutOf = (says: ReadonlyMap<string, MetricAbout>, name: string): MetricAbout | undefined =>
  says.get(name) ?? says.get(name.replace(/_(bucket|sum|count|total)$/, ''));

function viewOf(name: string, about: MetricAbout | undefined, labels: readonly string[]): MetricView {
  const info = about && { type: about.type, unit: about.unit || null };
  return {
    name,
    help: about?.help ?? '',
    type: about?.type ?? '',
    unit: metricUnit(name, () => info),
    series: null,
    labels,
    last: null,
  };
}
