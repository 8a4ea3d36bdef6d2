import { h, setText } from './dom.js';
import { t } from './i18n.js';

export const statusPill = () => h('span', { class: 'pill' });

/** @param failed items of a completed job that failed: then it is not simply completed */
export function drawStatus(pill, status, failed = 0) {
  const shown = status === 'completed' && failed > 0 ? 'partial' : status;
  pill.dataset.status = shown;
  setText(pill, t(`status.${shown}`, { n: failed }));
}
