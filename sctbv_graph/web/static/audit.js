// Only comfort: the form works without it. Drop a file anywhere on the form; show that work goes on.
const form = document.querySelector("form.audit");
const input = form.querySelector("input[type=file]");
const working = form.querySelector(".working");
const button = form.querySelector("button");

for (const kind of ["dragenter", "dragover"]) {
  form.addEventListener(kind, (event) => {
    event.preventDefault();
    form.classList.add("over");
  });
}
form.addEventListener("dragleave", () => form.classList.remove("over"));
form.addEventListener("drop", (event) => {
  event.preventDefault();
  form.classList.remove("over");
  if (event.dataTransfer.files.length) input.files = event.dataTransfer.files;
});

let timer;
form.addEventListener("submit", () => {
  const begun = Date.now();
  working.hidden = false;
  button.disabled = true;
  const say = () => {
    const seconds = Math.round((Date.now() - begun) / 1000);
    working.querySelector("span").textContent = `${form.dataset.working} ${seconds} s`;
  };
  say();
  timer = setInterval(say, 1000);
});
// Back from the report: the form is as it was.
addEventListener("pageshow", () => {
  clearInterval(timer);
  working.hidden = true;
  button.disabled = false;
});
