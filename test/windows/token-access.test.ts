import assert from 'node:assert/strict';
import { once } from 'node:events';

import {
  AccessToken,
  offerContext,
  type OfferOptions,
  sendAccessToken,
  sendContext,
  TokenAccess,
} from 'sspi-handoff';

import { AdoptingProcess } from './support/adopting-process';
import {
  converse,
  describeWithReferencePackage,
  exchangeMessages,
} from './support/reference-package';
import { names, observeAsync, type OpenHandle, probe } from './support/win32-probe';

const { QUERY, IMPERSONATE, DUPLICATE, QUERY_SOURCE } = TokenAccess;

/** Returns the number of the object type "access token" in this run of the system. */
function tokenType(): number {
  const before = new Set(probe.handlesOf(process.pid).map(({ value }) => value));
  using token = AccessToken.ofProcess({ access: QUERY | QUERY_SOURCE });
  const opened = probe
    .handlesOf(process.pid)
    .filter(({ value, access }) => !before.has(value) && access === (QUERY | QUERY_SOURCE));
  const [only, ...others] = opened;
  assert.ok(only && others.length === 0 && token);
  return only.type;
}

/** The rights of each token handle that a process has received since the construction. */
class TokenHandles {
  readonly #type = tokenType();
  readonly #before: ReadonlySet<string>;

  constructor(private readonly pid: number) {
    this.#before = new Set(this.#handles().map(nameOf));
  }

  #handles(): OpenHandle[] {
    return probe.handlesOf(this.pid).filter(({ type }) => type === this.#type);
  }

  rights(): number[] {
    return this.#handles()
      .filter((handle) => !this.#before.has(nameOf(handle)))
      .map(({ access }) => access);
  }
}

const nameOf = ({ value, access }: OpenHandle) => `${String(value)}:${String(access)}`;

const choices: readonly (readonly [title: string, options: OfferOptions, rights: number])[] = [
  ['QUERY alone', { tokenAccess: QUERY }, QUERY],
  ['QUERY and IMPERSONATE', { tokenAccess: QUERY | IMPERSONATE }, QUERY | IMPERSONATE],
  ['QUERY and DUPLICATE', { tokenAccess: QUERY | DUPLICATE }, QUERY | DUPLICATE],
  ['QUERY, IMPERSONATE and DUPLICATE by default', {}, QUERY | IMPERSONATE | DUPLICATE],
];

describeWithReferencePackage('tokenAccess', () => {
  let receiver: AdoptingProcess & { readonly pid: number };

  beforeEach(async () => {
    receiver = await AdoptingProcess.start();
  });

  afterEach(async () => {
    await receiver.stop();
  });

  for (const [title, options, rights] of choices) {
    it(`offerContext() duplicates the token into the receiver with exactly these rights: ${title}`, async () => {
      using conversation = converse();
      const handles = new TokenHandles(receiver.pid);
      using offer = await offerContext(conversation.server, receiver, options);
      assert.deepEqual(handles.rights(), [rights]);
      const adopted = await receiver.ask({ kind: 'adopt', ticket: offer.ticket }, 'adopted');
      using ownToken = AccessToken.ofProcess();
      assert.equal(adopted.tokenSid, ownToken.userSync().sid);
      await offer.adopted;
      // The import opens another handle of the same token.
      assert.deepEqual(new Set(handles.rights()), new Set([rights]));
      await receiver.converseWith(conversation.client, 'hello');
      await receiver.ask({ kind: 'release' }, 'done');
      assert.deepEqual(handles.rights(), []);
    });

    it(`sendContext() duplicates the token into the receiver with exactly these rights: ${title}`, async () => {
      using conversation = converse();
      await receiver.ask({ kind: 'listen' }, 'done');
      const handles = new TokenHandles(receiver.pid);
      const received = once(receiver.child, 'message');
      await sendContext(receiver.child, conversation.server, options);
      await received;
      assert.deepEqual(new Set(handles.rights()), new Set([rights]));
    });

    it(`sendAccessToken() duplicates the token into the receiver with exactly these rights: ${title}`, async () => {
      using token = AccessToken.ofProcess();
      await receiver.ask({ kind: 'listen-for-tokens' }, 'done');
      const handles = new TokenHandles(receiver.pid);
      const received = receiver.next('token');
      await sendAccessToken(receiver.child, token, options);
      await received;
      assert.deepEqual(handles.rights(), [rights]);
      await receiver.ask({ kind: 'release' }, 'done');
      assert.deepEqual(handles.rights(), []);
    });
  }

  for (const [title, tokenAccess, code] of [
    ['no rights', 0, 'ERR_INVALID_ARG_VALUE'],
    ['rights without QUERY', IMPERSONATE | DUPLICATE, 'ERR_INVALID_ARG_VALUE'],
    ['a text', '8', 'ERR_INVALID_ARG_TYPE'],
    ['a bigint', 8n, 'ERR_INVALID_ARG_TYPE'],
    ['a fraction', 8.5, 'ERR_OUT_OF_RANGE'],
    ['a negative number', -8, 'ERR_OUT_OF_RANGE'],
    ['more than 32 bits', 2 ** 32 + QUERY, 'ERR_OUT_OF_RANGE'],
  ] as const) {
    it(`offerContext() and sendContext() refuse ${title} before the export`, async () => {
      using conversation = converse();
      const { client, server } = conversation;
      const options = { tokenAccess } as unknown as OfferOptions;
      const calls = await observeAsync(async () => {
        const expected = { code, message: /options\.tokenAccess/ };
        await assert.rejects(offerContext(server, receiver, options), expected);
        await assert.rejects(sendContext(receiver.child, server, options), expected);
      });
      assert.deepEqual(names(calls), []);
      exchangeMessages(client, server);
    });
  }
});
