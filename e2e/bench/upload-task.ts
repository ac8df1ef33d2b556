import * as z from 'zod';

const address = z.object({ name: z.string(), address: z.string(), port: z.number().nullable() });

const task = z.object({
  ssh: z.object({
    user: z.string().nullable(),
    port: z.number(),
    identity: z.string().nullable(),
    jump: z.array(z.string()),
    configFile: z.string().nullable(),
    knownHostsFiles: z.array(z.string()),
    connectTimeoutMs: z.number(),
    parallel: z.number(),
  }),
  home: z.string(),
  hosts: z.array(address),
  /** On the hosts, below the login's home; each host has a folder of its name in it. */
  folder: z.string(),
  file: z.string(),
  sizeBytes: z.number(),
  sha256: z.string(),
  release: z.string(),
  atOnce: z.number(),
});

const done = z.object({ tookMs: z.number(), peakMb: z.number() });

/** What the process that uploads is told, as its one argument. */
export type UploadTask = z.infer<typeof task>;

/** What it answers on its standard output: its time, and the most memory it had, in MB of 1024 x 1024 bytes. */
export type UploadDone = z.infer<typeof done>;

export const uploadTask = (text: string): UploadTask => task.parse(JSON.parse(text));
export const uploadDone = (text: string): UploadDone => done.parse(JSON.parse(text));
