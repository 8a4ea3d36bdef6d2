// The jobs that a run scores, from its snapshot. No DOM, so that tests can look at it.

/** In the order of scoring, so that no card moves while the user reads; the best first at the end. */
export function jobsOf({ timeline, texts, results }, ended) {
  const textOf = new Map(texts.map((x) => [x.target, x.text]));
  const resultOf = new Map(results.map((x) => [x.key, x.data]));
  const jobs = timeline.filter(({ kind }) => kind === 'JOB_START').map(({ details }) => {
    const key = `job-${details.job_index}`;
    const result = resultOf.get(key);
    return { key, ...details, ...result, text: textOf.get(key) ?? result?.reasoning ?? '', writing: !result && !ended };
  });
  return ended ? jobs.sort((a, b) => (b.score ?? -1) - (a.score ?? -1)) : jobs;
}

/** How many jobs have a score, of how many that were given: those whose turn has not come count too. */
export const scoredOf = (jobs) => ({ n: jobs.filter((job) => job.score !== undefined).length, of: Math.max(jobs.length, ...jobs.map((job) => job.total_jobs ?? 0)) });
