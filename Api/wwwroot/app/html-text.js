const DROPPED = 'script, style, template, noscript, head, svg, iframe, object';
const BLOCKS = 'address, article, aside, blockquote, dl, figure, footer, form, h1, h2, h3, h4, h5, h6, header, hr, main, nav, ol, p, pre, section, table, ul';
/** Lines that follow each other without an empty line. */
const LINES = 'dd, div, dt, li, tr';

/** The text of an HTML document. A parsed document runs no script and loads nothing. */
export function textOfHtml(html) {
  const { body } = new DOMParser().parseFromString(html, 'text/html');
  for (const element of body.querySelectorAll(DROPPED)) element.remove();
  for (const node of textNodes(body)) node.data = node.data.replace(/\s+/g, ' ');
  for (const item of body.querySelectorAll('li')) item.prepend('- ');
  for (const line of body.querySelectorAll(LINES)) line.prepend('\n');
  for (const br of body.querySelectorAll('br')) br.replaceWith('\n');
  for (const cell of body.querySelectorAll('td, th')) cell.append(' ');
  for (const block of body.querySelectorAll(BLOCKS)) {
    block.prepend('\n');
    block.append('\n');
  }

  return body.textContent.replace(/[ \t\u00a0]+/g, ' ').replace(/ ?\n ?/g, '\n').replace(/\n{3,}/g, '\n\n').trim();
}

function textNodes(root) {
  const walker = root.ownerDocument.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  return nodes;
}
