import { h, setText } from './dom.js';
import { t } from './i18n.js';

export const statusPill = () => h('span', { class: 'pill' });

export function drawStatus(pill, status) {
  if (pill.dataset.status === status) return;
  pill.dataset.status = status;
  setText(pill, t(`status.${status}`));
}
