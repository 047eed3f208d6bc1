/** The service worker: the page works offline after the first visit, and says when a new version is there. */
import { t } from '../i18n';
import type { Session } from './session';

/** Whether the reader asked for few bytes. */
const sparing = (): boolean => (navigator as { connection?: { saveData?: boolean } }).connection?.saveData ?? false;

/** Registers it, where the browser has one; the built page alone. */
export function offline(session: Session): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  let reloading = false;
  const offer = (worker: ServiceWorker): void => session.say(t('update.ready'), {
    name: t('update.reload'),
    run: () => {
      reloading = true;
      worker.postMessage('skipWaiting');
    },
  });
  const verdicts = new Promise<void>((done) => session.on(['report'], () => { if (!session.early) done(); }));
  navigator.serviceWorker.addEventListener('controllerchange', () => { if (reloading) location.reload(); });
  navigator.serviceWorker.register(new URL('sw.js', document.baseURI)).then((registration: ServiceWorkerRegistration | undefined) => {
    // Where something forbids service workers, some browsers answer with nothing.
    if (!registration) return;
    const watch = (worker: ServiceWorker | null): void => {
      // The first one of all is no new version.
      const tell = (): void => { if (worker?.state === 'installed' && navigator.serviceWorker.controller) offer(worker); };
      worker?.addEventListener('statechange', tell);
      tell();
    };
    watch(registration.waiting);
    if (!sparing()) void Promise.all([verdicts, navigator.serviceWorker.ready]).then(() => import('./ahead')).then((m) => m.keepExamples()).catch(() => undefined);
    registration.addEventListener('updatefound', () => watch(registration.installing));
  }, () => undefined); // not on plain http, not in a sandboxed frame: then the page simply needs the network
}
