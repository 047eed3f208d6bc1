/** Puts the documentation into the built site, and serves it while the page is developed. */
import { fileURLToPath } from 'node:url';
import { runnerImport, type Plugin } from 'vite';

type Site = typeof import('./site');

/** Loaded as the page's own modules are: it shares them. */
const load = async (): Promise<Site> => (await runnerImport<Site>(fileURLToPath(new URL('./site.ts', import.meta.url)))).module;

export function documentation(policy: string): Plugin {
  return {
    name: 'documentation',
    async generateBundle() {
      const { pages, FILES } = await load();
      for (const { path, html } of await pages(policy)) this.emitFile({ type: 'asset', fileName: `docs/${path}`, source: html });
      for (const { name, source } of FILES) this.emitFile({ type: 'asset', fileName: `docs/${name}`, source });
    },
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const path = /^\/docs\/([\w/.-]+)(?:\?.*)?$/.exec(request.url ?? '')?.[1];
        if (!path) return next();
        load().then(async ({ pages, FILES }) => {
          const body = FILES.find((x) => x.name === path)?.source ?? (await pages()).find((p) => p.path === path)?.html;
          if (body === undefined) return next();
          response.setHeader('content-type', `text/${path.endsWith('.css') ? 'css' : path.endsWith('.js') ? 'javascript' : 'html'}; charset=utf-8`);
          response.end(body);
        }).catch(next);
      });
    },
  };
}
