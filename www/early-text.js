// Behind the first program, inside the page: on a later visit the draft that was open takes its place; while somebody types, its numbers go along.
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
})();
