import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';

import { describeWith, type HttpService, surroundings } from '../support/surroundings';

interface Session {
  /** Null if the package does not report the name. */
  readonly user: string | null;
  readonly packageName: string;
  readonly pid: number;
}

interface Result {
  readonly status: number;
  readonly connections: number;
  readonly body: string;
}

function get(
  { curl, ports }: HttpService,
  packageName: keyof HttpService['ports'],
  authentication: string[],
  env: NodeJS.ProcessEnv = {},
): Promise<Result> {
  const url = `http://localhost:${String(ports[packageName])}/session`;
  const options = ['--silent', '--show-error', '--ipv4', '--noproxy', '*', '--max-time', '20'];
  const args = [
    ...options,
    '--write-out',
    '\n%{http_code} %{num_connects}',
    ...authentication,
    url,
  ];
  return new Promise((resolve, reject) => {
    execFile(curl, args, { env: { ...process.env, ...env } }, (error, stdout, stderr) => {
      const end = stdout.lastIndexOf('\n');
      if (error) reject(new Error(`${error.message}\n${stderr}`));
      else {
        const [status, connections] = stdout
          .slice(end + 1)
          .split(' ')
          .map(Number);
        const body = stdout.slice(0, end);
        resolve({ status: status ?? 0, connections: connections ?? 0, body });
      }
    });
  });
}

/** Wine's packages report no name and cannot export, so that the front answers. */
function assertAnswered({ status, body }: Result, packageNames: readonly string[]): void {
  assert.equal(status, 200, body);
  const { user, packageName } = JSON.parse(body) as Session;
  assert.equal(user, null);
  assert.ok(packageNames.includes(packageName), packageName);
}

const negotiate = ['--negotiate', '--user', ':'];
const withoutTicket = { KRB5CCNAME: 'FILE:no-such-ticket' };
const { http, realm, ntlm } = surroundings;

describeWith('A request without credentials', http, 'curl is needed', (service) => {
  it('curl receives 401 and an offer of Negotiate and NTLM', async () => {
    const { status, body } = await get(service, 'Negotiate', ['--include']);
    assert.equal(status, 401);
    const offers = [...body.matchAll(/^WWW-Authenticate: (.*)\r$/gm)].map(([, offer]) => offer);
    assert.deepEqual(offers, ['Negotiate', 'NTLM']);
  });
});

describeWith('curl --negotiate', realm && http, 'a Kerberos realm is needed', (service) => {
  const account = `${String(realm?.user)}@${String(realm?.realm)}`;
  const principal = `${String(realm?.target)}@${String(realm?.realm)}`;
  const kdcLog = () => readFileSync(String(realm?.log), 'utf8');

  for (const packageName of ['Negotiate', 'Kerberos'] as const) {
    it(`${packageName} authenticates a client with a ticket from the KDC`, async () => {
      const result = await get(service, packageName, negotiate);
      assertAnswered(result, ['Negotiate', 'Kerberos']);
      // The log of the KDC names the owner of the ticket.
      assert.match(kdcLog(), new RegExp(`TGS_REQ .* ISSUE: .* ${account} for ${principal}`));
    });

    it(`${packageName} answers 401 to a client without a ticket`, async () => {
      const { status } = await get(service, packageName, negotiate, withoutTicket);
      assert.equal(status, 401);
    });
  }
});

describeWith('curl --ntlm', ntlm && http, 'ntlm_auth is needed', (service) => {
  const { user, domain, password, log } = ntlm as Required<NonNullable<typeof ntlm>>;
  const as = (name: string, word: string) => ['--ntlm', '--user', `${domain}\\${name}:${word}`];
  const answersOfSamba = () => readFileSync(log, 'latin1');

  it('the front authenticates the right password over one connection', async () => {
    const before = answersOfSamba().length;
    const result = await get(service, 'Negotiate', as(user, password));
    assertAnswered(result, ['NTLM']);
    assert.equal(result.connections, 1);
    // Samba has reported the account to the server.
    assert.match(answersOfSamba().slice(before), new RegExp(`^AF ${domain}\\\\${user}$`, 'm'));
  });

  it('the front answers 401 to a wrong password', async () => {
    const before = answersOfSamba().length;
    const { status } = await get(service, 'Negotiate', as(user, 'wrong'));
    assert.equal(status, 401);
    assert.doesNotMatch(answersOfSamba().slice(before), /^AF /m);
  });
});

if (process.platform === 'win32') {
  describeWith('curl on Windows', http, 'curl is needed', (service) => {
    for (const scheme of ['Negotiate', 'NTLM']) {
      it(`the front authenticates the current user with ${scheme}`, async () => {
        const login = [`--${scheme.toLowerCase()}`, '--user', ':'];
        const { status, body } = await get(service, 'Negotiate', login);
        assert.equal(status, 200);
        const { user } = JSON.parse(body) as Session;
        assert.match(String(user), new RegExp(`\\\\${userInfo().username}$`, 'i'));
      });
    }
  });
}
