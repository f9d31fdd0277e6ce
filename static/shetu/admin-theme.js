// The account decides on light or dark, not whoever used this browser before: what the theme remembers is set to it.
(function () {
  const theme = document.documentElement.classList.contains("dark") ? "dark" : "light";
  try {
    localStorage.setItem("adminTheme", JSON.stringify(theme));
    localStorage.setItem("_x_adminTheme", JSON.stringify(theme));
  } catch {
    // A browser that keeps nothing has nothing to correct.
  }
})();
