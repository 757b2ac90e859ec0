/**
 * What moves on the page: the words at a point, tabs, the choice and the search of an edit. Plain JavaScript text, since
 * it runs in a browser and not here. The page is whole without it.
 */
export const pageScript = `'use strict';
const all = (selector, within) => [...(within || document).querySelectorAll(selector)];
const tip = document.getElementById('tip');
document.documentElement.classList.add('scripted');

function showTip(point) {
  const place = point.getBoundingClientRect();
  tip.textContent = point.dataset.tip;
  tip.hidden = false;
  const size = tip.getBoundingClientRect();
  const middle = place.left + Math.min(place.width, 200) / 2 - size.width / 2;
  const above = place.top - size.height - 8;
  tip.style.left = Math.max(4, Math.min(middle, innerWidth - size.width - 4)) + 'px';
  tip.style.top = (above > 4 ? above : place.bottom + 8) + 'px';
}
const lit = (event, kind) => {
  const point = event.target.closest && event.target.closest('[data-tip]');
  if (point) showTip(point); else tip.hidden = true;
  const mark = event.target.closest && event.target.closest('[data-edit], td[data-edits]');
  light(mark ? (mark.dataset.edits || mark.dataset.edit).split(' ') : []);
  if (mark && mark.classList.contains('point') && kind === 'hover') choose(Number(mark.dataset.edit), false);
};
/** Everything that an edit touched, in the picture and in both sources. */
function light(edits) {
  for (const node of all('.lit')) node.classList.remove('lit');
  for (const edit of edits) for (const node of all('a.point[data-edit="' + edit + '"], a.mark[data-edit="' + edit + '"], td[data-edits~="' + edit + '"], path[data-ends~="' + edit + '"]')) node.classList.add('lit');
}
document.addEventListener('pointerover', (event) => lit(event, 'hover'));
document.addEventListener('focusin', (event) => lit(event, 'hover'));
document.addEventListener('focusout', () => { tip.hidden = true; });
document.addEventListener('scroll', () => { tip.hidden = true; }, { passive: true });

let chosen = 0;
let everything = false;
function choose(edit, go) {
  chosen = edit;
  for (const card of all('.edit')) {
    const own = Number(card.dataset.edit) === edit;
    card.classList.toggle('chosen', own);
    card.hidden = !everything && !own;
    if (own && go) { card.focus({ preventScroll: true }); card.scrollIntoView({ block: 'nearest' }); }
  }
  for (const link of all('.edit-list a')) {
    if (Number(link.dataset.edit) === edit) link.setAttribute('aria-current', 'true'); else link.removeAttribute('aria-current');
  }
}
document.addEventListener('click', (event) => {
  const link = event.target.closest('a[data-edit]');
  if (link) { event.preventDefault(); choose(Number(link.dataset.edit), true); return; }
  const button = event.target.closest('#all-edits');
  if (button) { everything = !everything; button.setAttribute('aria-pressed', String(everything)); choose(chosen, false); return; }
  const tab = event.target.closest('[role=tab]');
  if (tab) select(tab);
});
document.addEventListener('input', (event) => {
  if (event.target.id !== 'find-edit') return;
  const wanted = event.target.value.trim().toLowerCase();
  const found = all('.edit').filter((card) => card.dataset.words.toLowerCase().includes(wanted));
  const numbers = new Set(found.map((card) => card.dataset.edit));
  for (const link of all('.edit-list a')) link.parentElement.hidden = !numbers.has(link.dataset.edit);
  document.getElementById('found-edits').textContent = wanted === '' ? '' : found.length + ' found';
  if (found.length > 0 && !numbers.has(String(chosen))) choose(Number(found[0].dataset.edit), false);
});

function select(tab) {
  for (const other of all('[role=tab]', tab.parentElement)) {
    const own = other === tab;
    other.setAttribute('aria-selected', String(own));
    other.tabIndex = own ? 0 : -1;
    document.getElementById(other.getAttribute('aria-controls')).hidden = !own;
  }
}
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') tip.hidden = true;
  const tab = event.target.closest && event.target.closest('[role=tab]');
  if (!tab) return;
  const tabs = all('[role=tab]', tab.parentElement);
  const to = { ArrowRight: tabs.indexOf(tab) + 1, ArrowLeft: tabs.indexOf(tab) - 1, Home: 0, End: tabs.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  const next = tabs[(to + tabs.length) % tabs.length];
  select(next);
  next.focus();
});
function begin() {
  for (const list of all('[role=tablist]')) {
    list.hidden = false;
    for (const panel of all('.panel', list.parentElement)) panel.setAttribute('role', 'tabpanel');
    const tab = list.querySelector('[aria-selected=true]');
    if (tab) select(tab);
  }
  if (all('.edit').length > 0) choose(Math.min(chosen, all('.edit').length - 1), false);
}
function toTarget() {
  const target = /^#edit-(\\d+)$/.exec(location.hash);
  if (target) choose(Number(target[1]) - 1, true);
}
begin();
toTarget();
addEventListener('hashchange', toTarget);
`;

/** Goes before all else on a live page: each section as it was served, before the script made tabs and cards of it. */
export const servedScript = `'use strict';
for (const section of document.getElementById('main').children) section.dataset.text = section.outerHTML;
`;

/** What follows a run: asks for the page again when told to, and changes the sections that changed and are not in use. */
export const liveScript = `
const live = document.getElementById('live');
const say = (text) => { if (live.textContent !== text) live.textContent = text; };
let stale = false;
let asking = false;
async function refresh() {
  if (asking) { stale = true; return; }
  asking = true;
  try {
    const answer = await fetch('/');
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const before = [...document.getElementById('main').children];
    const after = [...fresh.getElementById('main').children];
    stale = before.length !== after.length;
    if (stale) { document.getElementById('main').replaceChildren(...after); stale = false; }
    else after.forEach((section, at) => {
      // One that is read or used right now waits for its turn.
      if (before[at].dataset.text === section.outerHTML) return;
      if (before[at].matches(':focus-within, :hover') && before[at].id !== 'answer') { stale = true; return; }
      const text = section.outerHTML;
      const selected = all('[aria-selected=true]', before[at]).map((tab) => tab.id);
      const open = all('details', before[at]).map((part) => part.open);
      before[at].replaceWith(section);
      section.dataset.text = text;
      for (const id of selected) for (const tab of all('[role=tab]', section)) tab.setAttribute('aria-selected', String(tab.id === id));
      all('details', section).forEach((part, place) => { part.open = open[place] || false; });
    });
    document.title = fresh.title;
    document.querySelector('.brand').replaceWith(fresh.querySelector('.brand'));
    begin();
  } catch {
    say('The page is not live any more: evoke watch has ended.');
  } finally {
    asking = false;
  }
}
const events = new EventSource('/events');
events.onmessage = (event) => { say(event.data); refresh(); };
events.onerror = () => say('The page is not live any more: evoke watch has ended, or is away.');
setInterval(() => { if (stale) refresh(); }, 2000);
`;
