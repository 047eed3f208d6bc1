// The theme that was chosen on the playground, before the first paint.
(function () {
  try {
    var theme = localStorage.getItem('goescape.theme');
    if (theme === 'light' || theme === 'dark' || theme === 'contrast') document.documentElement.dataset.theme = theme;
  } catch (e) { /* no storage here */ }
})();
