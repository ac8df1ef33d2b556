/**
 * A push and what can happen to it. Data only: the rules are in `transition.ts`, the effects in the engine.
 */

/** Where one host of a push stands. */
export type HostState =
  /** not touched by this push yet */
  | 'old'
  | 'staging'
  | 'staged'
  | 'switching'
  /** linked to the new release, but what runs is unproven */
  | 'new'
  /** linked and running agree */
  | 'verified'
  /** being put back to its previous release */
  | 'reverting'
  | 'rolled back'
  /** its reload or verify failed and it was put back: it is on its previous release */
  | 'failed'
  /** failed, and could not be put back */
  | 'broken'
  /** excluded before the switch: never changed by this push */
  | 'left out'
  /** changed, and cannot be reached: its rollback or read-back is pending */
  | 'unknown';

export interface PushHost {
  readonly host: string;
  readonly type: string;
  /** 0-based phase in which it is switched. */
  readonly phase: number;
  readonly canary: boolean;
  readonly state: HostState;
  /** True from the moment the switch was written down until it was read back as put back. */
  readonly changed: boolean;
  /** The release that was live on THIS host before the push; null: none, or not known. */
  readonly previous: string | null;
  /** When its switch began, and when linked and running were found to agree (or running could not be proven); null: not yet. */
  readonly switchedAt: number | null;
  readonly verifiedAt: number | null;
  /** What the host said last: an error's own words, a verified release. */
  readonly detail: string;
  readonly at: number;
  /** How long its last step took. */
  readonly tookMs: number | null;
  /** Left out on purpose: a person had taken it out of service. No limit of exclusions counts it, and it is nobody's comparator. */
  readonly out?: boolean;
}

export type HoldReason =
  'person' | 'suspect' | 'unknown' | 'too little' | 'irreversible' | 'desk lost' | 'lease lost' | 'coordinator lost';

export interface Hold {
  readonly why: HoldReason;
  readonly sentence: string;
  /** Who has to decide. */
  readonly owner: string;
  readonly since: number;
  /** null: no deadline, a person has to act. */
  readonly until: number | null;
  readonly then: 'rollback' | 'continue' | 'hold';
}

export type PushState =
  | { readonly at: 'planned' }
  | { readonly at: 'staging' }
  | { readonly at: 'switching'; readonly phase: number }
  | { readonly at: 'watching'; readonly phase: number; readonly since: number }
  | {
      readonly at: 'held';
      readonly during: 'staging' | 'switching' | 'watching';
      readonly phase: number;
      readonly hold: Hold;
      /** Start of the interrupted watch. */ readonly since: number | null;
    }
  | { readonly at: 'rolling back'; readonly why: string; readonly by: string; readonly automatic: boolean; readonly since: number }
  | {
      readonly at: 'rolled back';
      readonly why: string;
      readonly by: string;
      readonly automatic: boolean;
      readonly since: number;
      readonly pending: number;
    }
  | { readonly at: 'failed'; readonly why: string }
  /** Another desk has pushed or rolled back since: nothing on the hosts is this push's doing any more. */
  | { readonly at: 'superseded'; readonly why: string }
  | { readonly at: 'done' };

export type PushEvent =
  | { readonly type: 'stage' }
  /** All hosts that will take part are staged. */
  | { readonly type: 'staged' }
  | { readonly type: 'switched'; readonly now: number }
  | { readonly type: 'watched' }
  | { readonly type: 'hold'; readonly hold: Hold }
  | { readonly type: 'resume'; readonly now: number }
  | { readonly type: 'roll back'; readonly why: string; readonly by: string; readonly automatic: boolean; readonly now: number }
  | { readonly type: 'rolled back'; readonly pending: number }
  | { readonly type: 'fail'; readonly why: string }
  | { readonly type: 'supersede'; readonly why: string };

export interface Push {
  /** `r-2031`: numbered on the coordinator, so unique for the fleet. */
  readonly id: string;
  readonly revision: string;
  readonly release: string;
  readonly captain: string;
  readonly desk: string;
  readonly startedAt: number;
  readonly endedAt: number | null;
  /** Number of phases. */
  readonly phases: number;
  readonly state: PushState;
  readonly hosts: Readonly<Record<string, PushHost>>;
}

/** States in which the fleet is being changed or may be: at most one push of a fleet is in one of them. */
export function isActive(state: PushState): boolean {
  return state.at !== 'done' && state.at !== 'failed' && state.at !== 'rolled back' && state.at !== 'superseded';
}
