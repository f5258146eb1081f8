import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import * as ts from 'typescript';

const root = join(__dirname, '../../..');

/** The members of the classes of a file: `'Credentials.acquire'`. */
function membersIn(path: string, isCounted: (member: ts.ClassElement) => boolean): string[] {
  const source = ts.createSourceFile(
    path,
    readFileSync(path, 'utf8'),
    ts.ScriptTarget.Latest,
    true,
  );
  return source.statements.filter(ts.isClassDeclaration).flatMap((declaration) => {
    const className = declaration.name?.text ?? '';
    return declaration.members
      .filter(isCounted)
      .map((member) =>
        ts.isConstructorDeclaration(member)
          ? `${className}.constructor`
          : `${className}.${member.name?.getText() ?? ''}`,
      );
  });
}

function isInternal(member: ts.ClassElement): boolean {
  return ts.getJSDocTags(member).some(({ tagName }) => tagName.text === 'internal');
}

function isHiddenConstructor(member: ts.ClassElement): boolean {
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
  const flags = ts.getCombinedModifierFlags(member);
  return ts.isConstructorDeclaration(member) && (flags & hidden) !== 0;
}

describe('The published types', () => {
  const modules = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => ({
      source: join(root, 'src', file),
      declarations: join(root, 'dist', file.replace(/\.ts$/, '.d.ts')),
    }));

  it('the types declare no @internal member', () => {
    let count = 0;
    for (const { source, declarations } of modules) {
      const internal = membersIn(source, isInternal);
      const declared = membersIn(declarations, () => true);
      count += internal.length;
      assert.deepEqual(
        declared.filter((member) => internal.includes(member)),
        [],
        declarations,
      );
    }
    assert.ok(count > 20, `The sources have ${String(count)} @internal members`);
  });

  it('the types keep private and protected constructors so', () => {
    for (const { source, declarations } of modules) {
      const hidden = membersIn(source, isHiddenConstructor);
      assert.deepEqual(membersIn(declarations, isHiddenConstructor), hidden, declarations);
    }
  });
});
