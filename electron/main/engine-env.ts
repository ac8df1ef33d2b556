/** What the engine, and the git, ssh and build it runs, need of the environment: where things are, who this is, how to get out. */
const wanted = [
  ...['PATH', 'HOME', 'USER', 'LOGNAME', 'SHELL', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'CAPSTAN_WHO'],
  ...['XDG_RUNTIME_DIR', 'XDG_DATA_HOME', 'XDG_CONFIG_HOME', 'XDG_CACHE_HOME'],
  ...['SSH_AUTH_SOCK', 'GIT_CONFIG_GLOBAL', 'GIT_SSH_COMMAND'],
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy'],
  // Windows has no program start without these.
  ...['SystemRoot', 'windir', 'COMSPEC', 'PATHEXT', 'TEMP', 'TMP'],
  ...['USERPROFILE', 'USERNAME', 'APPDATA', 'LOCALAPPDATA', 'ProgramData'],
];

/** What would change how the engine's own process runs. */
const refused = /^(NODE_|ELECTRON_|LD_|DYLD_)/i;

/**
 * The engine's environment: the variables named here, those that the person names in `CAPSTAN_PASS_ENV` for a build (`JAVA_HOME,
 * GOPATH`), and what the shell tells it.
 */
export function engineEnv(
  env: Readonly<Record<string, string | undefined>>,
  told: { readonly configFile: string; readonly demo: boolean },
): Record<string, string> {
  const more = (env['CAPSTAN_PASS_ENV'] ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && !refused.test(name));
  const kept = [...wanted, ...more].flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]] as const]));
  return { ...Object.fromEntries(kept), CAPSTAN_CONFIG: told.configFile, CAPSTAN_DEMO: told.demo ? '1' : '' };
}
