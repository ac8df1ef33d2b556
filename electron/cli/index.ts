import { keepCompiled } from '../compile-cache';

// Before anything else is loaded.
keepCompiled();
await import('./program');
