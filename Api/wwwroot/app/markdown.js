import { h } from './dom.js';

/** Headings, paragraphs, lists, rules, quotes, bold, italic and code of a Markdown text, as elements. Links stay text. */
export function markdown(text) {
  const blocks = [];
  let list = null;
  let paragraph = null;
  const close = () => {
    list = paragraph = null;
  };
  for (const line of text.split(/\r\n|\r|\n/)) {
    let match;
    if (/^\s*$/.test(line)) close();
    else if ((match = /^(#{1,6})\s+(.*)$/.exec(line))) {
      close();
      // The page has its own h1 to h3.
      blocks.push(h(`h${Math.min(match[1].length + 3, 6)}`, { class: `md-${Math.min(match[1].length, 3)}` }, inline(match[2])));
    } else if (/^\s*([-*_])(\s*\1){2,}\s*$/.test(line)) {
      close();
      blocks.push(h('hr'));
    } else if ((match = /^\s*(?:([-*+•])|\d+[.)])\s+(.*)$/.exec(line))) {
      const tag = match[1] ? 'ul' : 'ol';
      paragraph = null;
      if (list?.localName !== tag) blocks.push((list = h(tag)));
      list.append(h('li', {}, inline(match[2])));
    } else if (list && /^\s{2,}\S/.test(line)) list.lastChild.append(' ', ...inline(line.trim()));
    else {
      list = null;
      if (paragraph) paragraph.append(h('br'), ...inline(line.trim()));
      else blocks.push((paragraph = h('p', {}, inline(line.trim()))));
    }
  }

  return blocks;
}

function inline(text) {
  const parts = [];
  let from = 0;
  for (const match of text.matchAll(/\*\*([^*\n]+)\*\*|__([^_\n]+)__|(?<![\w*])\*([^*\s][^*\n]*)\*(?!\w)|`([^`\n]+)`|\\([!-/:-@[-`{-~])/g)) {
    parts.push(text.slice(from, match.index));
    from = match.index + match[0].length;
    if (match[1] ?? match[2]) parts.push(h('strong', {}, inline(match[1] ?? match[2])));
    else if (match[3]) parts.push(h('em', {}, inline(match[3])));
    else if (match[4]) parts.push(h('code', {}, match[4]));
    else parts.push(match[5]); // an escaped mark is plain text
  }

  parts.push(text.slice(from));
  return parts.filter((part) => part !== '');
}
