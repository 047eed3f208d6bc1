/** A benchmark of a suggestion that the engine finds whole, as a file. */
import type { Session } from '../app/session';
import type { Suggestion } from '../engine/wire';
import { t } from '../i18n';
import { benchFile, type Bench } from './bench';
import { saveFile } from './save';

/** The first way of taking the program apart whose result the engine finds whole. */
async function proven(session: Session, s: Suggestion): Promise<Bench | null> {
  if (!session.advised) return null;
  const { report, text } = session.advised;
  for (const keys of [false, true]) {
    const bench = benchFile(report, text, s.edits.filter((e) => e.file === 0), s.span.from, keys);
    if (!bench) return null;
    const outcome = await session.ask(bench.text, {});
    if (outcome.kind === 'report' && outcome.report.problems.length === 0) return bench;
  }
  return null;
}

export async function saveBench(session: Session, s: Suggestion): Promise<void> {
  const bench = await proven(session, s);
  if (!bench) return session.say(t('bench.impossible'));
  saveFile('goescape_test.go', bench.text);
  session.say(t('bench.saved', { function: bench.function }));
}
