/** Two stack frames, and a value that left them: paths and their classes, in a square of 24. */
export const LOGO = [
  ['M3 13.5h10v3H3ZM3 18h10v3H3Z', 'logo-stack'], ['M8 11.5c0-4.5 3-6.5 7.5-6.5', 'logo-way'], ['M18.5 1.8 21.7 5l-3.2 3.2L15.3 5Z', 'logo-heap'],
] as const;

/** The marks in the order in which they are explained. */
export const LEGEND = ['movedToHeap', 'escapesToHeap', 'leakingParam', 'doesNotEscape', 'notAnalysed'] as const;
