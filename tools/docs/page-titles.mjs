// A plugin of typedoc. It takes the title of a page from its first heading, and its category from its folder.

/**
 * The members of typedoc's DocumentReflection that are used here. Importing typedoc's own types would need
 * the types of browsers.
 *
 * @typedef {object} Page
 * @property {string} name
 * @property {number} kind
 * @property {{ text: string }[]} content
 * @property {Record<string, unknown>} frontmatter
 * @property {{ files: { getReflectionPath(page: Page): string | undefined } }} project
 */

/** ReflectionKind.Module */
const MODULE = 2;

/** @param {{ converter: { on(event: string, listener: (_: undefined, page: Page) => void): void } }} app */
export function load(app) {
  app.converter.on('createDeclaration', (_, module) => {
    if (module.kind === MODULE) module.name = 'sspi-handoff';
  });
  app.converter.on('createDocument', (_, page) => {
    const title = /^# (.+)\n/.exec(page.content[0]?.text ?? '')?.[1];
    if (title === undefined)
      throw new Error(`The page ${page.name} does not begin with a heading.`);
    page.name = title;
    const file = page.project.files.getReflectionPath(page) ?? '';
    page.frontmatter.category = file.includes('/docs/recipes/') ? 'Recipes' : 'Guides';
  });
}
