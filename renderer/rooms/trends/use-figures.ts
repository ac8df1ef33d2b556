import { useMemo } from 'react';
import type { Panel, TrendData } from '../../../shared/contract/trends';
import { usePreference } from '../../state/preferences';
import { figureWriter, unitScale, type UnitScale } from './unit-scale';

const none: readonly never[] = [];

/** How the figures of a panel are written, at the desk and on the wall: one unit and as many decimals for all of what it shows. */
export function useFigures(
  { unit }: Pick<Panel, 'unit'>,
  data: TrendData | null,
): { readonly scale: UnitScale; readonly figure: ReturnType<typeof figureWriter> } {
  const units = usePreference('units');
  return useMemo(() => {
    const lines = data?.lines ?? none;
    const scale = unitScale(
      unit ?? data?.unit ?? '',
      lines.map((line) => line.maximum),
      units,
    );
    const figure = figureWriter(
      scale,
      lines.flatMap((line) => [line.maximum, line.average]),
    );
    return { scale, figure };
  }, [unit, data, units]);
}
