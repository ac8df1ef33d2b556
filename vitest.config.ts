import { defineConfig } from 'vitest/config';
import { fileURLToPath } from 'node:url';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  resolve: {
    // The npm package `electron` downloads a binary when it is imported: no test may reach it.
    alias: { electron: here('./e2e/electron-stub.ts') },
  },
  test: {
    include: ['{shared,electron,renderer,e2e}/**/*.test.{ts,tsx}'],
    testTimeout: 120_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // Tests start servers, hosts and engines and wait for them, and a busy machine would have them wait in vain.
    maxWorkers: 2,
    reporters: process.env['VITEST_JSON'] ? ['default', 'json'] : ['default'],
    outputFile: { json: process.env['VITEST_JSON'] ?? '' },
  },
});
