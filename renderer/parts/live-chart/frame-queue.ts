/** Where frames come from: the browser's `requestAnimationFrame`, or a test. */
export interface FrameSource {
  readonly request: (run: () => void) => number;
  readonly cancel: (frame: number) => void;
}

/**
 * Does one job a frame. Twelve charts that are drawn together hold the page for 160 ms; one after another nobody notices. Who asks again
 * before it was his turn keeps his place, and only what he asked last is done, so nobody starves and nothing is done twice.
 */
export class FrameQueue {
  private readonly jobs = new Map<object, () => void>();
  private frame: number | null = null;

  constructor(private readonly frames: FrameSource) {}

  ask(who: object, job: () => void): void {
    this.jobs.set(who, job);
    this.frame ??= this.frames.request(this.next);
  }

  /** Takes back what was asked for. */
  drop(who: object): void {
    this.jobs.delete(who);
    if (this.jobs.size || this.frame === null) return;
    this.frames.cancel(this.frame);
    this.frame = null;
  }

  private readonly next = (): void => {
    this.frame = null;
    const [first] = this.jobs;
    if (!first) return;
    const [who, job] = first;
    this.jobs.delete(who);
    // Before the job: one that throws must not keep the others waiting.
    if (this.jobs.size) this.frame = this.frames.request(this.next);
    job();
  };
}

/** The page's one queue. Frames stop while the page is hidden, and with them the charts. */
export const chartFrames = new FrameQueue({
  request: (run) => requestAnimationFrame(run),
  cancel: (frame) => cancelAnimationFrame(frame),
});
