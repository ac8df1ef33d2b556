import * as z from 'zod';
import { configFile } from './file';

/** The JSON Schema of `capstan.yaml` as text, for editors: made from the same source that checks the file. */
export function writeSchema(): string {
  // Draft 7 is what YAML editors know best. `input`: the file as it is written, not what is made of it.
  const schema = z.toJSONSchema(configFile, { io: 'input', target: 'draft-07', reused: 'inline' });
  const text = JSON.stringify({ ...schema, title: 'capstan.yaml' }, null, 2);
  // As Prettier writes it, so that the formatter leaves the generated file alone: short lists of plain values in one line.
  const lists = /^( *)(.*)\[\n((?: *(?:"[^"\n]*"|[\d.]+),?\n)+) *\](,?)$/gm;
  const compact = text.replaceAll(lists, (whole, indent: string, head: string, items: string, end: string) => {
    const line = `${indent}${head}[${items.trim().split(/\n */).join(' ')}]${end}`;
    return line.length <= 132 ? line : whole;
  });
  return `${compact}\n`;
}
