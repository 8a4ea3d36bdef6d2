import { inAddress, setInAddress } from './address.js';
import { h, setText } from './dom.js';

/**
 * Tabs over panels; one without content is not offered, except when marked `always`. How much content is told, except of a `whole` thing. Until the user or the address chooses, the first one
 * with content is open; one marked `last` only when the job has ended without content for another.
 * @param {{id: string, label: string, always?: boolean, last?: boolean, panel: {element: Element, count?: Function, whole?: boolean, update: Function}}[]} items
 */
export function tabs(items) {
  let chosen = items.find((item) => item.id === inAddress('tab')) ?? null;
  let open = null;
  let latest = null;
  const bar = h('div', { class: 'tabs', role: 'tablist' });
  const body = h('div', { class: 'tab-body' });

  for (const item of items) {
    item.badge = h('span', { class: 'count', hidden: true });
    item.tab = h('button', {
      type: 'button', role: 'tab', id: `tab-${item.id}`, 'aria-controls': `panel-${item.id}`, hidden: true,
      onclick: () => choose(item),
    }, item.label, item.badge);
    item.body = h('div', { role: 'tabpanel', id: `panel-${item.id}`, 'aria-labelledby': `tab-${item.id}`, tabindex: 0, hidden: true },
      h('h2', { class: 'visually-hidden' }, item.label), item.panel.element);
    bar.append(item.tab);
    body.append(item.body);
  }

  bar.addEventListener('keydown', (e) => {
    const offered = items.filter((i) => !i.tab.hidden);
    const at = offered.indexOf(open);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: offered.length - 1 }[e.key];
    if (to === undefined) return;
    e.preventDefault();
    const next = offered.at(to % offered.length);
    choose(next);
    next.tab.focus();
  });

  function choose(item) {
    chosen = item;
    setInAddress({ tab: item.id });
    update(...latest);
    item.tab.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  function show(item) {
    open = item;
    for (const other of items) {
      other.tab.setAttribute('aria-selected', other === item);
      other.tab.tabIndex = other === item ? 0 : -1;
      other.body.hidden = other !== item;
    }
  }

  function update(snapshot, context) {
    latest = [snapshot, context];
    for (const item of items) {
      const n = item.panel.count?.(snapshot) ?? 0;
      item.tab.hidden = !(item.always || n > 0 || item === chosen);
      item.full = n > 0;
      item.badge.hidden = n === 0 || item.panel.whole === true;
      setText(item.badge, String(n));
    }

    const full = items.find((i) => !i.last && i.full);
    const wanted = chosen ?? full ?? (context.ended ? items.find((i) => i.last) : null) ?? items.find((i) => !i.tab.hidden);
    if (wanted !== open) show(wanted);
    open.panel.update(snapshot, context); // a hidden panel is drawn when it is opened
  }

  return { element: h('section', { class: 'card tabbed' }, bar, body), update };
}
