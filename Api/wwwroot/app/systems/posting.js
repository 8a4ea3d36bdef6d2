import { h, replace } from '../dom.js';
import { t, translated } from '../i18n.js';
import { chips, facts } from '../parts.js';

/** System 5, `job-analysis`: the parts of the posting; each part appears when it is found. */
export function postingPanel() {
  const element = h('div', { class: 'posting' });
  let shown = null;
  return {
    element,
    whole: true,
    count: ({ results }) => results.length,
    update({ results }) {
      if (results === shown) return;
      shown = results;
      const all = (kind) => results.filter(({ data }) => data.kind === kind).map(({ data }) => data[kind]);
      const [header = {}] = all('header');
      const asked = all('requirement');
      const [keywords = []] = all('keywords');
      replace(element,
        h('div', { class: 'profile-head' },
          h('p', { class: 'profile-name' }, header.title ?? t('posting.untitled')),
          h('p', { class: 'muted' }, facts(header.company, header.location, header.minimum_years && t('posting.years', { n: header.minimum_years }), translated('tongue', header.language)))),
        h('div', { class: 'posting-columns' },
          part(t('posting.mustHaves'), requirements(asked.filter((r) => r.kind === 'must_have'))),
          part(t('posting.niceToHaves'), requirements(asked.filter((r) => r.kind !== 'must_have')))),
        part(t('posting.duties'), all('responsibility').length > 0 && h('ul', { class: 'plain-list' }, all('responsibility').map((x) => h('li', {}, x)))),
        part(t('posting.skills'), all('skills').length > 0 && chips(all('skills').flat())),
        part(t('posting.keywords'), keywords.length > 0 && h('ul', { class: 'chips' },
          keywords.map(({ term, weight }) => h('li', { class: 'chip keyword', dataset: { weight: Math.min(weight, 3) } }, term)))));
    },
  };
}

const part = (label, content) => content && h('section', { class: 'profile-part' }, h('h4', {}, label), content);

const requirements = (list) => list.length > 0 && h('ul', { class: 'requirements' }, list.map(({ text, skills, years }) => h('li', {},
  h('p', {}, text), (skills?.length > 0 || years) && h('p', {}, chips([years && t('posting.years', { n: years }), ...(skills ?? [])].filter(Boolean))))));
