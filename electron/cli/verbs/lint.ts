import type { Command } from 'commander';
import type { ExpositionFormat, ScrapedSample } from '../../../shared/series/exposition';
import { decodePage, parseExposition } from '../../../shared/series/exposition';
import { formatGoFloat } from '../../../shared/series/go-float';
import { lintPage } from '../../../shared/series/page-lint';
import { seriesKey } from '../../../shared/series/series-key';
import { scrapeLimits } from '../../engine/metrics/targets';
import { exit } from '../exit';
import { plain, printJson } from '../output';
import { readPage } from '../read-page';
import { ended } from '../verb';

interface LintOptions {
  readonly openmetrics?: boolean;
  readonly strict?: boolean;
  readonly json?: boolean;
}

interface Fault {
  /** 1-based; null: about a metric, not a line. */
  readonly line: number | null;
  readonly metric: string | null;
  readonly message: string;
}

interface Report {
  readonly source: string;
  readonly format: ExpositionFormat;
  readonly samples: readonly ScrapedSample[];
  readonly metrics: number;
  readonly faults: readonly Fault[];
}

export function lint(program: Command): void {
  program
    .command('lint')
    .description('check what one writes; see `capstan lint metrics --help`')
    .command('metrics <file-or-url>')
    .description(
      'read a page of metrics (a file, an http(s) address, or - for standard input), list its samples and what is wrong with it; exit 1 if anything is',
    )
    .option(
      '--openmetrics',
      'the page is OpenMetrics 1.0, whatever it says (default: its Content-Type; of a file: Prometheus text)',
    )
    .option('--strict', 'refuse what the OpenMetrics test suite or prometheus/common refuse, not only what a scrape refuses')
    .option('--json', 'one JSON document instead of text')
    .action((source: string, options: LintOptions) =>
      ended(options, async () => {
        const report = check(source, await readPage(source, options.openmetrics ?? false, scrapeLimits), options.strict ?? false);
        if (options.json) printJson(report);
        else await printReport(report);
        return report.faults.length === 0 ? exit.ok : exit.failed;
      }),
    );
}

function check(
  source: string,
  { bytes, format }: { readonly bytes: Uint8Array; readonly format: ExpositionFormat },
  strict: boolean,
): Report {
  const report = { source, format, samples: [], metrics: 0 };
  const page = decodePage(bytes);
  if (!page.ok) return { ...report, faults: [{ line: page.line, metric: null, message: 'this is not valid UTF-8' }] };
  const parsed = parseExposition(page.text, format, { strict, maxSamples: scrapeLimits.maxSamples });
  if (!parsed.ok) return { ...report, faults: [{ line: parsed.line, metric: null, message: parsed.message }] };
  const faults = lintPage(parsed, format).map((fault) => ({ line: null, ...fault }));
  const metrics = new Set(parsed.samples.map(({ name }) => name)).size;
  return { ...report, samples: parsed.samples, metrics, faults };
}

const LINES_AT_ONCE = 2000;

/** Samples first, faults last: what is wrong is what a person then sees. Waits for a slow reader, so that a long page is not cut off. */
async function printReport({ source, samples, metrics, faults }: Report): Promise<void> {
  const lines = samples.map(({ name, labels, value, timestampMs }) => {
    const time =
      timestampMs === null ? '' : ` at ${Math.abs(timestampMs) <= 8.64e15 ? new Date(timestampMs).toISOString() : timestampMs}`;
    return `${seriesKey(name, labels)} ${formatGoFloat(value).replace(/\.0$/, '')}${time}`;
  });
  if (lines.length > 0) lines.push('');
  for (const { line, metric, message } of faults)
    lines.push(line === null ? `${metric ?? ''}: ${message}` : `${source}:${line}: ${message}`);
  const counted = (number: number, word: string) => `${number} ${word}${number === 1 ? '' : 's'}`;
  const isRead = samples.length > 0 || faults.every(({ line }) => line === null);
  lines.push(
    isRead
      ? `${counted(samples.length, 'sample')} with ${counted(metrics, 'name')}, ${counted(faults.length, 'fault')}.`
      : 'The page cannot be read.',
  );
  for (let from = 0; from < lines.length; from += LINES_AT_ONCE) {
    const text = lines
      .slice(from, from + LINES_AT_ONCE)
      .map((line) => `${plain(line)}\n`)
      .join('');
    await new Promise<void>((done) => process.stdout.write(text, () => done()));
  }
}
