// npm run verification [-- --check] [-- --docs FOLDER]
//
// Writes the generated parts of docs/verification.md from docs/evidence. With --check, only compares.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { replaceFile } from './compile/output-file.mjs';
import { readEvidence } from './evidence/evidence.mjs';
import { fillPage } from './evidence/page.mjs';
import { pretty } from './evidence/record.mjs';
import { Failure, parseOptions, runCommand } from './failure.mjs';
import { inRepository } from './repository.mjs';

await runCommand(async (args) => {
  const { check, docs } = parseOptions(
    'npm run verification [-- --check] [-- --docs FOLDER]',
    args,
    {
      check: { type: 'boolean', default: false },
      docs: { type: 'string', default: 'docs' },
    },
  );
  const page = join(inRepository(docs), 'verification.md');
  const before = readFileSync(page, 'utf8');
  const filled = fillPage(before, readEvidence(join(inRepository(docs), 'evidence')));
  const after = await pretty(filled, 'docs/verification.md');
  if (!check) replaceFile(page, Buffer.from(after));
  else if (after !== before) {
    throw new Failure(`${docs}/verification.md differs from its evidence: npm run verification`);
  }
  return 0;
});
