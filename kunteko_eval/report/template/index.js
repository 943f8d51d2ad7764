(() => {
  const form = document.querySelector("form.filters");
  const told = form.querySelector("output");
  form.hidden = false;
  const filter = () => {
    const programme = form.elements.programme.value;
    const language = form.elements.language.value;
    let shown = 0;
    for (const part of document.querySelectorAll("section.programme")) {
      let here = 0;
      for (const report of part.querySelectorAll("li[data-languages]")) {
        report.hidden = Boolean(language) && !report.dataset.languages.split(" ").includes(language);
        if (!report.hidden) here += 1;
      }
      part.hidden = (Boolean(programme) && part.dataset.programme !== programme) || !here;
      if (!part.hidden) shown += here;
    }
    told.textContent = shown ? "" : told.dataset.none;
  };
  form.addEventListener("change", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
})();
