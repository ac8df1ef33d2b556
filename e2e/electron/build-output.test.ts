import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { beforeAll, describe, expect, it } from 'vitest';
import { dependencies } from '../../package.json';

const root = fileURLToPath(new URL('../..', import.meta.url));
const out = join(root, 'out');

interface Import {
  readonly what: string;
  /** `require` and `import()` run when they are reached; the others at once. */
  readonly how: 'import' | 'import()' | 'require';
}

/** What a built file imports, as a parser sees it: text in a string or a comment is no import. */
function importsOf(file: string): Import[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true, ts.ScriptKind.JS);
  const found: Import[] = [];
  const visit = (node: ts.Node) => {
    if (
      (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) &&
      node.moduleSpecifier &&
      ts.isStringLiteral(node.moduleSpecifier)
    )
      found.push({ what: node.moduleSpecifier.text, how: 'import' });
    if (ts.isCallExpression(node)) {
      const [what] = node.arguments;
      const callee = node.expression;
      const isRequire = ts.isIdentifier(callee) && /^(__)?require$/.test(callee.text);
      if (callee.kind === ts.SyntaxKind.ImportKeyword || isRequire)
        found.push({
          what: what && ts.isStringLiteralLike(what) ? what.text : '(something computed)',
          how: isRequire ? 'require' : 'import()',
        });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** A built file and everything of ours that it leads to. */
function graphOf(entry: string): Map<string, Import[]> {
  const seen = new Map<string, Import[]>();
  const follow = (file: string) => {
    if (seen.has(file)) return;
    const imports = importsOf(file);
    seen.set(file, imports);
    for (const { what } of imports) if (what.startsWith('.')) follow(join(dirname(file), what));
  };
  follow(join(out, entry));
  return seen;
}

const packageOf = (what: string) =>
  what
    .split('/')
    .slice(0, what.startsWith('@') ? 2 : 1)
    .join('/');
const external = (graph: ReadonlyMap<string, readonly Import[]>) =>
  [...graph.values()]
    .flat()
    .filter(({ what }) => !what.startsWith('.') && !what.startsWith('node:') && !builtinModules.includes(what));
const files = (folder: string) =>
  readdirSync(join(out, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(out, join(entry.parentPath, entry.name)));

beforeAll(() => {
  // Builds, where there is no build or its sources are newer.
  execFileSync(process.execPath, [join(root, 'electron/cli/launcher.mjs'), 'version'], { stdio: ['ignore', 'ignore', 'inherit'] });
}, 120_000);

describe('the parser', () => {
  it('finds what is imported in every way, and nothing in a string', () => {
    expect(importsOf(join(out, 'main/main.js')).map(({ what }) => what)).toContain('electron');
    expect(importsOf(join(out, 'main/main.js'))).toContainEqual({ what: 'electron-updater', how: 'import()' });
    expect(importsOf(join(out, 'preload/preload.cjs'))).toEqual([{ what: 'electron', how: 'require' }]);
  });
});

describe('the build', () => {
  it.each(['engine.js', 'cli.js', 'demo-fleet.js'])('of %s knows no electron', (entry) => {
    expect(external(graphOf(`main/${entry}`)).map(({ what }) => packageOf(what))).not.toContain('electron');
    expect(external(graphOf(`main/${entry}`)).map(({ what }) => packageOf(what))).not.toContain('electron-updater');
  });

  it('of main and preload are the only files that import electron', () => {
    const importers = files('main')
      .concat(files('preload'), files('renderer'))
      .filter((file) => /\.c?js$/.test(file))
      .filter((file) => importsOf(join(out, file)).some(({ what }) => packageOf(what) === 'electron'));
    expect(importers.sort()).toEqual([join('main', 'main.js'), join('preload', 'preload.cjs')]);
  });

  it('of the preload is one file that a sandbox can run', () => {
    expect(files('preload')).toEqual([join('preload', 'preload.cjs')]);
    const text = readFileSync(join(out, 'preload/preload.cjs'), 'utf8');
    expect(text.length).toBeLessThan(4000);
    // Neither the page nor anything else gets more of Electron than its ports.
    expect(text).not.toMatch(/contextBridge|exposeInMainWorld|process\.|Buffer|eval\(/);
  });

  it('leaves native modules and every other dependency outside, and needs none that is not shipped', () => {
    const needed = new Set<string>();
    for (const entry of ['main.js', 'engine.js', 'cli.js', 'demo-fleet.js'])
      for (const { what } of external(graphOf(`main/${entry}`))) needed.add(packageOf(what));
    expect([...needed].filter((name) => name !== 'electron' && !Object.hasOwn(dependencies, name))).toEqual([]);
    expect([...needed]).toEqual(expect.arrayContaining(['better-sqlite3', 'ssh2']));
    expect(files('.').filter((file) => file.endsWith('.node'))).toEqual([]);
  });

  it('of the page brings all it needs along', () => {
    const chunks = files('renderer').filter((file) => file.endsWith('.js'));
    expect(chunks.length).toBeGreaterThan(1);
    for (const file of chunks)
      expect(
        importsOf(join(out, file)).filter(({ what, how }) => how !== 'import()' && !/^(\.|\/)/.test(what)),
        file,
      ).toEqual([]);
  });
});
