/** The programs of the examples. Loaded when the page has the time, or when somebody looks for them. */
const files = import.meta.glob<string>('../../content/examples/*.go', { query: '?raw', import: 'default', eager: true });

export const texts: Readonly<Record<string, string>> = Object.fromEntries(Object.entries(files).map(([path, text]) => [path.replace(/^.*\/|\.go$/g, ''), text]));
