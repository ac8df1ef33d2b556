/** Where something stands in an expression. */
export interface ExpressionPosition {
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 units. */
  readonly column: number;
  /** Offset of the first and of the one after the last UTF-16 unit. */
  readonly from: number;
  readonly to: number;
  /** What stands there; '' at the end. */
  readonly text: string;
}

/** Why an expression cannot be read or evaluated, and where. */
export interface ExpressionFault {
  readonly ok: false;
  readonly at: ExpressionPosition;
  /** Without a full stop, to be put into a sentence. */
  readonly message: string;
}

/** Thrown while reading and evaluating; the functions that callers use turn it into an ExpressionFault. */
export class Faulty extends Error {
  constructor(
    readonly at: ExpressionPosition,
    message: string,
  ) {
    super(message);
  }
}

/** What `work` gives, or the fault that it met. */
export function withFaults<T extends { readonly ok: true }>(work: () => T): T | ExpressionFault {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Faulty)) throw error;
    return { ok: false, at: error.at, message: error.message };
  }
}

/** The position of `text.slice(from, to)`. */
export function positionOf(text: string, from: number, to: number): ExpressionPosition {
  const before = text.slice(0, from);
  return { line: before.split('\n').length, column: from - before.lastIndexOf('\n'), from, to, text: text.slice(from, to) };
}
