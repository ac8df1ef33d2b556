import { useEffect, useMemo, useState } from 'react';
import type { Panel } from '../../../../shared/contract/trends';
import { EmptyState } from '../../../parts/states';
import { PanelView, type PanelWorld } from '../panel';
import type { PanelWords } from './panel-plain';

const quietMs = 300;
const chartHeight = 200;

interface Props {
  /** Null: it cannot be drawn as it is typed; what was drawn before stays. */
  readonly panel: PanelWords | null;
  readonly world: PanelWorld;
}

/** The panel as it would be, on the time that the room shows, once nobody has typed for a moment. */
export function PanelPreview({ panel, world }: Props) {
  const text = panel && JSON.stringify(panel);
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    if (text === null) return;
    const timer = setTimeout(() => setSettled(text), quietMs);
    return () => clearTimeout(timer);
  }, [text]);
  const shown = useMemo(() => (settled === null ? null : { id: 'preview', ...(JSON.parse(settled) as PanelWords) }), [settled]);
  if (!shown)
    return (
      <EmptyState title="Nothing to draw yet">It is drawn here as soon as there is an expression that can be evaluated.</EmptyState>
    );
  return <PanelView key={remembered(shown)} panel={shown} world={world} height={chartHeight} whole={false} preview />;
}

/** A panel remembers how its height was wanted: with another one it begins anew. */
const remembered = ({ from, scale }: Panel): string => `${from} ${scale}`;
