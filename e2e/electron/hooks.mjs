// Preloaded into the main process under test: `electron` is the stand-in there, and this folder's TypeScript is run as it is.
import { registerHooks } from 'node:module';

const standIn = new URL('stand-in.ts', import.meta.url).href;
const here = new URL('.', import.meta.url).href;

registerHooks({
  resolve(specifier, context, next) {
    if (specifier === 'electron') return { url: standIn, format: 'module-typescript', shortCircuit: true };
    const ours = specifier.startsWith('.') && context.parentURL?.startsWith(here);
    return next(ours && !/\.(ts|mjs)$/.test(specifier) ? `${specifier}.ts` : specifier, context);
  },
});
