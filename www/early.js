// Before the first paint, inside the page: the chosen theme and language, so that nothing flashes.
// `data-theme` is what was chosen, `data-look` the colours that it comes to; settings.ts says the same later.
(function () {
  var root = document.documentElement;
  var query = new URLSearchParams(location.search);
  function stored(name) {
    try { return localStorage.getItem('goescape.' + name); } catch (e) { return null; }
  }
  function get(name) { return query.get(name) || stored(name); }
  function system(wish) { return matchMedia('(' + wish + ')').matches; }
  var theme = get('theme');
  var chosen = theme === 'light' || theme === 'dark' || theme === 'contrast';
  if (chosen) root.dataset.theme = theme;
  var contrast = chosen ? theme === 'contrast' : system('prefers-contrast: more');
  var dark = theme === 'dark' || (theme !== 'light' && system('prefers-color-scheme: dark'));
  root.dataset.look = (contrast ? 'contrast-' : '') + (dark ? 'dark' : 'light');
  if (query.has('embed')) root.dataset.embed = query.get('embed');
  // Verdicts are to be said first: the program alone, as if somebody typed.
  if (query.get('mode') === 'predict') {
    root.dataset.mode = 'predict';
    root.dataset.typed = '';
  }

  var lang = get('lang');
  if (lang !== 'zh' && lang !== 'en') {
    lang = (navigator.languages || []).map(function (x) { return x.slice(0, 2).toLowerCase(); }).filter(function (x) { return x === 'zh' || x === 'en'; })[0];
  }
  if (lang === 'zh') root.lang = 'zh-Hans';

  // What the editor begins with, if that can be told at once: the first example on a first visit, the draft that was open on a later one.
  try {
    var known = Object.keys(localStorage).some(function (key) { return /^goescape\.(draft|example)/.test(key); });
    var own = /^#v\d/.test(location.hash) || query.has('embed');
    if (!own && !known) root.dataset.first = 'example';
    else if (!own && stored('draft.' + stored('drafts.current')) !== null) root.dataset.first = 'draft';
  } catch (e) { /* no storage: the page comes as it comes */ }

  // An input method in the middle of a word is not interrupted.
  addEventListener('compositionstart', function () { root.dataset.composing = ''; });
  addEventListener('compositionend', function () { delete root.dataset.composing; });
})();
