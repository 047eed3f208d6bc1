// The theme that was chosen on the playground, or the contrast that the system asks for, before the first paint.
(function () {
  try {
    var theme = localStorage.getItem('goescape.theme');
    if (theme === 'light' || theme === 'dark' || theme === 'contrast') {
      document.documentElement.dataset.theme = theme;
      return;
    }
  } catch (e) { /* no storage here */ }
  if (matchMedia('(prefers-contrast: more)').matches) document.documentElement.dataset.theme = 'contrast';
})();
