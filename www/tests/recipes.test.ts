/** What the documentation says about Markdown: the program arrives whole in the element. */
import { readFileSync } from 'node:fs';
import MarkdownIt from 'markdown-it';
import { expect, test } from 'vitest';
import { element } from '../src/app/share';
import { LANGUAGES } from '../src/i18n';

const markdown = new MarkdownIt({ html: true });

test.each(LANGUAGES)('the recipe in %s gives one element with the whole program', (language) => {
  const page = readFileSync(new URL(`../docs/${language}/embed.md`, import.meta.url), 'utf8');
  const recipe = [...page.matchAll(/```html\n(.*?)```/gs)].map((m) => m[1]!).find((text) => text.startsWith('<go-escape>\n\n'))!;
  const program = /<code[^>]*>(.*?)<\/code>/s.exec(recipe)![1]!;
  expect(program).toContain('\n\n');
  const html = markdown.render(`Before.\n\n${recipe}\nBehind.\n`);
  expect(/<go-escape>\s*<pre><code class="language-go">(.*?)<\/code><\/pre>\s*<\/go-escape>/s.exec(html)?.[1]).toBe(program);
  // With the tags in one line with the program, it would not.
  expect(markdown.render(recipe.replaceAll('>\n\n<', '><'))).not.toContain(program);
});

test('what the share box gives survives Markdown, too', () => {
  const html = markdown.render(element('package p\n\nvar x = 1 < 2\n', 'https://x.org/go/', true));
  expect(html).toContain('<pre><code class="language-go">package p\n\nvar x = 1 &lt; 2\n</code></pre>');
  expect(html).toMatch(/<go-escape>[^]*<\/go-escape>/);
});
