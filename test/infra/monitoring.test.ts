// What somebody hears of and can look at: alerts, a workbook, logs of the stores, a budget.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readInstallation, scopeOf } from '../support/installations.ts';

const least = readInstallation('least');
const everything = readInstallation('everything');

const queries = (installation: typeof least): Record<string, string> =>
  Object.fromEntries(
    installation
      .all('Microsoft.Insights/scheduledQueryRules')
      .map(({ name, properties }) => [name.replace(/^alert-\w+-/, ''), JSON.stringify(properties.criteria)]),
  );

describe('alerts', () => {
  it('alerts are raised on failures, latency and mailboxes above 10 GB, as far as one wishes', () => {
    expect(Object.keys(queries(least))).toEqual(['failures', 'latency', 'changes', 'notifications', 'mailboxes']);
    expect(queries(least).failures).toContain('failed * 100 > total * 5');
    expect(queries(least).latency).toContain('slow > 3000');
    expect(queries(least).mailboxes).toContain('SizeKb > 10 * 1024 * 1024');
    expect(queries(everything).failures).toContain('total * 2');
    expect(queries(everything).latency).toContain('slow > 1000');
    expect(queries(everything).mailboxes).toContain('SizeKb > 12 * 1024 * 1024');
  });

  it('alerts are raised where subscribers hear late of changes or of none, as far as one wishes, and where notifications are dropped', () => {
    expect(queries(least).changes).toContain('lag > 5 * 60 or (written >= 20 and handled == 0)');
    expect(queries(everything).changes).toContain('lag > 30 * 60 or');
    expect(queries(least).notifications).toContain('dropped > 0');
  });

  it('alerts and the workbook ask for metrics that the app sends, in words that it counts by', () => {
    const sent = readFileSync(new URL('../../functions/telemetry/metrics.ts', import.meta.url), 'utf8');
    const counted = readFileSync(new URL('../../lib/changes/changeMeter.ts', import.meta.url), 'utf8');
    const page = readFileSync(new URL('../../infra/workbook.json', import.meta.url), 'utf8');
    for (const name of ['changes.lag', 'notifications', 'request.duration']) expect(sent).toContain(`'${name}'`);
    for (const name of ['changes.lag', 'request.duration']) expect(queries(least).changes).toContain(`Name == \\"${name}\\"`);
    expect(queries(least).notifications).toContain('Name == \\"notifications\\" and tostring(Properties.outcome) == \\"dropped\\"');
    expect(counted).toContain("'dropped'");
    expect(page).toContain("Name in ('changes.lag', 'notifications')");
  });

  it('alerts are raised on no failure that a caller can bring about: those have no error', () => {
    expect(queries(least).failures).toContain('toint(ResultCode) >= 500 and isnotempty(Properties[\\"error.type\\"])');
  });

  it('alerts count requests, not the samples that stand for them', () => {
    for (const name of ['failures', 'latency']) {
      expect(queries(least)[name]).toContain('total = sum(ItemCount)');
      expect(queries(least)[name]).not.toMatch(/count\(\)|countif|percentile\(/);
    }
  });

  it('alerts are raised where a store throttles', () => {
    const rules = least.all('Microsoft.Insights/metricAlerts').map(({ properties }) => JSON.stringify(properties));
    expect(rules).toHaveLength(2);
    expect(rules.some((rule) => rule.includes('TotalRequests') && rule.includes('"429"'))).toBe(true);
    expect(rules.some((rule) => rule.includes('Transactions') && rule.includes('ServerBusyError'))).toBe(true);
  });

  it('alerts send mail where somebody wants it', () => {
    expect(least.all('Microsoft.Insights/actionGroups')).toEqual([]);
    expect(everything.one('Microsoft.Insights/actionGroups').properties.emailReceivers).toMatchObject([
      { emailAddress: 'one@contoso.example' },
      { emailAddress: 'two@contoso.example' },
    ]);
    for (const { properties } of everything.all('Microsoft.Insights/scheduledQueryRules'))
      expect(JSON.stringify(properties.actions)).toContain('/actionGroups/');
  });
});

it('every store tells the workspace what is deleted and how large mailboxes are', () => {
  const told = least.all('Microsoft.Insights/diagnosticSettings').map((setting) => [scopeOf(setting), JSON.stringify(setting.properties)]);
  const categories = (scope: RegExp): string[] =>
    told
      .filter(([about = '']) => scope.test(about))
      .flatMap(([, text = '']) => [...text.matchAll(/"category":"(\w+)"/g)].map(([, name = '']) => name));
  expect(categories(/databaseAccounts\/cosmos-/)).toEqual(['PartitionKeyStatistics', 'ControlPlaneRequests']);
  expect(categories(/storageAccounts\/stdata\w+\/blobServices/)).toContain('StorageDelete');
  expect(categories(/storageAccounts\/sthost\w+\/blobServices/)).toContain('StorageDelete');
  expect(JSON.stringify(readInstallation('secrets').one('Microsoft.Insights/diagnosticSettings').properties)).toContain('AuditEvent');
});

it('the workbook shows what the alerts look at, of this installation', () => {
  const { properties } = least.one('Microsoft.Insights/workbooks');
  const page: unknown = JSON.parse(String(properties.serializedData));
  const text = JSON.stringify(page);
  for (const part of [
    'AppRequests',
    'changes.lag',
    'percentilew(DurationMs, ItemCount, 95)',
    'TotalRequests',
    'Transactions',
    'CDBPartitionKeyStatistics',
  ])
    expect(text).toContain(part);
  expect(text).not.toMatch(/<(?:workspace|cosmos|contents)>/);
  for (const id of [/\/workspaces\/log-/, /\/databaseAccounts\/cosmos-/, /\/storageAccounts\/stdata/]) expect(text).toMatch(id);
});

it('a chart names each metric by its namespace, its group and its name', () => {
  const ids = [...readFileSync(new URL('../../infra/workbook.json', import.meta.url), 'utf8').matchAll(/"metric": "([^"]+)"/g)];
  expect(ids.length).toBeGreaterThan(1);
  for (const [, id] of ids) expect(id).toMatch(/^[a-z./]+-\w+-\w+$/);
});

it('a budget keeps the month that it was made in: the deployment says it, to be given again', () => {
  const signed = readInstallation('signed');
  expect(signed.one('Microsoft.Consumption/budgets').properties).toMatchObject({ timePeriod: { startDate: '2026-05-01' } });
  expect(signed.outputs.CALENDAR_BUDGET_START_DATE).toBe('2026-05-01');
  expect(everything.outputs.CALENDAR_BUDGET_START_DATE).toBe('2026-01-01');
  expect(least.outputs.CALENDAR_BUDGET_START_DATE).toBe('');
});

it('a budget is there where a sum is given', () => {
  expect(least.all('Microsoft.Consumption/budgets')).toEqual([]);
  expect(everything.one('Microsoft.Consumption/budgets').properties).toMatchObject({
    amount: 200,
    timePeriod: { startDate: '2026-01-01' },
    notifications: { actual80: { contactEmails: ['one@contoso.example', 'two@contoso.example'], threshold: 80 } },
  });
});

it('logs are kept and limited as one wishes', () => {
  expect(least.one('Microsoft.OperationalInsights/workspaces').properties).toMatchObject({
    retentionInDays: 30,
    workspaceCapping: { dailyQuotaGb: -1 },
  });
  expect(everything.one('Microsoft.OperationalInsights/workspaces').properties).toMatchObject({
    retentionInDays: 90,
    workspaceCapping: { dailyQuotaGb: 2 },
  });
});
