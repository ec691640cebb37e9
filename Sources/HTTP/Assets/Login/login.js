// The sign-in page: says so when the server sent the browser back with an error.
if (new URLSearchParams(location.search).has("error")) {
  document.getElementById("problem").hidden = false;
}
