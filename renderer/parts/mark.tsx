import type { CSSProperties, ReactElement, ReactNode } from 'react';
import { cx } from './cx';
import { toneOf, type MarkName, type Tone } from '../../shared/desk/marks';
import { markShapes, type ShapePart } from './mark-shapes';
import css from './mark.module.css';

/** A part of a shape, drawn from each of the places `at`, the corners of fields of 12 x 12. */
export const ShapePath = ({
  part: { d, paint, width, dash },
  at,
}: {
  part: ShapePart;
  at: readonly (readonly [number, number])[];
}) => (
  <path
    d={at.map(([x, y]) => `M${x} ${y}${d}`).join('')}
    fill={paint === 'fill' ? 'currentColor' : 'none'}
    stroke={paint === 'fill' ? 'none' : paint === 'cut' ? 'var(--cut, var(--surface))' : 'currentColor'}
    strokeWidth={width}
    strokeDasharray={dash}
  />
);

const origin = [[0, 0]] as const;

/** Every shape on a 12 x 12 field, in the current colour. A cross is cut out in the colour of the ground, `--cut`. */
export const shapes: Readonly<Record<MarkName, ReactElement>> = Object.fromEntries(
  Object.entries(markShapes).map(([name, parts]) => [
    name,
    <g key={name}>
      {parts.map((part, index) => (
        <ShapePath key={index} part={part} at={origin} />
      ))}
    </g>,
  ]),
) as Record<MarkName, ReactElement>;

/** A state's shape in its colour. It never stands for itself: the word is beside it, or said on focus. */
export function Mark({ name, tone, size = 12, className }: { name: MarkName; tone?: Tone; size?: number; className?: string }) {
  const box: CSSProperties = { width: size, height: size };
  return (
    <svg className={cx(css.mark, `c-${tone ?? toneOf[name]}`, className)} style={box} viewBox="0 0 12 12" aria-hidden="true">
      {shapes[name]}
    </svg>
  );
}

/** A mark with its word. `soft`: in regular weight. The word of an idle state is in ink, only its shape is grey. */
export function State({
  name,
  tone,
  soft,
  plain,
  children,
}: {
  name: MarkName;
  tone?: Tone;
  soft?: boolean;
  plain?: boolean;
  children: ReactNode;
}) {
  const colour = tone ?? toneOf[name];
  return (
    <span
      className={cx(
        css.state,
        soft && css.soft,
        !plain && colour !== 'idle' && `c-${colour}`,
        !plain && colour === 'idle' && 'mid',
      )}
    >
      <Mark name={name} tone={colour} />
      <span>{children}</span>
    </span>
  );
}
