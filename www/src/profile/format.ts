/** Numbers of a profile, as pprof writes them: kB are 1024 bytes. */
import { language } from '../i18n';

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** `28.61 MB`, `512 B`; counts as the language writes them. */
export function amount(value: number, unit: string): string {
  if (unit !== 'bytes') return new Intl.NumberFormat(language(), value >= 1e6 ? { notation: 'compact', maximumFractionDigits: 1 } : {}).format(value);
  let scaled = Math.abs(value);
  let step = 0;
  while (scaled >= 1024 && step < UNITS.length - 1) {
    scaled /= 1024;
    step++;
  }
  const digits = step === 0 || scaled >= 100 ? 0 : scaled >= 10 ? 1 : 2;
  return `${value < 0 ? '−' : ''}${new Intl.NumberFormat(language(), { maximumFractionDigits: digits }).format(scaled)} ${UNITS[step]}`;
}

export const percent = (part: number, whole: number): string =>
  new Intl.NumberFormat(language(), { style: 'percent', maximumFractionDigits: whole > 0 && part / whole < 0.1 ? 1 : 0 }).format(whole > 0 ? part / whole : 0);
