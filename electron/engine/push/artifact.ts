import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, resolve, sep } from 'node:path';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { pipeline } from 'node:stream/promises';
import * as tar from 'tar';
import { CapstanError } from '../../../shared/contract/errors';
import type { SourceConfig } from '../../../shared/config/config';
import { lastWords } from '../fleet/operate';
import type { Git } from './git';

/** What is uploaded: one gzipped tar file. Its release is named by revision and digest, so the same bytes have the same name. */
export interface Artifact {
  readonly revision: string;
  readonly release: string;
  readonly file: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

interface Deps {
  readonly git: Git;
  readonly source: SourceConfig;
  readonly directory: string;
  readonly signal: AbortSignal;
}

const buildLimitMs = 30 * 60_000;

/** Builds, packs and proves the artifact of a revision; one that was made before with the same recipe is used again. */
export async function makeArtifact(revision: string, deps: Deps): Promise<Artifact> {
  await mkdir(deps.directory, { recursive: true });
  const recipe = createHash('sha256')
    .update(JSON.stringify([deps.source.build, deps.source.artifact]))
    .digest('hex')
    .slice(0, 8);
  const name = `${revision.slice(0, 12)}-${recipe}`;
  const before = await known(deps.directory, name, revision);
  if (before) return before;

  const work = await mkdtemp(join(tmpdir(), 'capstan-build-'));
  const file = join(work, 'artifact.tgz');
  try {
    if (deps.source.artifact.from === 'url') await download(deps.source.artifact, revision, file, deps.signal);
    else await build(revision, deps, deps.source.artifact.path, work, file);
    const sha256 = await digest(file);
    const { size } = await stat(file);
    const kept = join(deps.directory, `${name}.tgz`);
    await pipeline(createReadStream(file), createWriteStream(`${kept}.part`));
    await rename(`${kept}.part`, kept);
    await writeFile(join(deps.directory, `${name}.json`), JSON.stringify({ revision, sha256, sizeBytes: size }));
    return { revision, release: releaseName(revision, sha256), file: kept, sizeBytes: size, sha256 };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

export function releaseName(revision: string, sha256: string): string {
  return `${revision.slice(0, 12)}-${sha256.slice(0, 8)}`;
}

/** The revision, as far as a release's name tells it. */
export function revisionOf(release: string): string {
  return release.split('-', 1)[0] ?? release;
}

/** How a release is called in a sentence: by the first seven digits of its revision, or whole where it has none. */
export function shortName(release: string): string {
  const revision = revisionOf(release);
  return /^[0-9a-f]{7,}$/.test(revision) ? revision.slice(0, 7) : release;
}

async function known(directory: string, name: string, revision: string): Promise<Artifact | null> {
  try {
    const note = JSON.parse(await readFile(join(directory, `${name}.json`), 'utf8')) as {
      revision: string;
      sha256: string;
      sizeBytes: number;
    };
    const file = join(directory, `${name}.tgz`);
    if (note.revision !== revision || (await stat(file)).size !== note.sizeBytes || (await digest(file)) !== note.sha256)
      return null;
    return { revision, release: releaseName(revision, note.sha256), file, sizeBytes: note.sizeBytes, sha256: note.sha256 };
  } catch {
    return null;
  }
}

async function build(revision: string, deps: Deps, path: string, work: string, file: string): Promise<void> {
  const tree = join(work, 'tree');
  await mkdir(tree);
  await deps.git.archive(revision, join(work, 'tree.tar'));
  await tar.extract({ file: join(work, 'tree.tar'), cwd: tree });
  if (deps.source.build !== null) await runBuild(deps.source.build, tree, revision, deps);
  const made = resolve(tree, path);
  if (made !== tree && !made.startsWith(tree + sep))
    throw new CapstanError('SOURCE', `The artifact ${path} lies outside of the build.`, 'Name a path inside of the repository.');
  const info = await stat(made).catch(() => null);
  if (!info)
    throw new CapstanError('SOURCE', `The build left no ${path}.`, 'Check `source.build` and `source.artifact` in capstan.yaml.');
  if (info.isFile()) {
    await pipeline(createReadStream(made), createWriteStream(file));
    return;
  }
  const paths = (await readdir(made, { recursive: true, withFileTypes: true }))
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(made, join(entry.parentPath, entry.name)))
    .sort();
  if (paths.length === 0)
    throw new CapstanError(
      'SOURCE',
      `The build left ${path} empty.`,
      'Check `source.build` and `source.artifact` in capstan.yaml.',
    );
  // Sorted, without owners and times: the same files give the same digest on any desk. A leading `-` or `@` must not be an option.
  await tar.create(
    { file, cwd: made, gzip: { level: 6 }, portable: true, mtime: new Date(0) },
    paths.map((one) => `./${one}`),
  );
}

function runBuild(command: string, cwd: string, revision: string, deps: Deps): Promise<void> {
  return new Promise((done, fail) => {
    const child = spawn('/bin/sh', ['-c', command], {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, CAPSTAN_REVISION: revision },
      detached: true,
    });
    let tail = '';
    const hear = (chunk: Buffer) => {
      tail = (tail + chunk.toString()).slice(-4000);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    // The whole group: a build's children must not outlive it.
    const kill = () => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      } catch {
        // It has ended by itself.
      }
    };
    const timer = setTimeout(kill, buildLimitMs);
    deps.signal.addEventListener('abort', kill, { once: true });
    child.on('error', fail);
    child.on('close', (code) => {
      clearTimeout(timer);
      deps.signal.removeEventListener('abort', kill);
      if (code === 0) done();
      else if (deps.signal.aborted) fail(new CapstanError('SOURCE', 'The build was cancelled.', ''));
      else
        fail(
          new CapstanError(
            'SOURCE',
            `The build of ${revision.slice(0, 7)} failed${code === null ? '' : ` with exit code ${code}`}: ${lastWords(tail)}`,
            'Run it by hand in a clean checkout.',
          ),
        );
    });
  });
}

async function download(
  artifact: Extract<SourceConfig['artifact'], { from: 'url' }>,
  revision: string,
  file: string,
  signal: AbortSignal,
): Promise<void> {
  const fill = (url: string) => url.replaceAll('{rev}', encodeURIComponent(revision));
  const get = async (url: string) => {
    const answer = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(buildLimitMs)]) }).catch(
      (error: unknown) => {
        throw new CapstanError(
          'SOURCE',
          `${url} cannot be fetched: ${error instanceof Error ? error.message : String(error)}`,
          'Check the address and the network.',
        );
      },
    );
    if (!answer.ok || !answer.body)
      throw new CapstanError(
        'SOURCE',
        `${url} answers ${answer.status}.`,
        'Check that the artifact of this revision was published.',
      );
    // The same stream under the name that Node's types give it.
    return answer.body as ReadableStream<Uint8Array>;
  };
  await pipeline(Readable.fromWeb(await get(fill(artifact.url))), createWriteStream(file));
  if (artifact.sha256 === null) return;
  const chunks: Buffer[] = [];
  for await (const chunk of Readable.fromWeb(await get(fill(artifact.sha256)))) chunks.push(Buffer.from(chunk as Uint8Array));
  const wanted = /[0-9a-f]{64}/i.exec(Buffer.concat(chunks).toString('utf8').slice(0, 4096))?.[0].toLowerCase();
  const found = await digest(file);
  if (wanted !== found)
    throw new CapstanError(
      'SOURCE',
      `The artifact's SHA-256 is ${found}, not ${wanted ?? 'given'}.`,
      'Publish it again; it was not uploaded.',
    );
}

async function digest(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
