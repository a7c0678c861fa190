import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const styles = readFileSync(join(import.meta.dirname, '../src/styles.css'), 'utf8');

/** The declarations of a rule. */
function rule(selector: string): readonly string[] {
  const start = styles.indexOf(`${selector} {`);
  expect(start, selector).toBeGreaterThan(-1);
  return styles
    .slice(styles.indexOf('{', start) + 1, styles.indexOf('}', start))
    .split(';')
    .map((declaration) => declaration.trim());
}

it('has the same dark theme by the system\'s choice and by attribute', () => {
  expect(rule(":root:not([data-streams-theme='light'])")).toEqual(rule("[data-streams-theme='dark']"));
});
