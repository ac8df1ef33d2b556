import { formatRoute, parseRoute } from '../../shared/route';

const scheme = 'capstan:';
const longest = 2000;

/**
 * The page's address that a `capstan://` link means; null: none that the page knows. What a link says beyond that is thrown away:
 * the address is written anew from what was understood.
 */
export function pathOfLink(link: string): string | null {
  if (link.length > longest || !URL.canParse(link)) return null;
  const url = new URL(link);
  if (url.protocol !== scheme || url.username !== '' || url.password !== '' || url.port !== '') return null;
  // `capstan://push/r-12`: what stands where a web address has its host is the room.
  const route = parseRoute(`/${url.host}${url.pathname}`, url.search);
  return route.room === 'none' || route.room === 'gallery' ? null : formatRoute(route);
}

/** The link among the words of a command line, where systems put it that start a program to open one. */
export const linkAmong = (argv: readonly string[]): string | null =>
  argv.slice(1).find((word) => word.toLowerCase().startsWith(scheme)) ?? null;
