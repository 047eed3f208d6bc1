// Before the first paint: the chosen theme and language, so that nothing flashes. The rest of the page comes as a module.
// `data-theme` is what was chosen, `data-look` the colours that it comes to; settings.ts says the same later.
(function () {
  var root = document.documentElement;
  var query = new URLSearchParams(location.search);
  function get(name) {
    try { return query.get(name) || localStorage.getItem('goescape.' + name); } catch (e) { return query.get(name); }
  }
  function system(wish) { return matchMedia('(' + wish + ')').matches; }
  var theme = get('theme');
  var chosen = theme === 'light' || theme === 'dark' || theme === 'contrast';
  if (chosen) root.dataset.theme = theme;
  var contrast = chosen ? theme === 'contrast' : system('prefers-contrast: more');
  var dark = theme === 'dark' || (theme !== 'light' && system('prefers-color-scheme: dark'));
  root.dataset.look = (contrast ? 'contrast-' : '') + (dark ? 'dark' : 'light');
  // A first visit begins with the first example, which is in the page already.
  try {
    var known = Object.keys(localStorage).some(function (key) { return /^goescape\.(draft|example)/.test(key); });
    if (!known && !/^#v\d/.test(location.hash) && !query.has('embed')) root.dataset.first = '';
  } catch (e) { /* no storage: the page comes as it comes */ }
  if (query.has('embed')) root.dataset.embed = query.get('embed');
  var lang = get('lang') || (navigator.language || 'en').slice(0, 2);
  if (lang === 'zh') root.lang = 'zh-Hans';
})();
