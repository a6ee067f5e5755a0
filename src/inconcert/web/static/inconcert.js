// What a page does better with scripts; every page is whole without this file, and it adds no text until it is used.
// Suggestions while a name is typed; figures that answer in the review; how many rows are chosen.
"use strict";
(() => {
  const WAIT_MS = 150, LEAST = 2, MOST = 8;

  const made = (tag, values) => Object.assign(document.createElement(tag), values);

  function suggest(input, place) {
    const list = made("ul", { id: `suggested-${place}`, className: "suggested", hidden: true });
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", input.labels[0] ? input.labels[0].textContent : "");
    input.after(list);
    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", list.id],
                                 ["aria-expanded", "false"], ["autocomplete", "off"]]) input.setAttribute(name, value);
    const lang = new URLSearchParams(location.search).get("lang");
    let timer = 0, asked = null, at = -1;

    const options = () => [...list.children];
    const show = (open) => {
      list.hidden = !open;
      input.setAttribute("aria-expanded", String(open));
      if (!open) mark(-1);
    };
    const mark = (number) => {
      at = number;
      options().forEach((one, place) => one.setAttribute("aria-selected", String(place === at)));
      if (at < 0) return input.removeAttribute("aria-activedescendant");
      input.setAttribute("aria-activedescendant", options()[at].id);
      options()[at].scrollIntoView({ block: "nearest" });
    };
    const follow = (option) => location.assign(`/targets/${encodeURIComponent(option.dataset.id)}${lang ? `?lang=${encodeURIComponent(lang)}` : ""}`);

    async function ask() {
      const text = input.value.trim();
      if (asked) asked.abort();
      if (text.length < LEAST) return show(false);
      asked = new AbortController();
      try {
        const answer = await fetch(`/search.json?begun=1&q=${encodeURIComponent(text)}`, { signal: asked.signal });
        if (!answer.ok) return show(false);
        const hits = (await answer.json()).hits.slice(0, MOST);
        list.replaceChildren(...hits.map((hit, place) => {
          const option = made("li", { id: `${list.id}-${place}` });
          option.setAttribute("role", "option");
          option.dataset.id = hit.id;
          option.append(made("bdi", { textContent: hit.name }));
          if (hit.matched && hit.matched !== hit.name) option.append(" ", made("small", { textContent: hit.matched, dir: "auto" }));
          option.addEventListener("pointerdown", (event) => { event.preventDefault(); follow(option); });
          return option;
        }));
        show(hits.length > 0 && document.activeElement === input);
      } catch (error) {
        if (error.name !== "AbortError") show(false);
      }
    }

    input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, WAIT_MS); });
    input.addEventListener("blur", () => show(false));
    input.addEventListener("keydown", (event) => {
      const many = options().length;
      if (event.key === "Escape" && !list.hidden) { show(false); event.preventDefault(); }
      if (list.hidden || event.isComposing) return;
      if (event.key === "ArrowDown") { mark((at + 1) % many); event.preventDefault(); }
      if (event.key === "ArrowUp") { mark(at <= 0 ? many - 1 : at - 1); event.preventDefault(); }
      if (event.key === "Enter" && at >= 0) { event.preventDefault(); follow(options()[at]); }
    });
  }

  // A figure (1, 2, 3) answers only while the focus is inside a pair, and never while something is written (WCAG 2.1.4).
  function answers(event) {
    const pair = event.target.closest("[data-pair]");
    if (!pair || event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input:not([type=radio])")) return;
    const choice = pair.querySelector(`input[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (choice) { choice.checked = true; choice.focus(); event.preventDefault(); }
  }

  function counted(form) {
    const button = form.querySelector("button"), word = button.textContent;
    const count = () => {
      const number = document.querySelectorAll(`input[form="${form.id}"]:checked`).length;
      button.textContent = number ? `${word} (${number.toLocaleString(document.documentElement.lang)})` : word;
    };
    document.addEventListener("change", count);
    window.addEventListener("pageshow", count);
  }

  document.querySelectorAll('form[role="search"] input[type="search"]').forEach(suggest);
  document.addEventListener("keydown", answers);
  document.querySelectorAll("form#ask").forEach(counted);
})();
