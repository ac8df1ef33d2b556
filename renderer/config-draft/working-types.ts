import type { Group } from './plain';

/** A panel as it is being edited. */
export interface WorkingPanel {
  /** Stays the same while it is edited, renamed and moved. */
  readonly id: string;
  /** Its row and its place there in the file; null: a new one. */
  readonly from: readonly [row: number, place: number] | null;
  readonly value: Group;
}

/** A row of panels as it is being edited. */
export interface WorkingRow {
  readonly id: string;
  /** Which one of its dashboard in the file it was; null: a new one. */
  readonly from: number | null;
  /** All that is said of it but its panels. */
  readonly value: Group;
  readonly panels: readonly WorkingPanel[];
}

/** A dashboard as it is being edited. */
export interface WorkingDashboard {
  readonly id: string;
  /** Which one of the file it was; null: a new one. */
  readonly from: number | null;
  /** All that is said of it but its rows. */
  readonly value: Group;
  readonly rows: readonly WorkingRow[];
}
