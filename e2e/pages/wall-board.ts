import type { Locator, Page } from '@playwright/test';

/** The wall-board, by what somebody reads who passes it. */
export class WallBoard {
  constructor(readonly page: Page) {}

  get state(): Locator {
    return this.page.getByRole('region', { name: 'State' });
  }
  get push(): Locator {
    return this.page.getByRole('region', { name: 'Push' });
  }
  get alarms(): Locator {
    return this.page.getByRole('region', { name: 'Needs somebody' });
  }
  chart(gauge: string): Locator {
    return this.page.getByRole('region', { name: gauge }).getByRole('img');
  }
  get lost(): Locator {
    return this.page.getByRole('region', { name: 'Connection' });
  }

  /** Waits until all charts are drawn: they come one a frame. */
  async drawn(charts: number): Promise<void> {
    await this.page.waitForFunction((wanted) => document.querySelectorAll('.recharts-surface').length === wanted, charts);
  }

  /** The smallest text that can be seen, as a share of the height of the screen, and what it says. */
  smallestText(): Promise<{ readonly share: number; readonly text: string }> {
    return this.page.evaluate(() => {
      let least = { share: Number.POSITIVE_INFINITY, text: '' };
      const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      for (let node = texts.nextNode(); node; node = texts.nextNode()) {
        const of = node.parentElement;
        const text = node.textContent?.trim() ?? '';
        if (!of || text === '' || of.closest('.unseen, script, style')) continue;
        const style = getComputedStyle(of);
        const box = of.getBoundingClientRect();
        // Where a library measures words is beyond the screen.
        if (box.width === 0 || box.bottom < 0 || style.clipPath !== 'none' || style.visibility === 'hidden') continue;
        // What is laid out small and then enlarged counts as it is seen.
        const scale =
          of instanceof SVGGraphicsElement
            ? box.height / Math.max(1, of.getBBox().height)
            : of instanceof HTMLElement && of.offsetHeight > 0
              ? box.height / of.offsetHeight
              : 1;
        const share = (Number.parseFloat(style.fontSize) * scale) / innerHeight;
        if (share < least.share) least = { share, text };
      }
      return least;
    });
  }

  /** Everything that reaches beyond the screen, or that would have to be scrolled to. */
  overflowing(): Promise<readonly string[]> {
    return this.page.evaluate(() => {
      const found: string[] = [];
      const root = document.documentElement;
      if (root.scrollHeight > innerHeight || root.scrollWidth > innerWidth) found.push('the page scrolls');
      for (const element of document.querySelectorAll('main *')) {
        if (element.closest('.unseen')) continue;
        const box = element.getBoundingClientRect();
        // The picture stands aside by a few pixels, and a mark may stand a little over its edge.
        const slack = 8;
        const text = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim());
        if (text && (box.bottom > innerHeight + slack || box.right > innerWidth + slack || box.top < -slack || box.left < -slack))
          found.push(`${element.tagName} ${element.textContent ?? ''}`);
      }
      return found;
    });
  }
}
