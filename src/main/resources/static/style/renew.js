// While the incident runs, the page's content is fetched again; what the reader opened or stands on stays.
(function renew() {
  const shown = document.getElementById('incident');
  const stale = document.getElementById('stale');
  if (shown.dataset.running !== 'true') return;
  setTimeout(async () => {
    try {
      const answer = await fetch(location.href, {credentials: 'same-origin', redirect: 'error'});
      const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('incident');
      if (!fresh) throw new Error('no incident in the answer');
      stale.hidden = true;
      const focus = document.activeElement;
      const folded = shown.contains(focus) && focus.tagName === 'SUMMARY' ? focus.parentElement.id : '';
      if ((folded || !shown.contains(focus)) && getSelection().isCollapsed) {
        shown.querySelectorAll('details').forEach(kept => {
          const same = fresh.querySelector('#' + kept.id);
          if (same) same.open = kept.open;
        });
        shown.replaceWith(fresh);
        if (folded) fresh.querySelector('#' + folded + ' > summary')?.focus({preventScroll: true});
      }
    } catch (offline) {
      if (stale.hidden) stale.textContent = 'This page could not be renewed since '
        + new Date().toISOString().slice(11, 19) + ' UTC and shows what was known then. Load it again; you may have to log in.';
      stale.hidden = false;
    }
    renew();
  }, 2000);
})();
