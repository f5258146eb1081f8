import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

import { isWine } from '../../windows/support/wine';
import { describeWith, surroundings } from '../support/surroundings';
import { packageNames } from './parties';

const example = join(__dirname, '../../../examples/tasks/check-password.mjs');
const passwordNeeded = 'an account whose password is known is needed';

for (const packageName of packageNames) {
  describeWith(
    `check-password.mjs with ${packageName}`,
    surroundings.ntlm,
    passwordNeeded,
    ({ user, domain, password }) => {
      function check(guess: string) {
        const args = [example, packageName, `${domain}\\${user}`, guess];
        const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
        return { stdout, stderr };
      }

      it('refuses another password', () => {
        assert.deepEqual(check('wrong'), { stdout: 'The password is wrong.\n', stderr: '' });
      });

      // Wine's NTLM returns no access token, so the example cannot know whether the user is a guest.
      const accepted = isWine
        ? { stdout: '', stderr: /^\w+ cannot check a password here \(SEC_E_UNSUPPORTED_FUNCTION\)/ }
        : { stdout: 'The password is right.\n', stderr: /^$/ };

      it(`${isWine ? 'reports that it cannot check the user after' : 'accepts'} the password`, () => {
        const { stdout, stderr } = check(password);
        assert.equal(stdout, accepted.stdout);
        assert.match(stderr, accepted.stderr);
      });
    },
  );
}
