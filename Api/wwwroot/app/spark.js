import { setAttribute, svg } from './dom.js';

const WIDTH = 96;
const HEIGHT = 26;
const MOST_POINTS = 60;

/** The history of a value as a line; hidden while it does not move. */
export function sparkLine() {
  const line = svg('polyline', { class: 'spark-line' });
  const end = svg('circle', { class: 'spark-end', r: 2.2 });
  const element = svg('svg', { class: 'spark', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' }, line, end);
  return {
    element,
    /** @param {number[]} values oldest first */
    update(values) {
      const points = thin(values);
      const moved = points.some((p) => p !== points[0]);
      element.classList.toggle('empty', !moved); // a flat line shows no information
      if (!moved) return;
      const low = Math.min(...points);
      const range = Math.max(...points) - low;
      const place = points.map((p, i) => [3 + (i * (WIDTH - 6)) / (points.length - 1), HEIGHT - 3 - ((p - low) * (HEIGHT - 6)) / range]);
      setAttribute(line, 'points', place.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' '));
      setAttribute(end, 'cx', place.at(-1)[0].toFixed(1));
      setAttribute(end, 'cy', place.at(-1)[1].toFixed(1));
    },
  };
}

/** At most a given number of points, always with the last one. */
function thin(points) {
  if (points.length <= MOST_POINTS) return points;
  const step = (points.length - 1) / (MOST_POINTS - 1);
  return Array.from({ length: MOST_POINTS }, (_, i) => points[Math.round(i * step)]);
}
