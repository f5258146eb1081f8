import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';

import { describeWith, type HttpServer, surroundings } from '../support/surroundings';
import type { Answer } from './server';

interface Result {
  readonly status: number;
  readonly connections: number;
  readonly answer: Answer;
}

function get(
  { curl, port }: HttpServer,
  path: string,
  authentication: string[],
  env: NodeJS.ProcessEnv = {},
): Promise<Result> {
  const url = `http://localhost:${String(port)}/${path}`;
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
        const answer = JSON.parse(stdout.slice(0, end)) as Answer;
        const [status, connections] = stdout
          .slice(end + 1)
          .split(' ')
          .map(Number);
        resolve({ status: status ?? 0, connections: connections ?? 0, answer });
      }
    });
  });
}

const negotiate = ['--negotiate', '--user', ':'];
const withoutTicket = { KRB5CCNAME: 'FILE:no-such-ticket' };
const { http, realm, ntlm } = surroundings;

describeWith('curl without credentials', http, 'curl is needed', (server) => {
  it('is offered Negotiate and NTLM, and gets 401', async () => {
    const { status, answer } = await get(server, '', []);
    assert.equal(status, 401);
    assert.deepEqual(answer, { refusal: 'authenticate first' });
  });
});

describeWith('curl --negotiate', realm && http, 'a Kerberos realm is needed', (server) => {
  const account = `${String(realm?.user)}@${String(realm?.realm)}`;
  const service = `${String(realm?.target)}@${String(realm?.realm)}`;
  const kdcLog = () => readFileSync(String(realm?.log), 'utf8');

  for (const packageName of ['Negotiate', 'Kerberos']) {
    it(`is authenticated by ${packageName}, with a ticket of the KDC's`, async () => {
      const { status, answer } = await get(server, packageName, negotiate);
      assert.equal(status, 200);
      // Wine's packages do not tell the client's name. Whose ticket it was, the KDC has written down.
      assert.deepEqual(answer, { scheme: 'Negotiate', packageName, name: null });
      assert.match(kdcLog(), new RegExp(`TGS_REQ .* ISSUE: .* ${account} for ${service}`));
    });

    it(`gets 401 from ${packageName} without a ticket`, async () => {
      const { status } = await get(server, packageName, negotiate, withoutTicket);
      assert.equal(status, 401);
    });
  }
});

describeWith('curl --ntlm', ntlm && http, 'ntlm_auth is needed', (server) => {
  const { user, domain, password, log } = ntlm as Required<NonNullable<typeof ntlm>>;
  const as = (name: string, word: string) => ['--ntlm', '--user', `${domain}\\${name}:${word}`];
  const answersOfSamba = () => readFileSync(log, 'latin1');

  it('is authenticated with the right password, over one connection', async () => {
    const before = answersOfSamba().length;
    const { status, connections, answer } = await get(server, '', as(user, password));
    assert.equal(status, 200);
    assert.equal(connections, 1);
    // Wine's packages do not tell the client's name. Who it was, Samba has told the server.
    assert.deepEqual(answer, { scheme: 'NTLM', packageName: 'NTLM', name: null });
    assert.match(answersOfSamba().slice(before), new RegExp(`^AF ${domain}\\\\${user}$`, 'm'));
  });

  it('gets 401 with a wrong password: SEC_E_LOGON_DENIED', async () => {
    const before = answersOfSamba().length;
    const { status, answer } = await get(server, '', as(user, 'wrong'));
    assert.equal(status, 401);
    assert.deepEqual(answer, { refusal: 'SEC_E_LOGON_DENIED' });
    assert.doesNotMatch(answersOfSamba().slice(before), /^AF /m);
  });
});

if (process.platform === 'win32') {
  describeWith('curl on Windows', http, 'curl is needed', (server) => {
    for (const scheme of ['Negotiate', 'NTLM']) {
      it(`is authenticated with ${scheme} as the current user`, async () => {
        const login = [`--${scheme.toLowerCase()}`, '--user', ':'];
        const { status, answer } = await get(server, '', login);
        assert.equal(status, 200);
        assert.equal(answer.scheme, scheme);
        assert.match(String(answer.name), new RegExp(`\\\\${userInfo().username}$`, 'i'));
      });
    }
  });
}
