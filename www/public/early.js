// Before the first paint: the chosen theme and language, so that nothing flashes. The rest of the page comes as a module.
(function () {
  var root = document.documentElement;
  var query = new URLSearchParams(location.search);
  function get(name) {
    try { return query.get(name) || localStorage.getItem('goescape.' + name); } catch (e) { return query.get(name); }
  }
  var theme = get('theme');
  if (theme === 'light' || theme === 'dark' || theme === 'contrast') root.dataset.theme = theme;
  if (query.has('embed')) root.dataset.embed = query.get('embed');
  var lang = get('lang') || (navigator.language || 'en').slice(0, 2);
  if (lang === 'zh') root.lang = 'zh-Hans';
})();
