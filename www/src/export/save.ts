/** Hands something to the reader: as a file, or on the clipboard. */
import { h } from '../dom';

export function saveFile(name: string, text: string, type = 'text/plain'): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = h('a', { href: url, download: name, hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
  // Some browsers begin to read only after the click is over.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

export const copyText = (text: string): Promise<boolean> => navigator.clipboard.writeText(text).then(() => true, () => false);
