import { memo } from 'react';
import { layOut, sparkHeight, sparkWidth, type SparklineInput } from './sparkline-geometry';
import css from './sparkline.module.css';

/** A gauge before and after the switch. Its figures stand beside it, so it is not read out. */
export const Sparkline = memo(function Sparkline({ tone, ...input }: SparklineInput & { tone: string }) {
  const spark = layOut(input);
  const lines = (points: readonly string[], name: string | undefined) =>
    points.map((line, index) => <polyline key={index} className={name} points={line} />);
  return (
    <svg
      className={css.spark}
      width={sparkWidth}
      height={sparkHeight}
      viewBox={`0 0 ${sparkWidth} ${sparkHeight}`}
      aria-hidden="true"
    >
      {spark.switchX !== null && (
        <rect x={spark.switchX - 0.5} width={sparkWidth - spark.switchX - 2} height={sparkHeight} fill="var(--sunk)" />
      )}
      {spark.hatch && <rect x={spark.hatch.x} width={spark.hatch.width} height={sparkHeight} fill="url(#hatch)" />}
      {spark.limit && <path className={css.limit} d={spark.limit.edge ? `M130 ${spark.limit.y}H152` : `M0 ${spark.limit.y}H152`} />}
      {lines(spark.comparator, css.comparator)}
      {lines(spark.pre, css.pre)}
      {lines(spark.post, css.post)}
      {spark.last && <circle cx={spark.last.x} cy={spark.last.y} r="2.5" fill={tone} />}
      {spark.switchX !== null && <path className={css.switch} d={`M${spark.switchX} 0V${sparkHeight}`} />}
    </svg>
  );
});

/** The hatching that every chart points at; put on the page once. */
export const Hatch = () => (
  <svg width="0" height="0" className={css.defs} aria-hidden="true">
    <defs>
      <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <path d="M0 0V6" stroke="var(--line-2)" strokeWidth="1" opacity=".7" />
      </pattern>
    </defs>
  </svg>
);
