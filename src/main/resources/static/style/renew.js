// While the incident runs, the page's content is fetched again; nothing else on it changes.
(function renew() {
  const shown = document.getElementById('incident');
  if (shown.dataset.running !== 'true') return;
  setTimeout(async () => {
    try {
      const answer = await fetch(location.href, {credentials: 'same-origin', redirect: 'error'});
      const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('incident');
      if (fresh && !shown.contains(document.activeElement) && getSelection().isCollapsed) shown.replaceWith(fresh);
    } catch (offline) { /* The next try comes in two seconds; the page says as of when it is. */ }
    renew();
  }, 2000);
})();
