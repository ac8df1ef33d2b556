/**
 * Where new versions come from: the address in `CAPSTAN_UPDATE_FEED`. Null, as it is by default: nobody is asked. Only https:
 * whoever can change what is on the way would choose what runs here.
 */
export function feedOf(env: Readonly<Record<string, string | undefined>>): string | null {
  const named = env['CAPSTAN_UPDATE_FEED'] ?? '';
  return URL.canParse(named) && new URL(named).protocol === 'https:' ? named : null;
}

/** Looks for a new version once; it is installed when the app is quit. Says what became of it. */
export async function lookForUpdate(feed: string, say: (line: string) => void): Promise<void> {
  try {
    // Loaded only where it is wanted: it is half as large as everything else here.
    const { autoUpdater } = (await import('electron-updater')).default;
    autoUpdater.logger = null;
    autoUpdater.setFeedURL({ provider: 'generic', url: feed });
    const found = await autoUpdater.checkForUpdates();
    if (!found?.isUpdateAvailable) return say('This is the newest version.');
    await found.downloadPromise;
    say(`Version ${found.updateInfo.version} is installed at the next quit.`);
  } catch (error) {
    say(`The update feed could not be used: ${error instanceof Error ? error.message : String(error)}`);
  }
}
