/** Whether the server has another version of the page by now: what this one has not loaded yet is not there any more. */
export const isOutdated = () => fetch(import.meta.url, { method: 'HEAD', cache: 'no-store' }).then(({ status }) => status === 404, () => false);
