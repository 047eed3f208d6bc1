/** The profile's worker: reads one profile and keeps it, so that a file of any size never stops the page. */
import { attribute } from './attribute';
import { Broken, readProfile, type Profile } from './pprof';
import type { FromProfileWorker, ToProfileWorker } from './protocol';

const scope = self as unknown as DedicatedWorkerGlobalScope;
const say = (message: FromProfileWorker): void => scope.postMessage(message);

let profile: Profile | null = null;

async function load(id: number, file: Blob): Promise<void> {
  let told = 0;
  try {
    profile = null;
    const found = await readProfile(file, (bytes) => {
      if (bytes - told < 4 * 2 ** 20) return;
      told = bytes;
      say({ type: 'progress', id, bytes });
    });
    profile = found;
    const { types, defaultType, period, samples, functions } = found;
    say({ type: 'loaded', id, summary: { types, defaultType, period, samples, functions: functions.length } });
  } catch (error) {
    const known = error instanceof Broken;
    say({ type: 'broken', id, code: known ? error.code : error instanceof RangeError ? 'tooLarge' : 'unreadable', detail: known ? error.detail : String(error) });
  }
}

scope.onmessage = ({ data }: MessageEvent<ToProfileWorker>) => {
  if (data.type === 'load') return void load(data.id, data.file);
  if (!profile) return;
  try {
    say({ type: 'matched', id: data.id, attribution: attribute(profile, data.functions, data.packageName) });
  } catch (error) {
    say({ type: 'broken', id: data.id, code: error instanceof Broken ? error.code : 'unreadable', detail: String(error) });
  }
};
