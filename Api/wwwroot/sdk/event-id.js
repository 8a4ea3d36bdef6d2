// One id everywhere: `<attempt>-<seq>`, such as `2-43`. `seq` starts at 1 and has no holes, across attempts too.

export const NONE = '0-0';

/** @returns {{attempt: number, seq: number}} */
export function parseEventId(text) {
  const match = /^(\d{1,10})-(\d{1,16})$/.exec(text);
  if (!match) throw new TypeError(`'${text}' is not an event id such as '2-43'.`);
  return { attempt: Number(match[1]), seq: Number(match[2]) };
}

export const formatEventId = ({ attempt, seq }) => `${attempt}-${seq}`;
