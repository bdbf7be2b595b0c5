// A test with Playwright, whose page calls the API from another origin. CHROMIUM_PATH: a browser that is there already.
// Try it:  npm install --save-dev calendar-attachments @playwright/test && npx playwright install chromium && npx playwright test
import { createServer } from 'node:http';
import { expect, test } from '@playwright/test';
import { startCalendarCloud } from 'calendar-attachments/testing';

const { CHROMIUM_PATH: executablePath } = process.env;
test.use({ launchOptions: { ...(executablePath && { executablePath }), args: ['--no-sandbox', '--disable-background-networking'] } });

test('a page lists what the calendar holds', async ({ page }) => {
  const site = createServer((request, response) => response.setHeader('Content-Type', 'text/html').end('<ul></ul>')).listen(0);
  const origin = `http://localhost:${site.address().port}`;
  const cloud = await startCalendarCloud({ env: { CORS_ORIGINS: origin } });
  await page.goto(origin);
  await page.evaluate(
    async ([url, token]) => {
      const answer = await fetch(`${url}/v1.0/me/events`, { headers: { Authorization: `Bearer ${token}` } });
      for (const { subject } of (await answer.json()).value) document.querySelector('ul').append(subject);
    },
    [cloud.url, await cloud.token('adele@contoso.example')],
  );
  await expect(page.locator('ul')).toContainText('Design review');
  await cloud.stop();
  site.close();
});
