/** The few words that the element says itself; it brings none of the page's texts. */
const en = {
  show: 'Stack or heap?',
  open: 'Open in goescape',
  title: 'Go program with its verdicts',
  failed: 'The program could not be loaded.',
};

const TEXTS: Readonly<Record<'en' | 'zh', typeof en>> = {
  en,
  zh: {
    show: '在栈上还是堆上？',
    open: '在 goescape 中打开',
    title: 'Go 程序及其结论',
    failed: '无法加载这个程序。',
  },
};

export type Texts = typeof en;
export type ElementLanguage = keyof typeof TEXTS;

/** The language that a tag such as `zh-CN` names; English for those that there is no other for. */
export const languageOf = (tag: string): ElementLanguage => (/^zh\b/i.test(tag) ? 'zh' : 'en');

export const textsOf = (language: ElementLanguage): Texts => TEXTS[language];
