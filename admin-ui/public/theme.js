// Runs before the first paint; the app's own theme switch (composables/useTheme.ts) uses the same key.
(function () {
  var chosen = null;
  try {
    chosen = localStorage.getItem('bookme.theme');
  } catch (error) {
    if (!(error instanceof DOMException)) throw error; // storage refused by the browser: follow the system
  }
  var dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.classList.toggle('dark', dark);
})();
