/** Tests have all languages and all examples at once, as the page has after a while. */
import '../src/i18n/all';
import { loadExamples } from '../src/app/examples';

await loadExamples();
