/** Errors that one press mends, and modules in one text: with the real engine. */
import { expect, test, type Page } from '@playwright/test';
import { current, editor, status, watch, write } from './helpers';

const errors = (page: Page) => page.getByRole('tabpanel', { name: /Errors/ });

/** The lines of the program as the editor shows them. */
const lines = (page: Page): Promise<string[]> => page.locator('.cm-content .cm-line').allTextContents();

async function open(page: Page, program: string): Promise<void> {
  await page.goto('/');
  await write(page, program);
  await current(page);
  await page.getByRole('tab', { name: /Errors/ }).click();
}

/** A program, what the fix of its first error is called, and the line that it makes. */
const FIXES: [what: string, program: string, name: string, line: string][] = [
  ['an import that is missing', 'package main\n\nfunc main() { fmt.Println() }\n', 'Import fmt', 'import "fmt"'],
  ['an import that is not used', 'package main\n\nimport "os"\n\nfunc main() {}\n', 'Remove the import of os', 'package main'],
  ['a misspelt name', 'package main\n\nfunc main() { length := 1; println(lenght) }\n', 'Use length', 'func main() { length := 1; println(length) }'],
  ['= for :=', 'package main\n\nfunc main() {\nx = 1\nprintln(x)\n}\n', 'Declare x with :=', 'x := 1'],
  ['a bracket that is missing', 'package main\n\nfunc main() {\nprintln(1\n}\n', 'Insert )', 'println(1)'],
  [':= for =', 'package main\n\nfunc f(x int) int {\nx := 2\nreturn x\n}\n\nfunc main() { f(1) }\n', 'Assign with =', 'x = 2'],
];

for (const [what, program, name, line] of FIXES) {
  test(`one press mends ${what}, and one undo brings it back`, async ({ page }) => {
    const troubles = watch(page);
    await open(page, program);
    const before = await lines(page);
    await errors(page).getByRole('button', { name }).first().click();
    await expect(errors(page)).toContainText('No errors.');
    const after = (await lines(page)).map((l) => l.trim());
    expect(after).toContain(line);
    expect(after).not.toEqual(before.map((l) => l.trim()));
    await editor(page).click();
    await page.keyboard.press('ControlOrMeta+z');
    await expect.poll(() => lines(page)).toEqual(before);
    await expect(errors(page).getByRole('button', { name }).first()).toBeVisible();
    expect(troubles).toEqual([]);
  });
}

test('the fix is offered at the error itself, too', async ({ page }) => {
  await open(page, FIXES[0]![1]);
  await page.locator('.cm-lintRange-error').first().hover();
  await page.locator('.cm-diagnosticAction', { hasText: 'Import fmt' }).click();
  await expect(errors(page)).toContainText('No errors.');
});

test('what has two answers is not mended', async ({ page }) => {
  await open(page, 'package main\n\nvar t *template.Template\n\nfunc main() {}\n');
  await expect(errors(page)).toContainText('undefined: template');
  await expect(errors(page).locator('.fixes')).toHaveCount(0);
});

const MODULE = `-- go.mod --
module m

go 1.27
-- main.go --
package main

import "m/keep"

func main() {
x := 1
keep.Keep(&x)
println(strings.ToUpper("a"))
}
-- keep/keep.go --
package keep

var kept *int

func Keep(p *int) { kept = p }

func make() *int { return new(int) }
`;

test('a module in one text: an error in one package is mended there, and the other has its verdicts', async ({ page }) => {
  await open(page, MODULE);
  await expect(status(page)).toContainText('1 error');
  await expect(page.locator('.cm-mark.mark-escapesToHeap', { hasText: 'new(int)' })).toHaveCount(1);
  await expect(errors(page)).toContainText(/main\.go:8:\d+: undefined: strings/); // browsers indent what is typed each in their way
  await errors(page).getByRole('button', { name: 'Import strings' }).click();
  await expect(errors(page)).toContainText('No errors.');
  expect((await lines(page)).map((l) => l.trim())).toContain('"strings"');
  await expect(page.locator('.cm-mark.mark-movedToHeap')).toHaveText('x');
  await page.getByRole('tab', { name: 'Output' }).click();
  await expect(page.locator('#panel-output .output').first()).toContainText(/main\.go:9:\d: moved to heap: x/);
});

test('a module with a syntax error in one package: the other keeps its verdicts', async ({ page }) => {
  await open(page, MODULE.replace('println(strings.ToUpper("a"))', 'println('));
  await expect(errors(page)).toContainText('syntax error');
  await expect(page.locator('.cm-mark.mark-escapesToHeap', { hasText: 'new(int)' })).toHaveCount(1);
});

test('a file of tests in a module: its verdicts and its errors are those of the build that go test makes', async ({ page }) => {
  const text = `-- go.mod --
module m

go 1.27
-- keep/keep.go --
package keep

var kept *int

func hold(p *int) { kept = p }
-- keep/keep_test.go --
package keep

import "testing"

func TestHold(t *testing.T) {
count := 1
hold(&count)
if kept != &count {
t.Fatal(strings.Repeat("no", 2))
}
}
`;
  await open(page, text);
  // The test sees what its package does not export; its parameter and its variable have verdicts of their own.
  await expect(errors(page)).toContainText(/keep_test\.go:9:\d+: undefined: strings/);
  await errors(page).getByRole('button', { name: 'Import strings' }).click();
  await expect(errors(page)).toContainText('No errors.');
  await expect(page.locator('.cm-mark.mark-movedToHeap', { hasText: 'count' })).toHaveCount(1);
  await page.getByRole('tab', { name: 'Output' }).click();
  await expect(page.locator('#panel-output .output').first()).toContainText(/keep_test\.go:\d+:\d: moved to heap: count/);
});
