import assert from 'node:assert/strict';

import { adoptContext } from 'sspi-handoff';

import { attack } from '../hostile/attack';
import { Bystanders } from '../hostile/bystanders';
import { offered, stateOffset } from '../hostile/forged-record';
import { Forger, type FieldChange } from '../hostile/forger';
import { redeemAsToken } from '../hostile/redeem-as-token';
import { Random } from './support/random';
import { describeWithReferencePackage } from './support/reference-package';
import { probe } from './support/win32-probe';

describeWithReferencePackage('Hostile tickets and records', function () {
  this.timeout(300_000);

  it('are all refused with a named error, and close no unrelated handle', async () => {
    const { seed, attempts, raced, errors, violations } = await attack(
      Date.now() % 2 ** 31,
      20_000,
    );
    assert.deepEqual(violations, [], `seed ${String(seed)}`);
    assert.ok(attempts >= 20_000 && raced > 0);
    for (const code of [
      'ALREADY_ADOPTED',
      'EXPIRED',
      'INVALID_TICKET',
      'REJECTED',
      'WRONG_PROCESS',
    ]) {
      assert.ok((errors[`ERR_HANDOFF_${code}`] ?? 0) > 0, `${code} never came`);
    }
  });
});

describeWithReferencePackage('A record with a valid seal', () => {
  let bystanders: Bystanders;
  let forger: Forger;

  beforeEach(async () => {
    bystanders = await Bystanders.gather();
    forger = new Forger(new Random(1), bystanders);
  });

  afterEach(async () => {
    forger.close();
    assert.deepEqual(await bystanders.harmInTheEnd(), []);
  });

  const processToken = -4n;
  const changes: readonly (readonly [description: string, change: FieldChange])[] = [
    ['an unrelated event', (record) => (record.event = bystanders.handles[0] ?? 0n)],
    ['no event', (record) => (record.event = 0n)],
    ['its section as its event', (record) => (record.event = record.section)],
    ['another value as its event', (record) => (record.event += 1n)],
    ['a value of 64 bits as its event', (record) => (record.event += 2n ** 32n)],
    [
      'a section that differs from the ticket',
      (record) => (record.section = bystanders.handles[4] ?? 0n),
    ],
    [
      'a token with another id',
      (record) => {
        record.token = bystanders.token;
        record.tokenId = probe.tokenId(bystanders.token) + 1n;
      },
    ],
    [
      'a pseudo handle as its token',
      (record) => {
        record.token = processToken;
        record.tokenId = probe.tokenId(processToken);
      },
    ],
    ['an event as its token', (record) => (record.token = record.event)],
    ['another receiver', (record) => (record.receiverPid += 4)],
    ['package names with half a character', (record) => (record.packageNamesSize -= 1)],
    ...(
      [
        ['four package names', 'HandoffReference\0HandoffReference\0\0'],
        ['one package name', 'HandoffReference'],
        ['an empty package name for the import', '\0HandoffReference\0'],
        ['an empty package name', 'HandoffReference\0\0'],
      ] as const
    ).map(([description, names]): (typeof changes)[number] => [
      description,
      (record) => {
        record.packageNames = Buffer.from(names, 'utf16le');
        record.packageNamesSize = record.packageNames.length;
      },
    ]),
    ['an access token as its content', (record) => (record.content = 1)],
    ['unknown content', (record) => (record.content = 2)],
    ['more bytes than the section has', (record) => (record.packedSize = 0xffffffff)],
  ];
  for (const [description, change] of changes) {
    it(`that names ${description} is refused before it is claimed`, async () => {
      const ticket = forger.writeWith(change);
      await assert.rejects(adoptContext(ticket), { code: 'ERR_HANDOFF_INVALID_TICKET' });
      assert.equal(forger.memory.readInt32LE(stateOffset), offered);
      assert.deepEqual(
        [...forger.harmAfter('ERR_HANDOFF_INVALID_TICKET'), ...bystanders.harm()],
        [],
      );
    });
  }

  it('that names an access token as its content, with bytes or without a token, is refused', async () => {
    for (const size of [0, 157]) {
      const ticket = forger.writeWith((record) => {
        record.content = 1;
        record.packageNamesSize = size;
        record.packedSize = 0;
      });
      await assert.rejects(redeemAsToken(ticket), { code: 'ERR_HANDOFF_INVALID_TICKET' });
      assert.equal(forger.memory.readInt32LE(stateOffset), offered);
      assert.deepEqual(forger.harmAfter('ERR_HANDOFF_INVALID_TICKET'), []);
    }
  });

  it('in a section that this process created is refused, and the section stays open', async () => {
    const section = probe.createSection(4096, 0x04);
    const ticket = forger.writeWith((record) => (record.section = section));
    probe.viewSection(section, 4096).set(forger.memory);
    const parts = ticket.split('.');
    parts[3] = section.toString(16);
    await assert.rejects(adoptContext(parts.join('.')), { code: 'ERR_HANDOFF_INVALID_TICKET' });
    assert.ok(probe.isSameObject(section, section));
    probe.closeHandle(section);
  });

  it('that contains garbage is claimed and rejected', async () => {
    await assert.rejects(adoptContext(forger.writeGarbage()), { code: 'ERR_HANDOFF_REJECTED' });
    assert.equal(forger.memory.readInt32LE(stateOffset), 4);
    assert.deepEqual(forger.harmAfter('ERR_HANDOFF_REJECTED'), []);
  });
});
