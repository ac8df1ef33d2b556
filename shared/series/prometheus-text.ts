import type { FamilyType, PageContent } from './exposition-types';
import { Buckets } from './buckets';
import { parseGoFloat } from './go-float';
import type { LabelSyntax } from './line-scanner';
import { LineScanner } from './line-scanner';
import { emptyLabels, type Labels } from './series-key';

const LENIENT: LabelSyntax = { blanks: true, commaOptional: true, trailingComma: true, loneComma: true, unknownEscapes: 'keep' };
const STRICT: LabelSyntax = { blanks: true, commaOptional: false, trailingComma: true, loneComma: false, unknownEscapes: 'refuse' };

const TYPES = new Map<string, FamilyType>([
  ['counter', 'counter'],
  ['gauge', 'gauge'],
  ['histogram', 'histogram'],
  ['summary', 'summary'],
  ['untyped', 'unknown'],
  // prometheus/common writes the fifth type in both ways
  ['gaugehistogram', 'gaugehistogram'],
  ['gauge_histogram', 'gaugehistogram'],
]);

/** Reads the Prometheus text format 0.0.4 into `page`. Throws RefusedPage. */
export function parsePrometheusText(text: string, page: PageContent, strict: boolean): void {
  const scanner = new LineScanner(text);
  const buckets = new Buckets();
  const lint = strict ? new TextLint(scanner) : null;
  while (scanner.nextLine()) {
    scanner.skipBlanks();
    if (scanner.done) continue;
    if (strict && scanner.unended) scanner.fail('the last line does not end with a line feed');
    if (scanner.take(35)) comment(scanner, page, buckets, lint);
    else sample(scanner, page, buckets, lint);
  }
}

function comment(scanner: LineScanner, page: PageContent, buckets: Buckets, lint: TextLint | null): void {
  if (!scanner.skipBlanks()) return;
  const keyword = scanner.word();
  if ((keyword !== 'HELP' && keyword !== 'TYPE') || !scanner.skipBlanks() || scanner.done) return;
  const name = scanner.describedName(lint ? 'refuse' : 'keep');
  if (name === '') scanner.expected(`a metric name after ${keyword}`);
  const separated = scanner.skipBlanks();
  if (!separated && !scanner.done) scanner.expected(`a blank after the metric name`);
  if (keyword === 'HELP') {
    if (!scanner.done) lint?.help(name);
    page.describe(name, { help: unescapeHelp(scanner.rest(), lint !== null) });
    return;
  }
  const word = scanner.word();
  scanner.skipBlanks();
  const type = scanner.done ? TYPES.get(word) : undefined;
  if (type === undefined) return scanner.fail(`${JSON.stringify(word + scanner.rest())} is not a metric type`);
  lint?.type(name);
  page.describe(name, { type });
  buckets.declare(name, type);
}

/** The text format knows only two escapes here; prometheus/common also reads an escaped quote. */
function unescapeHelp(text: string, quotes: boolean): string {
  if (!text.includes('\\')) return text;
  return text.replace(/\\(.)/g, (all, c: string) => (c === 'n' ? '\n' : c === '\\' || (quotes && c === '"') ? c : all));
}

function sample(scanner: LineScanner, page: PageContent, buckets: Buckets, lint: TextLint | null): void {
  let name = scanner.plainName(true);
  let separated = scanner.skipBlanks();
  let labels: Labels | null = null;
  if (scanner.take(123)) {
    const inside = scanner.labels(lint ? STRICT : LENIENT);
    if (inside.name !== null && name !== '') scanner.fail('two metric names');
    name = inside.name ?? name;
    labels = inside.labels;
    separated = true;
    scanner.skipBlanks();
  }
  if (name === '')
    scanner.fail(
      labels ? 'a sample without a metric name' : `expected a metric name, found ${JSON.stringify(scanner.rest().slice(0, 20))}`,
    );
  if (!separated && !scanner.done) scanner.expected('a blank after the metric name');
  if (scanner.done) scanner.expected('a value');
  const value = scanner.plainNumber() ?? number(scanner);
  scanner.skipBlanks();
  const timestampMs = scanner.done ? null : timestamp(scanner);
  const made = labels ?? emptyLabels();
  lint?.sample(name, made, value, buckets);
  page.add({ name, labels: buckets.canonical(name, made), value, timestampMs }, scanner.line);
}

function number(scanner: LineScanner): number {
  const written = scanner.word();
  return parseGoFloat(written) ?? scanner.fail(`${JSON.stringify(written)} is not a number`);
}

function timestamp(scanner: LineScanner): number {
  const written = scanner.word();
  const value = /^-?\d+$/.test(written) ? Number(written) : NaN;
  if (!Number.isSafeInteger(value)) scanner.fail(`${JSON.stringify(written)} is not a timestamp in whole milliseconds`);
  scanner.skipBlanks();
  if (!scanner.done) scanner.expected('the end of the line after the timestamp');
  // -0 is no time of its own
  return value === 0 ? 0 : value;
}

/** What prometheus/common's reader refuses and Prometheus' own takes. */
class TextLint {
  private readonly helped = new Set<string>();
  private readonly typed = new Set<string>();
  private readonly seen = new Set<string>();

  constructor(private readonly scanner: LineScanner) {}

  help(name: string): void {
    if (this.helped.has(name)) this.scanner.fail(`a second HELP for ${name}`);
    this.helped.add(name);
  }

  type(name: string): void {
    if (this.typed.has(name)) this.scanner.fail(`a second TYPE for ${name}`);
    if (this.seen.has(name)) this.scanner.fail(`TYPE of ${name} comes after its samples`);
    this.typed.add(name);
  }

  sample(name: string, labels: Labels, value: number, buckets: Buckets): void {
    this.seen.add(name);
    const label = buckets.labelOf(name);
    const written = label === null ? undefined : labels[label];
    if (written !== undefined && parseGoFloat(written) === null)
      this.scanner.fail(`${label}=${JSON.stringify(written)} is not a number`);
    if (value < 0 && buckets.isPopulation(name)) this.scanner.fail(`a negative count in the histogram ${name}`);
  }
}
