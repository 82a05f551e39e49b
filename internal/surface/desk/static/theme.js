// Before the page is drawn, so that it does not flash: the theme that was chosen, else the system's.
(() => {
  'use strict';
  try {
    const theme = localStorage.getItem('onrecord.theme');
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  } catch { /* no storage: the system's theme */ }
})();
