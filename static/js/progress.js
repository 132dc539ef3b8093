// Follows the first reading of a page: asks for the fragment of the stages until there is a product to go to.

const box = document.getElementById("progress-box");
const voice = document.getElementById("progress-voice");
const QUICK = 500;
const PATIENT = 10_000; // a failed page is tried again by itself, in minutes

let pause = QUICK;

function state() {
  return box.firstElementChild;
}

function sentence() {
  return state().querySelector("[data-sentence]").textContent;
}

async function look() {
  if (document.hidden) return;
  const answer = await fetch(box.dataset.progress, { headers: { "X-Requested-With": "fetch" } });
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.body.firstElementChild;
  const before = sentence();
  const stageChanged = fresh.dataset.stage !== state().dataset.stage;
  if (stageChanged || fresh.querySelector("[data-sentence]").textContent !== before) {
    state().replaceWith(document.adoptNode(fresh));
    voice.textContent = sentence();
  }
}

async function follow() {
  try {
    await look();
    pause = "final" in state().dataset ? PATIENT : QUICK;
  } catch {
    pause = Math.min(pause * 2, PATIENT);
  }
  if (state().dataset.next) location.replace(state().dataset.next);
  else setTimeout(follow, pause);
}

if (state().dataset.next) location.replace(state().dataset.next);
else setTimeout(follow, pause);
