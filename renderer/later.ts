import { lazy, type ComponentType, type LazyExoticComponent } from 'react';

const soon: (() => Promise<unknown>)[] = [];

/** A part that is not in the page's first load. Drawn before it is there, it suspends. */
export function later<Props>(load: () => Promise<ComponentType<Props>>): LazyExoticComponent<ComponentType<Props>> {
  return lazy(async () => ({ default: await load() }));
}

/**
 * The same for a part that is certain to be asked for: it is fetched as soon as the page has nothing else to do, so that it opens
 * at once, and what is typed while it opens goes nowhere else.
 */
export function soonLater<Props>(load: () => Promise<ComponentType<Props>>): LazyExoticComponent<ComponentType<Props>> {
  soon.push(load);
  return later(load);
}

/** Fetches what is asked for soon, one part after the other. Failures are left to the moment when the part is wanted. */
export async function fetchSoon(): Promise<void> {
  for (let load = soon.shift(); load; load = soon.shift()) {
    await new Promise((resolve) => requestIdleCallback(resolve, { timeout: 2000 }));
    await load().catch(() => undefined);
  }
}
