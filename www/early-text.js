// Behind the first program, inside the page: on a later visit the draft that was open takes its place; while somebody types, its numbers go along.
// Once it is painted, what the scripts will ask for is asked for, so that it comes with them and not behind them. The build puts the names of files
// in place of the words in capitals.
(function () {
  var root = document.documentElement;
  var all = document.querySelectorAll('.first');
  function number(first, text) {
    first.querySelector('.first-numbers').textContent = text.split('\n').map(function (_, i) { return i + 1; }).join('\n');
  }
  if (root.dataset.first === 'draft') {
    var text = localStorage.getItem('goescape.draft.' + localStorage.getItem('goescape.drafts.current'));
    if (text.length > 100000) delete root.dataset.first;
    else {
      root.dataset.typed = ''; // it has no verdicts yet
      all.forEach(function (first) {
        first.querySelector('.first-text').textContent = text;
        number(first, text);
      });
    }
  }
  all.forEach(function (first) {
    first.addEventListener('input', function (event) {
      root.dataset.typed = '';
      number(first, event.target.textContent);
    });
  });

  function start() {
    (root.lang === 'zh-Hans' ? CHINESE : ENGLISH).forEach(function (href) {
      var link = document.createElement('link');
      link.rel = 'modulepreload';
      link.href = href;
      document.head.append(link);
    });
    // The engine starts with the page, if the page did not start it yet. One that fails is forgotten: the page starts its own, and tells.
    if (window.goescapeWorker !== undefined) return;
    try {
      var worker = (window.goescapeWorker = new Worker(WORKER, { type: 'module' }));
      worker.onerror = function () { window.goescapeWorker = null; };
      worker.postMessage({ type: 'prepare', base: document.baseURI });
    } catch (e) { window.goescapeWorker = null; }
  }
  if (document.hidden) start(); // such a page is not painted
  else requestAnimationFrame(function () { setTimeout(start); });
})();
