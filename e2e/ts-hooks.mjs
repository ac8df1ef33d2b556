// Lets plain Node run this repository's TypeScript, which names its own files without an ending: for child processes of tests.
import { registerHooks } from 'node:module';

registerHooks({
  resolve(specifier, context, next) {
    const ours = specifier.startsWith('.') && context.parentURL?.endsWith('.ts');
    return next(ours && !/\.(ts|json)$/.test(specifier) ? `${specifier}.ts` : specifier, context);
  },
});
