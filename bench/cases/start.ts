import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { join } from 'node:path';

import { ClientSecurityContext, Credentials } from 'sspi-handoff';

import { HttpConnection } from '../../test/windows/support/http-front';
import { Child } from '../child';
import { now, type Part } from '../children/first-request';
import { kerberosParties } from '../parties';
import { type Case, judge, quantile, toResult } from '../result';

const STARTS = 9;

/** The time from the start of a process to the response to its first authenticated request. */
export const start: Case = {
  name: 'start',

  async run() {
    const { packageName, targetName } = kerberosParties;
    using credentials = await Credentials.acquire({ packageName, use: 'outbound' });
    const durations = new Map<string, number[]>();
    for (let time = 0; time < STARTS; time++) {
      using client = new ClientSecurityContext({ credentials, targetName });
      const token = (await client.step())?.toString('base64') ?? '';
      for (const [part, milliseconds] of await partsOfStart(token)) {
        durations.set(part, [...(durations.get(part) ?? []), milliseconds]);
      }
    }
    return toResult(this.name, 'Process start to the first authenticated request', {
      marks: [...durations].map(([part, all]) => judge(part, quantile(all, 0.25), null, 'ms')),
    });
  },
};

async function partsOfStart(token: string): Promise<[part: string, milliseconds: number][]> {
  const began = now();
  const program = join(__dirname, '../children/first-request.js');
  const child = new Child(program, [kerberosParties.packageName]);
  const [port, parts] = (await child.next()) as [number, Part[]];
  const connection = new HttpConnection(connect(port, '127.0.0.1'));
  connection.send('GET', '/', [`Authorization: Negotiate ${token}`]);
  assert.equal((await connection.receive()).status, 200);
  const ends: Part[] = [...parts, ['first request', now()]];
  await child.end();
  return [
    ...ends.map(([part, end], index): [string, number] => [
      part,
      end - (ends[index - 1]?.[1] ?? began),
    ]),
    ['in all', (ends.at(-1)?.[1] ?? NaN) - began],
  ];
}
