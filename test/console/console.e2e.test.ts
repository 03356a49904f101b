import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { useService } from '../support/service.ts';
import { hasBrowser, openBrowser, openPage } from './browser.ts';

if (!hasBrowser) {
  console.warn(
    'No Chromium at /usr/bin/chromium (or CHROMIUM): the console was not tried in a browser. Left out: its flows, its ' +
      'Content-Security-Policy, hostile pets, accessibility, keys, narrow screens. Debian has it: apt-get install chromium',
  );
}

const service = useService({ alone: true });
/** For what a busy machine may take its time with. */
const PATIENCE = { timeout: 20_000 };
const MOST_BYTES = 60 * 1024;

/** The rules of axe about what dark changes. */
const COLOURS = ['color-contrast', 'link-in-text-block'];

/** The words on the page that are cut in two although the box around them has room for them. */
const BROKEN_WORDS = `[...document.querySelectorAll('main :is(td, th, dd, dt, label, button, p, summary, b)')].flatMap((box) => {
  const style = getComputedStyle(box);
  const room = box.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  const texts = [...box.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
  return texts.flatMap((node) => [...node.data.matchAll(/[^\\s/-]+/g)].flatMap(({ 0: word, index }) => {
    const range = document.createRange();
    range.setStart(node, index);
    range.setEnd(node, index + word.length);
    const lines = [...range.getClientRects()];
    const width = lines.reduce((sum, line) => sum + line.width, 0);
    const isCut = new Set(lines.map((line) => Math.round(line.top))).size > 1;
    return isCut && width < room ? [word] : [];
  }));
})`;

test('the page weighs little', async () => {
  const parts = ['/console', '/console/app.js', '/console/style.css'];
  const responses = await Promise.all(parts.map((part) => fetch(service.url + part)));
  const bytes = responses.map(({ headers }) => Number(headers.get('content-length')));
  expect(bytes.every((length) => length > 0)).toBe(true);
  expect(bytes.reduce((sum, length) => sum + length)).toBeLessThanOrEqual(MOST_BYTES);
  await Promise.all(responses.map((response) => response.text()));
});

describe.skipIf(!hasBrowser)('in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  const at = (hash: string) => `${service.url}/console#${hash}`;
  const api = async (method: string, path: string, body?: object) => {
    const response = await fetch(service.url + path, {
      method,
      ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    expect(response.status).toBeLessThan(300);
    return response.status === 204 ? {} : ((await response.json()) as Record<string, unknown>);
  };
  /** Changes the hash of a stored event, past everything that guards it. Returns the hash before. */
  const editHash = async (petId: string, version: number, hash = '0'.repeat(64)): Promise<string> => {
    const client = DynamoDBDocumentClient.from(new DynamoDBClient());
    const { Attributes } = await client.send(
      new UpdateCommand({
        TableName: 'Events',
        Key: { petId, version },
        UpdateExpression: 'SET #hash = :hash',
        ExpressionAttributeNames: { '#hash': 'hash' },
        ExpressionAttributeValues: { ':hash': hash },
        ReturnValues: 'UPDATED_OLD',
      }),
    );
    return Attributes!.hash as string;
  };
  const strong = (petId: string) => api('GET', `/pets/${petId}?consistency=strong`);
  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
  const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { name }).waitFor();

  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  /** What is not accessible on the page as it is, each with its rule. */
  const axeFindings = async (page: Page, runOnly?: string[]) => {
    if (!(await page.evaluate('"axe" in window'))) await page.evaluate(axe);
    const options = JSON.stringify({ resultTypes: ['violations'], ...(runOnly && { runOnly }) });
    const { found, passed } = (await page.evaluate(`axe.run(${options}).then(({ violations, passes }) => ({
      found: violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ' ' + html)),
      passed: passes.length,
    }))`)) as { found: string[]; passed: number };
    expect(passed).toBeGreaterThan(0);
    return found;
  };

  const textsOf = async (page: Page, selector: string) =>
    (await page.locator(selector).allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' ').trim());

  test('a pet: made, seen live, changed at once by two, seen in the past, brought back, deleted', async () => {
    const { page, complaints } = await openPage(browser);
    await page.goto(at('/new'));
    await page.getByLabel('Name').fill('Misty');
    await button(page, 'Create').click();
    await page.locator('#error-type').getByText('is missing').waitFor();
    await page.getByLabel('Type').fill('cat');
    await page.getByLabel('Weight in kg').fill('4.2');
    await button(page, 'Create').click();
    await heading(page, 'Misty');
    const petId = page.url().split('/').pop()!;
    expect(await strong(petId)).toMatchObject({ name: 'Misty', weightKg: 4.2, version: 1 });

    await page.goto(at('/live'));
    const flow = page.locator('.flow', { has: page.locator(`a[href*="${petId}"]`) });
    await flow.getByText('Misty, cat').waitFor();
    await expect
      .poll(() => flow.locator('.step').allTextContents(), PATIENCE)
      .toEqual(['Command', 'Event', 'Row', 'Message'].map((step) => expect.stringMatching(`^${step} [\\d.]+ m?s$`)));
    expect(await flow.getByRole('img').getAttribute('aria-label')).toMatch(/^answered after .* published after/);

    // Two edits of version 1. Both set the weight; each sets a field that the other leaves.
    await page.goto(at(`/pets/${petId}/edit`));
    await page.getByLabel('Weight in kg').fill('5');
    await page.getByLabel('Notes').fill('Bites.');
    await api('PATCH', `/pets/${petId}`, { weightKg: 6, breed: 'Siamese' });
    await button(page, 'Save').click();
    await heading(page, 'Someone else was faster');
    expect(await textsOf(page, '.compare tbody tr')).toEqual([
      'breed none as before Siamese changed',
      'notes Bites. changed none as before',
      'weightKg 5 changed 6 changed',
    ]);
    expect(await page.locator('.compare .clash').count()).toBe(1);
    expect(await axeFindings(page)).toEqual([]);
    expect(await strong(petId)).toMatchObject({ weightKg: 6, version: 2 });

    // Once more someone is faster: the choice is asked for again, then mine goes on theirs.
    await api('PATCH', `/pets/${petId}`, { color: 'white' });
    await button(page, 'Apply my changes').click();
    await page.getByRole('columnheader', { name: 'Theirs, version 3' }).waitFor();
    await button(page, 'Keep editing').click();
    await page.getByLabel('Notes').fill('Bites at night.');
    await button(page, 'Save').click();
    await heading(page, 'Version 4 of 4');
    const merged = { weightKg: 5, notes: 'Bites at night.', breed: 'Siamese', color: 'white', version: 4 };
    expect(await strong(petId)).toMatchObject(merged);
    await page.getByText('Links hold: 4 events').waitFor();

    // However fast the slider is drawn, the page stays where it is, and the address follows.
    await page.evaluate(`{
      const slider = document.querySelector('[type=range]');
      for (let n = 0; n < 400; n++) {
        slider.value = 1 + (n % 3);
        slider.dispatchEvent(new Event('input', { bubbles: true }));
      }
    }`);
    await page.waitForURL(/version=1$/);
    await heading(page, 'Version 1 of 4');
    await page.getByRole('slider', { name: 'Version' }).press('End');
    await heading(page, 'Version 4 of 4');

    // Back in time by the keys.
    await page.getByRole('slider', { name: 'Version' }).press('ArrowLeft');
    await heading(page, 'Version 3 of 4');
    await page.getByRole('slider', { name: 'Version' }).press('ArrowLeft');
    await heading(page, 'Version 2 of 4');
    await expect
      .poll(() => textsOf(page, '.state tr.added, .state tr.edited'), PATIENCE)
      .toEqual(['breed differs Siamese none', 'weightKg differs 6 4.2']);
    await page.getByRole('slider', { name: 'Version' }).press('Home');
    await button(page, 'Restore version 1').click();
    await heading(page, 'Version 5 of 5');
    const { notes: _, ...restored } = await strong(petId);
    expect(restored).toMatchObject({ name: 'Misty', weightKg: 4.2, version: 5 });
    expect(restored).not.toHaveProperty('breed');

    await expect
      .poll(async () => {
        if (await button(page, 'Check again').isVisible()) await button(page, 'Check again').click();
        return page.getByText('In the signed log').isVisible();
      }, PATIENCE)
      .toBe(true);
    await button(page, 'Verify this pet').click();
    await page.getByText('no event was edited, added or removed').waitFor();
    const hash = await editHash(petId, 2);
    await button(page, 'Verify this pet').click();
    await page.locator('.findings').getByText('the event is not as it was stored').waitFor();
    await page.locator('.findings').getByText('edited', { exact: true }).first().waitFor();
    await editHash(petId, 2, hash);
    await button(page, 'Delete').click();
    await page.locator('.badge').getByText('Deleted', { exact: true }).waitFor();
    expect((await fetch(`${service.url}/pets/${petId}?consistency=strong`)).status).toBe(410);
    // What verify found of the life before is gone, and Undo is in the first place.
    expect(await page.locator('.findings').count()).toBe(0);
    await button(page, 'Undo').click();
    await page.getByText('Misty is back.').waitFor();
    expect(await strong(petId)).toMatchObject({ name: 'Misty', weightKg: 4.2, version: 7 });
    await heading(page, 'Version 7 of 7');
    expect(await page.locator('.life circle').count()).toBe(7);
    expect(await page.locator('.life line.gone').count()).toBe(1);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('a fault that is asked for, and the recovery from it', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {});
    const { page, complaints } = await openPage(browser);
    await page.goto(at('/faults'));
    await page.getByLabel('For the next').fill('2');
    await button(page, 'Add fault').click();
    await page.getByText('projectPets fail, 2 times').waitFor();
    await button(page, 'Create a pet and watch').click();
    await heading(page, 'Live');
    const note = 'The row failed 2 times, then was written at attempt 3. The reason: This fault was asked for.';
    const flow = page.locator('.flow', { hasText: note });
    await flow.waitFor();
    expect(await flow.locator('rect.failed').count()).toBe(2);
    // All attempts are in the picture, the one that succeeded too.
    expect(await flow.locator('rect.projected').count()).toBe(1);
    expect(await flow.locator('.clipped').count()).toBe(0);
    expect(await axeFindings(page)).toEqual([]);
    log.mockRestore();

    await page.goto(at('/projections'));
    await page.getByText('Caught up').nth(1).waitFor();
    await button(page, 'Count first').click();
    await page.getByText('Choose where to begin').waitFor();
    await button(page, 'Show what it would do').click();
    await page.getByText('Every row follows from its events; there is nothing to write.').waitFor();
    await page.goto(at('/bus'));
    await button(page, 'Create a sample pet').click();
    await page.locator('.feed summary').first().waitFor();
    await page.getByLabel(/rule with this pattern/).fill('{"source": ["pets"]}');
    await button(page, 'Test on the newest messages').click();
    await page.getByText(/^1 of \d+ messages match/).waitFor();
    await page.getByLabel(/rule with this pattern/).fill('{"source": "pets"}');
    await button(page, 'Test on the newest messages').click();
    await page.getByRole('alert').getByText('pattern').waitFor();

    // An event of another source on the same bus is shown too.
    const entry = { Source: 'shop', DetailType: 'PetSold', Detail: '{}', EventBusName: service.bus.name };
    expect(service.bus.put({ Entries: [entry] }).FailedEntryCount).toBe(0);
    await page.locator('.feed summary', { hasText: 'PetSold' }).waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  /** A name that its giver wishes were code. */
  const HOSTILE = '<img src=x onerror="window.wasHacked=1">';
  /** Every view, by what it has once it is all there. */
  const views = {
    '/live': '.flows .flow',
    '/pets': '.list a',
    '/pets/hostile': '.state td.small time',
    '/pets/hostile?version=1': '.state',
    '/pets/hostile/edit': '.field',
    '/new': '.field',
    '/feed': '.feed, .empty',
    '/projections': '.card',
    '/bus': '.empty',
    '/faults': '.empty',
    '/settings': '#token',
    '/nowhere': 'main p',
  };
  type View = keyof typeof views;
  const allViews = Object.keys(views) as View[];
  const show = async (page: Page, view: View) => {
    await page.goto(at(view));
    await page.locator(views[view]).first().waitFor();
  };
  /** What is wider than a telephone or a desk's screen, or breaks there. */
  const faultsOfWidth = async (page: Page, view: string): Promise<string[]> => {
    const faults: string[] = [];
    for (const width of [375, 1_280]) {
      await page.setViewportSize({ width, height: 720 });
      const wide = Number(await page.evaluate('document.documentElement.scrollWidth'));
      if (wide > width) faults.push(`${view} is ${wide} wide at ${width}`);
      const broken = (await page.evaluate(BROKEN_WORDS)) as string[];
      faults.push(...broken.map((word) => `${view} breaks "${word}" at ${width}`));
    }
    return faults;
  };
  const requestsElsewhere = (page: Page): string[] => {
    const elsewhere: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith(service.url)) elsewhere.push(request.url());
    });
    return elsewhere;
  };
  const hostilePet = async () => {
    if ((await fetch(`${service.url}/pets/hostile?consistency=strong`)).ok) return;
    const urls = ['javascript:window.wasHacked=1', 'https://example.com/x.png'];
    await api('POST', '/pets', { petId: 'hostile', name: HOSTILE, type: 'javascript:alert(1)', photoUrls: urls });
    await api('PATCH', '/pets/hostile', { [HOSTILE]: { '</script>': HOSTILE }, ownerId: HOSTILE });
  };

  test('the list and the feed: filtered, page by page', async () => {
    const names = Array.from({ length: 26 }, (_, n) => `Polly ${n}`);
    const [polly] = await Promise.all(names.map((name) => api('POST', '/pets', { name, type: 'axolotl' })));
    await api('PATCH', `/pets/${polly!.petId}`, { color: 'pink' });
    const listed = async () => (await api('GET', '/pets?type=axolotl&limit=100')).items;
    await expect.poll(listed, PATIENCE).toHaveLength(26);
    const { page, complaints } = await openPage(browser);
    await page.goto(at('/pets'));
    await page.getByLabel('Type').fill('axolotl');
    await button(page, 'Search').click();
    const link = (name: string) => page.getByRole('link', { name, exact: true });
    await expect
      .poll(() => page.locator('.list td:nth-child(2)').allTextContents(), PATIENCE)
      .toEqual(Array(25).fill('axolotl'));
    const first = await page.locator('.list tbody a').allTextContents();
    await link('Next page').click();
    await expect.poll(() => page.locator('.list tbody a').count(), PATIENCE).toBe(1);
    expect([...first, ...(await page.locator('.list tbody a').allTextContents())].sort()).toEqual(names.sort());
    await page.goBack();
    await expect.poll(() => page.locator('.list tbody a').count(), PATIENCE).toBe(25);

    // Among 500 pets, with names as people give them.
    const odd = [
      'Donaudampfschifffahrt'.repeat(9),
      'Her Most Serene Highness '.repeat(8).trim(),
      '🐈🎩 Zoë',
      'قطة جميلة (מיאו)',
    ];
    const more = Array.from({ length: 470 }, (_, n) => `Fido ${n}`);
    for (let start = 0; start < more.length; start += 16)
      await Promise.all(more.slice(start, start + 16).map((name) => api('POST', '/pets', { name, type: 'dog' })));
    await Promise.all(odd.map((name) => api('POST', '/pets', { name, type: 'cat', status: 'available' })));
    await page.goto(at('/pets'));
    await expect
      .poll(() => page.reload().then(() => page.locator('.list tbody a').allTextContents()), PATIENCE)
      .toEqual(expect.arrayContaining(odd));
    expect(await faultsOfWidth(page, '/pets')).toEqual([]);

    await page.goto(at('/feed'));
    await page.getByLabel('Type').selectOption('PetUpdated');
    await page.getByLabel('From').fill('2020-01-01T00:00:00');
    await button(page, 'Search').click();
    await page.getByText('GET /events?from=').waitFor();
    // Each click asks anew, and gives up the question before.
    await expect
      .poll(async () => (await button(page, 'Refresh').click()) ?? page.locator('.feed b').allTextContents(), {
        ...PATIENCE,
        interval: 1_000,
      })
      .toContainEqual(expect.stringMatching(/: changed$/));
    const words = await page.locator('.feed b').allTextContents();
    expect(words.filter((text) => !text.endsWith(': changed'))).toEqual([]);
    const times = (await page.evaluate(
      '[...document.querySelectorAll(".feed time")].map(({ dateTime }) => dateTime)',
    )) as string[];
    expect(times).toEqual(times.toSorted().reverse());
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('nothing that a caller writes becomes markup, a link or code', async () => {
    await hostilePet();
    const { page, complaints } = await openPage(browser);
    const elsewhere = requestsElsewhere(page);
    await show(page, '/pets/hostile');
    await page.locator('.state').getByText(HOSTILE).first().waitFor();
    await page.goto(at(`/pets/${encodeURIComponent(HOSTILE)}`));
    await page.getByRole('alert').waitFor();
    expect(await page.locator('img, iframe, object, embed, a:not([href^="#"])').count()).toBe(0);
    expect(await page.evaluate('window.wasHacked')).toBeUndefined();
    expect(elsewhere).toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('every view is accessible as far as axe can tell, in light and in dark, fits a telephone, and keeps to itself', async () => {
    await hostilePet();
    const { page, complaints } = await openPage(browser, { colorScheme: 'light', reducedMotion: 'reduce' });
    const elsewhere = requestsElsewhere(page);
    const screen = page.viewportSize()!;
    const faults: string[] = [];
    for (const view of allViews) {
      await page.emulateMedia({ colorScheme: 'light' });
      await show(page, view);
      expect([view, await axeFindings(page)]).toEqual([view, []]);
      await page.emulateMedia({ colorScheme: 'dark' });
      expect([`${view} in dark`, await axeFindings(page, COLOURS)]).toEqual([`${view} in dark`, []]);
      // Nothing moves for people who asked for that.
      expect(await page.evaluate('document.getAnimations().length')).toBe(0);
      faults.push(...(await faultsOfWidth(page, view)));
      await page.setViewportSize(screen);
    }
    expect(faults).toEqual([]);
    expect(await page.evaluate('window.wasHacked')).toBeUndefined();
    expect(elsewhere).toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('a view that waits says so, one that fails offers to try again, and a way leads back from a pet that is not there', async () => {
    let state: 'slow' | 'offline' | 'well' = 'slow';
    let answer = () => {};
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const { page } = await openPage(browser, {}, (context) =>
      context.route('**/pets?*', async (route) => {
        if (state === 'slow') await answered;
        await (state === 'offline' ? route.abort() : route.continue());
      }),
    );
    await page.goto(at('/pets'));
    await page.locator('.skeleton').getByText('Loading').waitFor({ state: 'attached' });
    expect(await page.evaluate('document.getAnimations().length')).toBeGreaterThan(0);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    expect(await page.evaluate('document.getAnimations().length')).toBe(0);
    state = 'offline';
    answer();
    await page.getByRole('alert').getByText("The service can't be reached.").waitFor();
    expect(await axeFindings(page)).toEqual([]);
    state = 'well';
    await button(page, 'Try again').click();
    await page.locator('.list, .empty').first().waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    for (const [view, refused] of [
      ['/pets?ownerId=nobody', '/pets?at=2099-01-01T00:00:00.000Z'],
      ['/feed?actor=nobody', '/feed?type=PetSold'],
    ] as const) {
      await page.goto(at(view));
      await page.locator('.empty').waitFor();
      await page.goto(at(refused));
      await page.getByRole('alert').waitFor();
      expect(await page.locator('.empty').count()).toBe(0);
    }
    await page.goto(at('/pets/nobody'));
    await page.getByRole('alert').waitFor();
    await page.getByRole('link', { name: '← All pets' }).click();
    await heading(page, 'Pets');
    await page.context().close();
  });

  test('personal data: erased for good, told as erased everywhere, of a deleted pet too, and in another tab', async () => {
    const { petId } = await api('POST', '/pets', {
      name: 'Erna',
      type: 'cat',
      ownerId: 'o-1',
      notes: 'Shy.',
      good: true,
    });
    await api('PATCH', `/pets/${petId}`, { ownerId: 'o-2' });
    const { page, complaints } = await openPage(browser);
    const other = await page.context().newPage();
    await page.goto(at(`/pets/${petId}`));
    await other.goto(at(`/pets/${petId}`));
    await other.locator('.state').getByText('o-2').waitFor();
    // A tab in the background is slow to click in.
    await page.bringToFront();
    await button(page, 'Erase personal data').click();
    // Only what the pet has is asked for, and nothing is chosen beforehand.
    expect(await textsOf(page, 'dialog .check')).toEqual(['Owner ownerId', 'Notes notes', 'Other fields other']);
    expect(await button(page, 'Erase for good').isDisabled()).toBe(true);
    await page.getByText("This can't be undone.").waitFor();
    await page.getByLabel('Owner').check();
    await page.getByLabel('Other fields').check();
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await axeFindings(page, colorScheme === 'dark' ? COLOURS : undefined)).toEqual([]);
    }
    await button(page, 'Erase for good').click();
    await page.getByText('Erased for good: Owner, Other fields.').waitFor();
    await page.getByText('The values are gone from every event.').waitFor();
    expect(await strong(petId as string)).not.toHaveProperty('ownerId');
    const rows = () => textsOf(page, '.state tr:has(.none)');
    await expect
      .poll(rows, PATIENCE)
      .toEqual(
        ['other', 'ownerId'].map((name) =>
          expect.stringMatching(`^${name} differs erased at version 3 erased at version 3 erased by anonymous, `),
        ),
      );
    expect(await textsOf(page, '.events .PetUpdated a > span:last-child > span:last-child')).toEqual([
      'ownerId (erased)',
    ]);
    expect(await page.locator('.line .erased').count()).toBe(2);
    await page.getByRole('slider', { name: 'Version' }).press('ArrowLeft');
    await expect
      .poll(rows, PATIENCE)
      .toEqual(['other', 'ownerId'].map((name) => `${name} erased at version 3 erased at version 3`));
    await page.getByText('erased since: ').waitFor();
    // The other tab, in which nobody did anything, shows the same, and that the pet is deleted.
    await other.locator('.state').getByText('erased at version 3').first().waitFor();
    expect(await other.getByText('o-2').count()).toBe(0);
    await other.bringToFront();
    await button(other, 'Delete').click();
    await page.locator('.badge').getByText('Deleted', { exact: true }).waitFor();
    await page.bringToFront();
    await button(page, 'Erase personal data').click();
    await page.getByLabel('Notes').press('Space');
    await page.keyboard.press('Enter');
    await heading(page, 'Version 5 of 5');
    await page.locator('.events').getByText('notes (erased)').first().waitFor();
    await expect.poll(() => button(page, 'Erase personal data').count(), PATIENCE).toBe(0);
    expect(JSON.stringify(await api('GET', `/pets/${petId}/history`))).not.toContain('Shy.');
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('a form keeps what was typed until it is saved or cancelled', async () => {
    const { page, complaints } = await openPage(browser);
    const name = page.getByLabel('Name required');
    await show(page, '/new');
    await name.fill('Half');
    await page.getByRole('link', { name: 'Feed' }).click();
    await heading(page, 'Feed');
    await page.goBack();
    await expect.poll(() => name.inputValue(), PATIENCE).toBe('Half');
    await page.getByRole('link', { name: 'Cancel' }).click();
    await page.getByRole('link', { name: 'New pet' }).click();
    await heading(page, 'New pet');
    expect(await name.inputValue()).toBe('');
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('keys alone lead through it, and show where they are', async () => {
    const { page, complaints } = await openPage(browser);
    await show(page, '/pets');
    const focused = () =>
      page.evaluate(
        `(({ activeElement: { id, textContent, tagName } }) => id || (tagName === 'BODY' ? '' : textContent.trim()))(document)`,
      );
    const tabTo = async (name: string) => {
      for (let presses = 0; (await focused()) !== name; presses++) {
        expect(presses).toBeLessThan(40);
        await page.keyboard.press('Tab');
      }
      expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
    };
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    await tabTo('New pet');
    await page.keyboard.press('Enter');
    await heading(page, 'New pet');
    expect(await focused()).toBe('New pet');
    await tabTo('field-name');
    await page.keyboard.type('Otto');
    await page.keyboard.press('Enter');
    await expect.poll(focused, PATIENCE).toBe('field-type');
    await page.keyboard.type('dog');
    await page.keyboard.press('Enter');
    await heading(page, 'Otto');
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('one question that failed does not hide the views of this machine', async () => {
    let failures = 0;
    const { page } = await openPage(browser, {}, (context) =>
      context.route('**/_local/faults', (route) => (failures++ === 0 ? route.abort() : route.continue())),
    );
    await page.goto(at('/pets'));
    await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: 'Faults' }).waitFor();
    expect(failures).toBe(2);
    await page.context().close();
  });

  test('on a deployed stage it does with the API and the caller’s token', async () => {
    const { page } = await openPage(browser, {}, (context) =>
      context.route('**/_local/**', (route) => route.fulfill({ status: 404, json: { message: 'Not Found' } })),
    );
    await show(page, '/settings');
    await page.getByLabel('Bearer token').fill('a.b.c');
    await page.getByRole('region', { name: 'Token' }).getByRole('button', { name: 'Save token' }).click();
    await page.getByText('Kept for this tab').waitFor();
    const asked = page.waitForRequest(`${service.url}/pets?*`);
    await page.getByRole('link', { name: 'Pets', exact: true }).last().click();
    expect((await asked).headers().authorization).toBe('Bearer a.b.c');

    await show(page, '/settings');
    const ofSession = page.getByRole('region', { name: 'AWS session' });
    await ofSession.getByLabel('Session').fill('AWS_ACCESS_KEY_ID=AKIAEXAMPLE');
    await ofSession.getByRole('button', { name: 'Save session' }).click();
    await ofSession.getByText('This is not a whole session').waitFor();
    const pairs = [
      'AWS_ACCESS_KEY_ID=ASIAEXAMPLE',
      'AWS_SECRET_ACCESS_KEY=x',
      'AWS_SESSION_TOKEN=y',
      'AWS_REGION=eu-west-1',
    ];
    await ofSession.getByLabel('Session').fill(pairs.join('\n'));
    await ofSession.getByRole('button', { name: 'Save session' }).click();
    await ofSession.getByText('Kept for this tab').waitFor();
    const signed = page.waitForRequest(`${service.url}/pets?*`);
    await page.getByRole('link', { name: 'Pets', exact: true }).last().click();
    expect((await signed).headers()).toMatchObject({
      authorization: expect.stringMatching(/^AWS4-HMAC-SHA256 Credential=ASIAEXAMPLE\/\d{8}\/eu-west-1\/execute-api\//),
      'x-amz-security-token': 'y',
    });
    expect(await page.getByRole('navigation', { name: 'Views' }).getByRole('link').allTextContents()).toEqual([
      'Live',
      'Pets',
      'Feed',
      'Settings',
    ]);
    await page.getByRole('link', { name: 'Live' }).click();
    await page.getByText('On a deployed stage the page sees only its own changes').waitFor();
    expect(await page.locator('.architecture li').count()).toBe(4);
    await button(page, 'Create a sample pet').click();
    await page
      .locator('.flow .step')
      .first()
      .getByText(/^Command [\d.]+ m?s$/)
      .waitFor();
    await page.context().close();
  });
});
