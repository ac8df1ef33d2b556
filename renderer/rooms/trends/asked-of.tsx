import { Select } from '../../parts/select';
import { useQuery } from '../../state/query';

const desk = 'desk';
const idOf = (source: string) => `source ${source}`;

/** Where an expression is asked: of this desk or of a source that answers PromQL. Nothing where there is only this desk. */
export function AskedOf({ source, onSource }: { source: string | null; onSource: (source: string | null) => void }) {
  const { data } = useQuery('sources', (rpc, signal) => rpc.trends.sources(undefined, { signal }));
  const known = data?.sources.filter(({ by }) => by === 'promql') ?? [];
  // An old link may name one that has gone since.
  const missing = data && source !== null && !known.some(({ name }) => name === source) ? [source] : [];
  if (known.length === 0 && missing.length === 0) return null;
  return (
    <Select
      label="Asked of"
      choices={[
        { id: desk, name: 'This desk', about: 'what it has read itself' },
        ...known.map(({ name, failing }) => ({ id: idOf(name), name, about: failing ? 'cannot be read' : 'PromQL' })),
        ...missing.map((name) => ({ id: idOf(name), name, about: 'not in capstan.yaml' })),
      ]}
      chosen={source === null ? desk : idOf(source)}
      onChosen={(id) => onSource(id === desk ? null : id.slice(idOf('').length))}
    />
  );
}
