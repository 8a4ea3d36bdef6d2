// What the user looks at, in the query of the address: a link shows the same.

export const inAddress = (name) => new URLSearchParams(location.search).get(name) ?? '';

/** @param {Record<string, string|number|null>} values null and '' leave the address */
export function setInAddress(values) {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(values)) {
    if (value === null || value === '') query.delete(name);
    else query.set(name, value);
  }

  const next = location.pathname + (query.size > 0 ? `?${query}` : '');
  if (next !== location.pathname + location.search) history.replaceState(history.state, '', next);
}
