import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(__dirname, '../../../..');

export interface Page {
  /** From the repository's root, with slashes. */
  readonly path: string;
  readonly text: string;
}

const inDocs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.md'))
  .map((path) => `docs/${path.replaceAll('\\', '/')}`);

/** The Markdown pages for users and contributors. */
export const pages: readonly Page[] = [
  'README.md',
  'SECURITY.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...inDocs,
].map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
