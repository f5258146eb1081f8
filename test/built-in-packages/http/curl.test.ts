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

describeWith('A request without credentials', http, 'curl is needed', (server) => {
  it('curl receives 401 and an offer of Negotiate and NTLM', async () => {
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
    it(`${packageName} authenticates a client with a ticket from the KDC`, async () => {
      const { status, answer } = await get(server, packageName, negotiate);
      assert.equal(status, 200);
      // Wine's packages do not report the client's name. The log of the KDC names the owner of the
      // ticket.
      assert.deepEqual(answer, { scheme: 'Negotiate', packageName, name: null });
      assert.match(kdcLog(), new RegExp(`TGS_REQ .* ISSUE: .* ${account} for ${service}`));
    });

    it(`${packageName} answers 401 to a client without a ticket`, async () => {
      const { status } = await get(server, packageName, negotiate, withoutTicket);
      assert.equal(status, 401);
    });
  }
});

describeWith('curl --ntlm', ntlm && http, 'ntlm_auth is needed', (server) => {
  const { user, domain, password, log } = ntlm as Required<NonNullable<typeof ntlm>>;
  const as = (name: string, word: string) => ['--ntlm', '--user', `${domain}\\${name}:${word}`];
  const answersOfSamba = () => readFileSync(log, 'latin1');

  it('the server authenticates the right password over one connection', async () => {
    const before = answersOfSamba().length;
    const { status, connections, answer } = await get(server, '', as(user, password));
    assert.equal(status, 200);
    assert.equal(connections, 1);
    // Wine's packages do not report the client's name. Samba has reported the account to the
    // server.
    assert.deepEqual(answer, { scheme: 'NTLM', packageName: 'NTLM', name: null });
    assert.match(answersOfSamba().slice(before), new RegExp(`^AF ${domain}\\\\${user}$`, 'm'));
  });

  it('the server answers 401 and SEC_E_LOGON_DENIED to a wrong password', async () => {
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
      it(`the server authenticates the current user with ${scheme}`, async () => {
        const login = [`--${scheme.toLowerCase()}`, '--user', ':'];
        const { status, answer } = await get(server, '', login);
        assert.equal(status, 200);
        assert.equal(answer.scheme, scheme);
        assert.match(String(answer.name), new RegExp(`\\\\${userInfo().username}$`, 'i'));
      });
    }
  });
}
