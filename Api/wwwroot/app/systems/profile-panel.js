import { h, replace } from '../dom.js';
import { ofParts, profileView } from './profile.js';

/** System 5, `resume-parsing`: the profile; each part appears when it is found. */
export function profilePanel() {
  const element = h('div', {});
  let shown = null;
  return {
    element,
    whole: true,
    count: ({ results }) => results.length,
    update({ results }) {
      if (results === shown) return;
      shown = results;
      replace(element, profileView(ofParts(results.map(({ data }) => data))));
    },
  };
}
