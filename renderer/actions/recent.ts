const slot = 'capstan.recent-actions';
const kept = 8;

/** What was chosen last in the palette on this machine, newest first. */
export function recentIds(): readonly string[] {
  try {
    const read: unknown = JSON.parse(localStorage.getItem(slot) ?? '[]');
    return Array.isArray(read) ? read.filter((id) => typeof id === 'string').slice(0, kept) : [];
  } catch {
    return [];
  }
}

export function rememberChoice(id: string): void {
  localStorage.setItem(slot, JSON.stringify([id, ...recentIds().filter((one) => one !== id)].slice(0, kept)));
}
