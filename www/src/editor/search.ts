/** Searching, loaded when there is time or when it is asked for. */
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search';
import type { Extension } from '@codemirror/state';
import { keymap } from '@codemirror/view';

export { openSearchPanel } from '@codemirror/search';
export const searching: Extension = [highlightSelectionMatches(), keymap.of(searchKeymap)];
