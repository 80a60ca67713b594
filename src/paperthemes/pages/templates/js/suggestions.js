/* global copyButton */

// The changes that suggestions ask for can be copied.
for (const change of document.querySelectorAll(".suggestions pre")) {
  change.after(copyButton(change));
}
