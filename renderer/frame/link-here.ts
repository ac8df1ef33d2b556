/** The address of what is shown, as a link that opens in Capstan on any desk: `capstan://push/r-12/report?gauge=php_errors`. */
export const linkHere = (): string => `capstan:/${location.pathname === '/' ? '/push' : location.pathname}${location.search}`;
