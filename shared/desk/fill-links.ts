export interface FilledLink {
  readonly name: string;
  readonly href: string;
}

/** The configured links of one host, or those that are of no host. Only http and https addresses become links. */
export function fillLinks(
  links: Readonly<Record<string, string>>,
  of: { readonly host: string | null; readonly revision: string; readonly push: string },
): readonly FilledLink[] {
  return Object.entries(links).flatMap(([name, template]) => {
    if (template.includes('{host}') !== (of.host !== null)) return [];
    const href = template
      .replaceAll('{host}', encodeURIComponent(of.host ?? ''))
      .replaceAll('{revision}', encodeURIComponent(of.revision))
      .replaceAll('{push}', encodeURIComponent(of.push));
    return isWeb(href) ? [{ name, href }] : [];
  });
}

function isWeb(href: string): boolean {
  try {
    return ['http:', 'https:'].includes(new URL(href).protocol);
  } catch {
    return false;
  }
}
